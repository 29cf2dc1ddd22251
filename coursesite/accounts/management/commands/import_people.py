"""manage.py import_people FILE: people from CSV or XLSX, with all roles and into all departments."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coursesite import clock
from coursesite.accounts.import_words import count_words, problem_words, stop_words
from coursesite.accounts.models import Department
from coursesite.accounts.services.departments import root_department
from coursesite.accounts.services.import_plan import Chart
from coursesite.accounts.services.importing import Confirmed, Report, check, import_people


class Command(BaseCommand):
    help = "Import people from a CSV or XLSX file. Good lines come in, bad ones are named; the exit code is then 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument(
            "--leavers",
            action="store_true",
            help="whoever is missing from the file has left; only where no line has errors",
        )
        parser.add_argument(
            "--department",
            metavar="PATH",
            help="for lines without a department, and where leavers are looked for; default: the whole company",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        home = self.home(options["department"])
        try:
            with options["file"].open("rb") as file:
                if options["dry_run"]:
                    report = check(file=file, actor=None, home=home, day=clock.today())
                else:
                    confirmed = Confirmed(leavers=None if options["leavers"] else ())
                    report = import_people(file=file, actor=None, home=home, confirmed=confirmed, now=clock.now())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        self.tell(report, dry=options["dry_run"])
        if not report.is_clean:
            raise CommandError(stop_words(report) or f"{report.bad_rows} lines with errors, see above.")

    def home(self, path: str | None) -> Department:
        root = root_department(day=clock.today())
        if not path:
            return root
        node, missing = Chart().find([name.strip() for name in path.strip("/").split("/")])
        if missing:
            raise CommandError(f"There is no department {path}.")
        return Department.objects.get(pk=node.pk)

    def tell(self, report: Report, *, dry: bool) -> None:
        for heading in report.unknown:
            self.stdout.write(f"not used: column {heading}")
        for problem in report.problems:
            self.stdout.write(problem_words(problem))
        if report.bad_rows > len(report.problems):
            self.stdout.write("… and further lines.")
        for path in report.new_departments:
            self.stdout.write(f"new department: {path}")
        self.stdout.write(", ".join(f"{count} {label}" for label, count in count_words(report)))
        if dry:
            self.stdout.write(f"{len(report.leavers)} people are missing from the file and would leave with --leavers.")
        elif report.left:
            self.stdout.write(f"{report.left} people have left.")
