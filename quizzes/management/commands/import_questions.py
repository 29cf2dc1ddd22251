"""manage.py import_questions FILE --format gift: questions of another program into the bank, all or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from coursesite import clock
from lessons.models import Course
from quizzes.enums import Pool
from quizzes.errors import QuizzesError
from quizzes.exchange_words import trouble_line
from quizzes.formats import all_formats
from quizzes.formats.base import MAX_BYTES
from quizzes.services.exchanging import ImportRefused, check_questions, import_questions
from quizzes.services.import_plan import CHANGED, NEW, UNCHANGED, Report


class Command(BaseCommand):
    help = "Check a file of questions and import it. With an error anywhere nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=list(all_formats()))
        parser.add_argument("--course", default="", help="slug; may be left out while there is only one")
        parser.add_argument("--pool", default=Pool.PRACTICE, choices=Pool.values, help="of questions that name none")
        parser.add_argument("--dry-run", action="store_true", help="check and say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        values = {"course": course_of(options["course"]), "format_key": options["format"], "pool": options["pool"]}
        content = content_of(options["file"])
        with translation.override("en"):
            try:
                if options["dry_run"]:
                    report = check_questions(content=content, **values)
                else:
                    report = import_questions(content=content, author=None, now=clock.now(), **values)
            except ImportRefused as refused:
                report = refused.report
            except QuizzesError as refusal:
                raise CommandError(str(refusal)) from None
            self._say(report, is_done=not options["dry_run"])

    def _say(self, report: Report, *, is_done: bool) -> None:
        for trouble in report.troubles:
            self.stderr.write(("" if trouble.is_error else "Note: ") + trouble_line(trouble))
        counts = ", ".join(f"{report.count(state)} {state}" for state in (NEW, CHANGED, UNCHANGED))
        counts += f", {report.pictures} new figures" if report.pictures else ""
        if report.errors:
            raise CommandError(f"{len(report.errors)} errors; nothing was written. Without them: {counts}.")
        self.stdout.write(f"{counts}.{'' if is_done else ' Nothing was written.'}")


def course_of(slug: str) -> Course:
    courses = list(Course.objects.filter(slug=slug) if slug else Course.objects.order_by("slug"))
    if len(courses) == 1:
        return courses[0]
    known = ", ".join(Course.objects.order_by("slug").values_list("slug", flat=True)) or "none"
    raise CommandError(f"Which course? Give its slug with --course; there are: {known}.")


def content_of(path: Path) -> bytes:
    """No more of it than any format reads."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
