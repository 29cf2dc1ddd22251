"""manage.py export_completions: HR's list of one course as a file, for everybody, by whoever runs the site."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.models import Department
from coursesite.storage.whole_file import write_whole
from coursesite.tables.formats import FORMATS
from coursesite.tables.pdf import PdfError
from lessons.enums import EnrolmentStatus
from lessons.models import Course
from lessons.reports import completions as report
from lessons.reports.completions import OVERDUE, CompletionFilters
from lessons.reports.description import about
from lessons.services.exporting import note_export


def past_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2026-12-31.") from None
    if day > clock.today():
        raise ArgumentTypeError(f"{text} has not come yet.")
    return day


class Command(BaseCommand):
    help = (
        "Write the completions of a course into a file, of people who have left, too. The export is written to the "
        "journal before the file; everybody in it can read that."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--course", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument("--department", metavar="PATH", help="such as Vertrieb/Süd, with those below it")
        parser.add_argument("--status", default="", choices=[*EnrolmentStatus.values, OVERDUE])
        parser.add_argument("--as-of", type=past_day, metavar="YYYY-MM-DD", help="as it stood at the end of that day")
        parser.add_argument("--purpose", default=settings.EXPORT_PURPOSE_DEFAULT, help="is written to the journal")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _name in settings.LANGUAGES]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        filters = CompletionFilters(
            course=self.course(options["course"]),
            department=self.department(options["department"]) if options["department"] else None,
            status=options["status"],
            as_of=options["as_of"],
        )
        if not options["output"].parent.is_dir():
            raise CommandError(f"There is no folder {options['output'].parent}.")
        with translation.override(options["language"]):
            rows = self.write(filters, options)
        self.stdout.write(f"{options['output']}: {rows} rows")

    def write(self, filters: CompletionFilters, options: dict[str, Any]) -> int:
        kind, now, today = FORMATS[options["format"]], clock.now(), clock.today()
        enrolments = report.visible_enrolments(held=None, filters=filters, day=today)
        rows = enrolments.count()
        if not kind.takes(rows):
            raise CommandError(f"{kind.name} takes at most {kind.max_rows} rows, these are {rows}.")
        entry = note_export(
            actor=None,
            role=Role.OPERATOR,
            enrolments=enrolments,
            filters=filters,
            format_key=kind.key,
            purpose=options["purpose"],
        )
        table = report.table(report.journaled(enrolments, entry), day=filters.day(today))
        try:
            write_whole(options["output"], kind.write(table, about(filters, now=now)))
        except (OSError, PdfError) as error:
            raise CommandError(f"There is no file: {error}") from error
        return rows

    def course(self, slug: str) -> Course:
        if course := Course.objects.filter(slug=slug).first():
            return course
        known = ", ".join(Course.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no course {slug!r}. There are: {known}.")

    def department(self, path: str) -> Department:
        """By the end of its path: one name does where no other department has it."""
        names = [name.strip() for name in path.split("/")]
        found = [one for one in Department.objects.filter(name=names[-1]) if self.names_of(one)[-len(names) :] == names]
        if len(found) == 1:
            return found[0]
        if found:
            paths = "; ".join("/".join(self.names_of(one)) for one in found)
            raise CommandError(f"{path!r} may be one of: {paths}.")
        raise CommandError(f"There is no department {path!r}.")

    def names_of(self, department: Department) -> list[str]:
        names = dict(Department.objects.filter(pk__in=department.path.strip("/").split("/")).values_list("pk", "name"))
        return [names[int(number)] for number in department.path.strip("/").split("/")]
