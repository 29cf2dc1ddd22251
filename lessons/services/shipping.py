"""The course that comes with the program: loaded when the site starts, kept where it was edited."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from coursesite.accounts.models import User
from coursesite.accounts.services.roles import grant_role
from lessons.models import Course, CourseRole
from lessons.services.load_words import lines_of
from lessons.services.loading import LoadRefused, load_course
from lessons.services.rerendering import rerender_parts


def load_shipped_course(*, now: datetime) -> Iterator[str]:
    """What was done, line by line. Conflicts are named and wrong files refused; the site starts all the same."""
    folder = Path(settings.COURSE_DIR)
    try:
        loaded = load_course(origin=folder, now=now)
    except LoadRefused as refused:
        yield f"The course in {folder} was not loaded:"
        yield from (f"  {problem}" for problem in refused.problems)
        return
    rerender_parts(course=Course.objects.get(slug=loaded.slug))
    yield from lines_of(loaded)
    yield from (f"  {conflict}" for conflict in loaded.conflicts)


def make_demo_instructor(*, now: datetime) -> Iterator[str]:
    """lehren@… teaches the shipped course, whose folder is named for it."""
    teacher = User.objects.filter(email__iexact=f"lehren@{settings.DEMO_DOMAIN}").first()
    for course in Course.objects.filter(slug=Path(settings.COURSE_DIR).name) if teacher else ():
        grant_role(CourseRole, user=teacher, granted_by=None, now=now, course=course)
    yield from ()
