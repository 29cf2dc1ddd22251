"""manage.py load_course PATH: the files of a course into the database, all of them or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coursesite import clock
from lessons.errors import LessonsError
from lessons.services.load_words import lines_of
from lessons.services.loading import Loaded, LoadRefused, load_course, try_course

CONFLICTS = 3


class Command(BaseCommand):
    help = "Check the files of a course and load what has changed. What was edited on the site only stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="folder with course.md")
        parser.add_argument("--dry-run", action="store_true", help="check and say what would be done")
        parser.add_argument("--strict", action="store_true", help=f"exit {CONFLICTS} if both sides changed something")
        parser.add_argument("--overwrite", action="store_true", help="where both sides changed, the files win")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = self.load(options["path"], winning=options["overwrite"], dry_run=options["dry_run"])
        except LoadRefused as refused:
            for problem in refused.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(refused)) from None
        except LessonsError as error:
            raise CommandError(str(error)) from None
        for problem in (*loaded.warnings, *loaded.conflicts):
            self.stderr.write(str(problem))
        for line in lines_of(loaded, dry_run=options["dry_run"]):
            self.stdout.write(line)
        if options["strict"] and loaded.conflicts:
            raise CommandError("Files and site have changed the same things.", returncode=CONFLICTS)

    def load(self, path: Path, *, winning: bool, dry_run: bool) -> Loaded:
        if dry_run:
            return try_course(origin=path, winning=winning)
        return load_course(origin=path, now=clock.now(), winning=winning)
