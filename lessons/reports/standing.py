"""How does an enrolment stand today, and how did it stand on a past day?

Today's answer is read from its columns, a past day's is computed from its events. Both give the same annotations, so
filters, figures and rows need not know which one they read; on today's date both give the same values.

A due date is taken back from what it is now: each change says what was there before. When somebody began, completed or
was exempted, and when the run ended, the events' days say. `passed_on` and the certificate have days of their own.
"""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from lessons.enums import EnrolmentEventKind, EnrolmentStatus
from lessons.models import Enrolment, EnrolmentEvent
from lessons.queries.certificates import latest_certificates

EXEMPTION = (EnrolmentEventKind.EXEMPTED, EnrolmentEventKind.EXEMPTION_WITHDRAWN)


def standing_today(enrolments: QuerySet[Enrolment], *, day: date) -> QuerySet[Enrolment]:
    """With `done_on`, `has_begun`, `is_exempt`, `due_day`, `is_open`, `has_passed`, and what follows from them."""
    known = enrolments.annotate(
        done_on=F("completed_on"),
        has_begun=Q(started_at__isnull=False),
        is_exempt=Q(exempted_on__isnull=False),
        due_day=F("due_on"),
        is_open=Q(closed_at__isnull=True),
        has_passed=Q(passed_on__isnull=False),
    )
    return _with_status(known, day)


def standing_on(enrolments: QuerySet[Enrolment], *, day: date) -> QuerySet[Enrolment]:
    """The same as of the end of `day`; runs that began later are left out."""
    until = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk"), day__lte=day)
    completed = until.filter(kind=EnrolmentEventKind.COMPLETED).order_by("pk")
    known = enrolments.filter(enrolled_on__lte=day).annotate(
        done_on=Subquery(completed.values("day")[:1]),
        has_begun=Exists(until.filter(kind=EnrolmentEventKind.STARTED)),
        last_exemption=Subquery(until.filter(kind__in=EXEMPTION).order_by("-pk").values("kind")[:1]),
        due_day=_due_day(day),
        is_open=~Exists(until.filter(kind=EnrolmentEventKind.CLOSED)),
        has_passed=Q(passed_on__isnull=False, passed_on__lte=day),
    )
    exempt = Q(last_exemption__isnull=False, last_exemption=EnrolmentEventKind.EXEMPTED)
    return _with_status(known.annotate(is_exempt=exempt), day)


def _due_day(day: date) -> Case:
    """What stood before the first change after that day; without one, what stands now."""
    later = EnrolmentEvent.objects.filter(
        enrolment=OuterRef("pk"), kind=EnrolmentEventKind.DUE_CHANGED, day__gt=day
    ).order_by("pk")
    before = Cast(Subquery(later.values(before=KT("data__before"))[:1], output_field=CharField()), DateField())
    return Case(When(Exists(later), then=before), default=F("due_on"), output_field=DateField())


def _with_status(known: QuerySet[Enrolment], day: date) -> QuerySet[Enrolment]:
    overdue = Q(done_on__isnull=True, is_exempt=False, is_open=True, due_day__isnull=False, due_day__lt=day)
    version = Case(
        When(done_on__isnull=False, then=F("completed_version__number")), default=None, output_field=IntegerField()
    )
    annotated = known.annotate(status_code=_status(), is_overdue=overdue, course_version=version)
    return latest_certificates(annotated, day=day)


def _status() -> Case:
    steps: list[tuple[dict[str, Any], EnrolmentStatus]] = [
        ({"done_on__isnull": False}, EnrolmentStatus.COMPLETED),
        ({"is_exempt": True}, EnrolmentStatus.EXEMPT),
        ({"has_begun": True}, EnrolmentStatus.IN_PROGRESS),
    ]
    return Case(
        *(When(**condition, then=Value(status.value)) for condition, status in steps),
        default=Value(EnrolmentStatus.NOT_STARTED.value),
        output_field=CharField(),
    )
