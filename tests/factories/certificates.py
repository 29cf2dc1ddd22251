"""Runs that have reached a certificate."""

from datetime import UTC, datetime

from coursesite.accounts.models import User
from coursesite.storage.transactions import write_transaction
from lessons.models import Certificate, Course, CourseVersion, Enrolment
from lessons.services.certifying import issue_certificates
from lessons.services.progress import mark_read
from tests.factories.lessons import make_course, make_started, make_unit

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Berlin


def make_completed(user: User, course: Course | None = None, *, now: datetime = NOW) -> Enrolment:
    """A course with one lesson, read by the real service; so it has a certificate of participation."""
    course = course or make_course()
    unit = course.units.first() or make_unit(course, title="Begriffe")
    CourseVersion.objects.get_or_create(course=course, number=3, defaults={"content_hash": "c" * 64})
    enrolment = make_started(user, course)
    mark_read(enrolment=enrolment, unit=unit, version=None, now=now)
    return Enrolment.objects.get(pk=enrolment.pk)


def make_certificate(user: User, course: Course | None = None, *, now: datetime = NOW) -> Certificate:
    return make_completed(user, course, now=now).certificates.get()


def make_mastery(user: User, course: Course | None = None, *, now: datetime = NOW) -> Certificate:
    """Passed, too, without any exam being taken."""
    enrolment = make_completed(user, course, now=now)
    enrolment.passed_on = enrolment.completed_on
    enrolment.save()
    with write_transaction():
        [certificate] = issue_certificates(enrolment=enrolment, all_read=True, now=now)
    return certificate
