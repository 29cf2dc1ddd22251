"""manage.py rerender [SLUG]: stored HTML brought up to the present renderer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.models import Course
from lessons.services.rerendering import rerender_course


class Command(BaseCommand):
    help = "Render anew what an earlier version of the renderer has made. Texts and history stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="one course; all if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        courses = Course.objects.all()
        if options["slug"]:
            courses = courses.filter(slug=options["slug"])
            if not courses:
                raise CommandError(f"There is no course {options['slug']}.")
        for course in courses:
            counts = rerender_course(course=course)
            self.stdout.write(f"{course.slug}: {', '.join(f'{count} {what}' for what, count in counts.items())}")
