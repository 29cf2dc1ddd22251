"""manage.py verify_scores: is every stored result what steps and versions give? Changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.queries.verification import attempts_that_ended, differences


class Command(BaseCommand):
    help = "Compute every result anew and name what differs from what is stored. Exit code 1 if anything does."

    def handle(self, *args: Any, **options: Any) -> None:
        count, wrong = 0, 0
        for attempt in attempts_that_ended():
            found = differences(attempt)
            for difference in found:
                self.stderr.write(str(difference))
            count, wrong = count + 1, wrong + bool(found)
        if wrong:
            raise CommandError(f"{wrong} of {count} attempts differ.")
        self.stdout.write(f"{count} attempts computed anew, no difference.")
