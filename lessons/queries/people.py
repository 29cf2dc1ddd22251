"""Which courses and enrolments are a person's own?"""

from dataclasses import dataclass
from typing import Any

from lessons.models import Course, Enrolment


@dataclass(frozen=True)
class OwnCourse:
    """A course on a person's start page; `enrolment` is None where she may start it herself."""

    course: Course
    enrolment: Enrolment | None


def latest_enrolment(user: Any, course: Course) -> Enrolment | None:
    """Her latest run, open or closed. One query."""
    return Enrolment.objects.filter(user=user, course=course).order_by("-cycle").first()


def own_courses(user: Any) -> list[OwnCourse]:
    """Hers first, then what is open to everybody. Two queries."""
    enrolments: dict[int, Enrolment] = {}
    for enrolment in Enrolment.objects.filter(user=user).select_related("course").order_by("cycle"):
        enrolments[enrolment.course_id] = enrolment
    others = Course.objects.filter(access="open").exclude(pk__in=enrolments)
    return [OwnCourse(enrolment.course, enrolment) for enrolment in enrolments.values()] + [
        OwnCourse(course, None) for course in others
    ]
