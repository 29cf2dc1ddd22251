"""Lessons that change in substance after somebody completed their course, by the real services."""

from datetime import datetime, timedelta

from coursesite import clock
from coursesite.accounts.models import User
from lessons.enums import ChangeKind
from lessons.models import CertificatePolicy, Course, CourseVersion, Enrolment, Lesson, LessonVersion
from lessons.services.offering import offer_differences
from lessons.services.progress import mark_read
from lessons.services.publishing import LessonText, publish, save_draft
from tests.factories.lessons import make_lesson, make_started

ALL_YEAR = {"valid_months": 12, "renew_by_substance": True}


def change(
    lesson: Lesson, source: str, *, now: datetime, kind: str = ChangeKind.SUBSTANTIAL, summary: str = ""
) -> LessonVersion:
    text = LessonText(title=lesson.unit.title, source=source)
    save_draft(lesson=lesson, text=text, author=None, now=now, based_on=None)
    return publish(lesson=lesson, actor=None, now=now, change_kind=kind, summary=summary)


def make_holder(user: User, course: Course, *, now: datetime) -> Enrolment:
    """She reads what readers see and so completes the course, unless it asks for more."""
    CourseVersion.objects.get_or_create(course=course, number=1, defaults={"content_hash": "c" * 64})
    run = make_started(user, course)
    for lesson in Lesson.objects.filter(unit__course=course, unit__required=True).select_related("unit", "published"):
        mark_read(enrolment=run, unit=lesson.unit, version=lesson.published, now=now)
    return Enrolment.objects.get(pk=run.pk)


def make_offer(user: User, course: Course, *, now: datetime | None = None, **rule: object) -> Enrolment:
    """One lesson has changed since she completed the course."""
    now = now or clock.now()
    lesson = Lesson.objects.filter(unit__course=course, unit__required=True).select_related("unit__course").first()
    lesson = lesson or make_lesson(course, "Der Anfang bleibt.\n\nAlte Mitte.", slug="eins", title="Eins")
    LessonVersion.objects.filter(lesson=lesson, number=1).update(published_at=now - timedelta(days=30))
    CertificatePolicy.objects.get_or_create(course=course, defaults={**ALL_YEAR, **rule})
    make_holder(user, course, now=now - timedelta(days=20))
    change(lesson, "Der Anfang bleibt.\n\nNeue Mitte.", now=now - timedelta(days=1), summary="Die Mitte ist neu.")
    list(offer_differences(now=now))
    return Enrolment.objects.get(user=user, course=course, closed_at=None)
