"""manage.py dump_course SLUG PATH: a course as files again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.errors import LessonsError
from lessons.models import Course
from lessons.services.dumping import dump_course


class Command(BaseCommand):
    help = "Write a course as files. The folder is new, empty, or this course's own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        course = Course.objects.filter(slug=options["slug"]).first()
        if course is None:
            known = ", ".join(Course.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no course {options['slug']}. Courses: {known}")
        try:
            written = dump_course(course=course, folder=options["path"])
        except (LessonsError, OSError) as error:
            raise CommandError(str(error)) from None
        for path in written.changed:
            self.stdout.write(path)
        self.stdout.write(f"{course.slug}: {len(written.changed)} files changed in {options['path']}")
        for problem in written.problems:
            self.stderr.write(str(problem))
