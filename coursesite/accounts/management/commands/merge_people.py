"""manage.py merge_people KEEP OTHER: two records of one person become one, also where both can sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.accounts.services.merging import merge_people, refuse_merging


class Command(BaseCommand):
    help = "Merge OTHER into KEEP, whose address and password stay. There is no way back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("keep", help="address of the record that stays")
        parser.add_argument("other", help="address of the record that is emptied")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        kept, other = self.person(options["keep"]), self.person(options["other"])
        try:
            refuse_merging(kept=kept, other=other, actor=None)
            if not options["yes"] and not self.confirmed(kept, other):
                raise CommandError("Nothing was merged.")
            merge_people(kept=kept, other=other, actor=None, now=clock.now())
        except AccountsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The two records have been merged.")

    def person(self, email: str) -> User:
        found = User.objects.filter(email__iexact=email.strip(), erased_at=None).first()
        if found is None:
            raise CommandError(f"Nobody has the address {email}.")
        return found

    def confirmed(self, kept: User, other: User) -> bool:
        """The operator makes sure that both are one person: what one has answered, the other will read."""
        asked = f"Merge {other.name} ({other.email}) into {kept.name} ({kept.email}) for good? Type yes: "
        try:
            return input(asked).strip() == "yes"
        except EOFError:
            raise CommandError("It is asked for at a terminal; or use --yes.") from None
