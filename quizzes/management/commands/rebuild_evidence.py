"""manage.py rebuild_evidence: what profiles and group matrices rest on, derived anew from the stored answers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.services.evidence import rebuild_everybody

EVERY = 1000  # people between two lines: a sign of life


class Command(BaseCommand):
    help = "Derive anew from the stored answers for which term each case was taken; say whose it differed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 if anything differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        people = differing = 0
        for is_same in rebuild_everybody(keep=not check):
            people, differing = people + 1, differing + (not is_same)
            if people % EVERY == 0:
                self.stdout.write(f"{people} people …")
        if check and differing:
            raise CommandError(f"The evidence of {differing} of {people} people differs from their answers.")
        self.stdout.write(f"Evidence of {people} people derived anew, of {differing} it differed.")
