"""manage.py lint_course PATH: is this folder a course, in canonical form and in the house style?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.errors import LessonsError
from lessons.files.problem import has_errors
from lessons.files.style import overlap
from lessons.services.linting import Lint, fix_course, lint_course


class Command(BaseCommand):
    help = "Run all checks of load_course without loading, look for faults of style, compare with the canonical form."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--fix", action="store_true", help="write the canonical form")
        parser.add_argument("--against", type=Path, metavar="DIR", help="texts (.txt, .md) that must not be copied")

    def handle(self, *args: Any, **options: Any) -> None:
        lint = self.lint(options["path"], options["against"])
        uncanonical = () if options["fix"] else lint.uncanonical
        problems = sorted([*lint.problems, *lint.style, *uncanonical])
        for problem in problems:
            self.stderr.write(problem.coded)
        if options["fix"]:
            for path in fix_course(folder=options["path"], lint=lint):
                self.stdout.write(f"{path}: written in canonical form")
        for line in lint.report:
            self.stdout.write(line)
        if not options["against"]:
            self.stdout.write(f"Not checked: {overlap.CODE}, since --against names no folder to compare with.")
        if has_errors(problems):
            raise CommandError("The course files need mending.")
        self.stdout.write("The course files are in order.")

    def lint(self, path: Path, against: Path | None) -> Lint:
        try:
            return lint_course(folder=path, against=against)
        except LessonsError as error:
            raise CommandError(str(error)) from None
