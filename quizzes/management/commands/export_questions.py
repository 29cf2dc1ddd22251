"""manage.py export_questions --format gift --output FILE: the bank of a course for another program."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from quizzes.exchange_words import trouble_words
from quizzes.formats import all_formats
from quizzes.management.commands.import_questions import course_of
from quizzes.services.exporting import export_questions, grouped


class Command(BaseCommand):
    help = "Write all questions of a course that are not retired, and name what the format does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=list(all_formats()))
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument("--course", default="", help="slug; may be left out while there is only one")

    def handle(self, *args: Any, **options: Any) -> None:
        exported = export_questions(course=course_of(options["course"]), format_key=options["format"])
        try:
            options["output"].write_bytes(exported.content)
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from None
        with translation.override("en"):
            for trouble, names in grouped(exported.losses):
                head = "Left out" if trouble.is_error else "Note"
                self.stderr.write(f"{head}: {trouble_words(trouble)} ({', '.join(names)})")
        self.stdout.write(f"{exported.count} questions written.")
