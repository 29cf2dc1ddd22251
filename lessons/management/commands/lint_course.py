"""manage.py lint_course PATH: is this folder a course, and in canonical form?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.files.problem import has_errors
from lessons.services.dumping import fix_course, lint_course


class Command(BaseCommand):
    help = "Run all checks of load_course without loading, and compare with the canonical form."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--fix", action="store_true", help="write the canonical form")

    def handle(self, *args: Any, **options: Any) -> None:
        lint = lint_course(folder=options["path"])
        for problem in lint.problems:
            self.stderr.write(str(problem))
        if options["fix"]:
            for path in fix_course(folder=options["path"], lint=lint):
                self.stdout.write(f"{path}: written in canonical form")
        else:
            for problem in lint.uncanonical:
                self.stderr.write(str(problem))
        if has_errors(lint.problems) or (lint.uncanonical and not options["fix"]):
            raise CommandError("The course files need mending.")
        self.stdout.write("The course files are in order.")
