"""What has been set up already: courses and who teaches them, people and what they were given?"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from coursesite.accounts.models import User
from coursesite.accounts.queries.invitations import INVITATION, without_password
from coursesite.accounts.queries.people import people_of_hr
from coursesite.outbox.models import OutboxMail
from lessons.models import Assignment, Course, CourseRole, Enrolment
from lessons.queries.cohorts import cohorts_of_hr
from lessons.rules import courses_written_by

WRITERS = 2  # with four eyes: whoever wrote a text does not publish it


def is_course_loaded() -> bool:
    return Course.objects.exists()


def are_instructors_named() -> bool:
    """As many as it takes to publish a text in some course."""
    holders = CourseRole.objects.filter(ended_at=None).values("user").distinct()
    return holders.count() >= (WRITERS if settings.FOUR_EYES else 1)


def has_people(hr: Any, *, day: date) -> bool:
    """Others than herself."""
    return _people(hr, day).exists()


def has_invited(hr: Any, *, day: date) -> bool:
    """Somebody can sign in already, or a mail is on its way to her."""
    people = _people(hr, day)
    mails = OutboxMail.objects.filter(kind=INVITATION)
    waiting = without_password(User.objects.all())
    return people.exclude(pk__in=waiting.values("pk").exclude(pk__in=mails.values("user"))).exists()


def has_assigned(hr: Any) -> bool:
    return Assignment.objects.filter(ended_at=None, cohort__in=cohorts_of_hr(hr)).exists()


def has_learners(instructor: Any) -> bool:
    """Somebody is enrolled in a course of hers."""
    return Enrolment.objects.filter(course__in=courses_written_by(instructor)).exists()


def _people(hr: Any, day: date) -> QuerySet[User]:
    return people_of_hr(hr, day=day).exclude(pk=hr.pk)
