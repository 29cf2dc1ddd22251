"""manage.py export_evidence: the evidence pack of a course for everybody, by whoever runs the site."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.journal.models import Action
from coursesite.storage.whole_file import write_whole
from coursesite.tables.zipped import write_zip
from lessons.management.commands.export_completions import past_day
from lessons.models import Course
from lessons.reports import completions as report
from lessons.reports.audit_pack import LOGGED, Asked, pack
from lessons.reports.completions import CompletionFilters
from lessons.reports.description import about_past_day
from lessons.services.exporting import note_export


class Command(BaseCommand):
    help = (
        "Write the evidence pack of a course as of a past day into a ZIP file. The export is written to the journal "
        "before the file; everybody in it can read that."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--course", required=True, metavar="SLUG")
        parser.add_argument("--as-of", required=True, type=past_day, metavar="YYYY-MM-DD", help="a day that is over")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument("--purpose", default=settings.EXPORT_PURPOSE_DEFAULT, help="is written to the journal")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _name in settings.LANGUAGES]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        course = Course.objects.filter(slug=options["course"]).first()
        if course is None:
            raise CommandError(f"There is no course {options['course']!r}.")
        if options["as_of"] >= clock.today():
            raise CommandError(f"{options['as_of']} is not over yet.")
        with translation.override(options["language"]):
            self.write(course, options)
        self.stdout.write(str(options["output"]))

    def write(self, course: Course, options: dict[str, Any]) -> None:
        filters = CompletionFilters(course=course, as_of=options["as_of"])
        enrolments = report.visible_enrolments(held=None, filters=filters, day=clock.today())
        entry = note_export(
            actor=None,
            role=Role.OPERATOR,
            enrolments=enrolments,
            filters=filters,
            format_key="zip",
            purpose=options["purpose"],
            action=Action.EXPORT_EVIDENCE,
            columns=LOGGED,
        )
        asked = Asked(course, report.journaled(enrolments, entry), options["as_of"], about_past_day(filters))
        try:
            write_whole(options["output"], write_zip(pack(asked)))
        except OSError as error:
            raise CommandError(f"There is no file: {error}") from error
