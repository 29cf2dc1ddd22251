"""manage.py settle_question COURSE UID VERSION: a faulty question, settled for everybody who was asked it."""

from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from coursesite import clock
from quizzes.enums import Settled
from quizzes.errors import QuizzesError
from quizzes.models import QuestionVersion
from quizzes.queries.board import still_asked
from quizzes.services.regrading import Change, preview_settlement, settle_question
from quizzes.wording import still_asked_words

WAYS = {"for-all": Settled.FOR_ALL, "not-scored": Settled.NOT_SCORED, "undo": Settled.NO}


class Command(BaseCommand):
    help = "List whose result would change; with --apply, change it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("course")
        parser.add_argument("uid")
        parser.add_argument("version", type=int, help="number of the version that was asked")
        ways = parser.add_mutually_exclusive_group(required=True)
        ways.add_argument("--as", dest="way", choices=WAYS, help="undo: as if it had never been settled")
        ways.add_argument("--by", type=int, help="number of the version whose key holds")
        parser.add_argument("--reason", default="", help="for the journal; needed to apply")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        version = self.version(options, options["version"])
        by = self.version(options, options["by"]) if options["by"] is not None else None
        settled = WAYS[options["way"]] if by is None else Settled.BY_VERSION
        try:
            if options["apply"]:
                values = {"reason": options["reason"], "actor": None, "now": clock.now()}
                changes = settle_question(version=version, settled=settled, by=by, **values)
            else:
                changes = preview_settlement(version=version, settled=settled, by=by)
        except QuizzesError as refusal:
            raise CommandError(str(refusal)) from refusal
        for change in changes:
            self.stdout.write(described(change))
        word = "changed" if options["apply"] else "would change; nothing is stored without --apply"
        self.stdout.write(f"{len(changes)} results {word}.")
        if asked := still_asked(version, settled):
            with translation.override("en"):
                self.stdout.write("\n".join(still_asked_words(asked)))

    def version(self, options: dict[str, Any], number: int) -> QuestionVersion:
        found = QuestionVersion.objects.filter(
            question__course__slug=options["course"], question__uid=options["uid"], number=number
        )
        row = found.select_related("question", "settled_by").first()
        if row is None:
            raise CommandError(f"There is no version {number} of {options['uid']} in {options['course']}.")
        return row


def described(change: Change) -> str:
    person = change.attempt.enrolment.user
    place = f"{person.name} <{person.email}>, {change.attempt.quiz} {change.attempt.number}"
    return f"{place}: {_said(*change.before)} -> {_said(*change.after)}"


def _said(points: Decimal, maximum: int, passed: bool | None) -> str:
    word = {True: "passed", False: "not passed", None: "without a rule"}[passed]
    return f"{points.normalize():f}/{maximum} {word}"
