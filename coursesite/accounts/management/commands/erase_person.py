"""manage.py erase_person EMAIL: delete an account in place, as its person asked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.privacy.services.erasing import erase_person


class Command(BaseCommand):
    help = "Take away what tells who a person was; runs and results stay without a name. There is no way back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"].strip()).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        if not options["yes"] and not self.confirmed(person):
            raise CommandError("Nothing was deleted.")
        try:
            erase_person(person=person, actor=None, now=clock.now())
        except AccountsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The account has been deleted.")

    def confirmed(self, person: User) -> bool:
        try:
            return input(f"Delete {person.name} ({person.email}) for good? Type yes: ").strip() == "yes"
        except EOFError:
            raise CommandError("It is asked for at a terminal; or use --yes.") from None
