"""Which courses are a person's own, and how far is she in them?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from coursesite.storage.prepared import Prepared
from lessons.enums import Access
from lessons.models import Course, Enrolment
from lessons.queries.detours import with_detour
from lessons.queries.outline import Outline, outlines
from lessons.queries.renewals import Renewal, renewals_of
from lessons.queries.running import running_of, with_running


@dataclass(frozen=True)
class OwnCourse:
    """A course on a person's pages; `enrolment` is None where she may start it herself."""

    course: Course
    enrolment: Enrolment | None
    outline: Outline
    renewal: Renewal | None = None


def own_courses(user: Any, *, now: datetime) -> list[OwnCourse]:
    """Hers first, those before all in which an exam is running, then what is open to everybody.

    Five queries, however many courses; renewals ask two more, and where one asks for what has changed in substance,
    those of its questions.
    """
    latest: dict[int, Enrolment] = {}
    for enrolment in RUNS.all(user=user.pk):
        latest[enrolment.course_id] = enrolment
    hers = [(enrolment.course, enrolment) for enrolment in latest.values()]
    running = running_of(user, now=now) if hers else {}
    hers.sort(key=lambda own: own[1].pk not in running)
    found = with_outlines([*hers, *((course, None) for course in OPEN.all() if course.pk not in latest)], now)
    return [replace(own, outline=with_running(own.outline, own.enrolment, running)) for own in found]


def public_courses(*, now: datetime) -> list[OwnCourse]:
    """What a visitor may read about before signing in. Two queries."""
    return with_outlines([(course, None) for course in open_courses()], now)


def open_courses() -> Any:
    return Course.objects.filter(access=Access.OPEN)


def _runs_of(user: int) -> Any:
    return Enrolment.objects.filter(user=user).select_related("course").order_by("cycle")


RUNS: Prepared[Enrolment] = Prepared(_runs_of)
OPEN: Prepared[Course] = Prepared(open_courses)


def with_outlines(courses: Sequence[tuple[Course, Enrolment | None]], now: datetime) -> list[OwnCourse]:
    """In this order. As many queries for ten courses as for one."""
    found = outlines(courses, now=now)
    renewals = renewals_of([run for _course, run in courses if run], today=timezone.localdate(now))
    return [
        OwnCourse(course, run, with_detour(found[course.pk], run, now=now), renewals.get(run.pk) if run else None)
        for course, run in courses
    ]
