"""manage.py replay_erasures: after a restored backup, erase again who was erased since."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.privacy.services.erasing import erase_person
from coursesite.privacy.services.erasure_list import brought_back, listed, take_over


class Command(BaseCommand):
    help = "Erase again whom a restored backup has brought back, by the list of erasures. Twice does no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", type=Path, help="where the list lies; otherwise ERASURE_LIST")
        parser.add_argument("--dry-run", action="store_true", help="only say how many they are")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"] and not options["list"].is_file():
            raise CommandError(f"There is no list at {options['list']}.")
        erasures = listed(options["list"])
        people = brought_back(erasures)
        if options["dry_run"]:
            self.stdout.write(f"The list holds {len(erasures)} erasures; {len(people)} of these people are back.")
            return
        refused = [reason for person in people if (reason := self.refusal(person))]
        self.stdout.write(f"The list holds {len(erasures)} erasures; {len(people) - len(refused)} people erased again.")
        if refused:
            raise CommandError("\n".join(refused))
        take_over(erasures)

    def refusal(self, person: User) -> str:
        """Named by her number: her name must not stand in a log."""
        try:
            erase_person(person=person, actor=None, now=clock.now())
        except AccountsError as error:
            return f"Account {person.pk}: {error}"
        return ""
