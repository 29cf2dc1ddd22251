"""Into a course and out of it: the verbs that write enrolments and their events."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.models import User
from coursesite.storage.transactions import write_transaction
from lessons.enums import Access, EnrolmentEventKind
from lessons.errors import LessonsError
from lessons.models import Course, Enrolment, EnrolmentEvent


def start_course(*, user: Any, course: Course, now: datetime) -> Enrolment:
    """A learner begins: an open course enrols her, an assigned one must have been assigned. Idempotent."""
    with write_transaction():
        enrolment = _open_enrolment(user, course)
        if enrolment is None:
            if course.access != Access.OPEN:
                raise LessonsError(_("This course is assigned by the HR department."), "not-assigned")
            enrolment = _enrol(user, course, kind=EnrolmentEventKind.ENROLLED, actor=user, now=now)
        begin(enrolment, now)
        return enrolment


def begin(enrolment: Enrolment, now: datetime) -> None:
    """Its learner has begun. Idempotent; inside a transaction that holds her or the run."""
    if enrolment.started_at is None:
        enrolment.started_at = now
        enrolment.save(update_fields=["started_at"])
        note_event(enrolment, EnrolmentEventKind.STARTED, actor=enrolment.user, now=now)


def assign_course(
    *, user: Any, course: Course, actor: Any, now: datetime, due_on: date | None = None, reason: str = ""
) -> Enrolment:
    """Somebody gives a course to a person; an open run only gets the new due date. Idempotent."""
    with write_transaction():
        enrolment = _open_enrolment(user, course)
        if enrolment is None:
            kind = EnrolmentEventKind.ASSIGNED
            return _enrol(user, course, kind=kind, actor=actor, now=now, due_on=due_on, reason=reason)
        if due_on != enrolment.due_on:
            change_due_date(enrolment=enrolment, due_on=due_on, actor=actor, now=now, reason=reason)
        return enrolment


def change_due_date(*, enrolment: Enrolment, due_on: date | None, actor: Any, now: datetime, reason: str = "") -> None:
    before = enrolment.due_on
    enrolment.due_on = due_on
    data = {"before": before and before.isoformat(), "after": due_on and due_on.isoformat()}
    with write_transaction():
        enrolment.save(update_fields=["due_on"])
        note_event(enrolment, EnrolmentEventKind.DUE_CHANGED, actor=actor, now=now, reason=reason, data=data)


def close_enrolment(*, enrolment: Enrolment, actor: Any, now: datetime, reason: str = "") -> None:
    """End a run; the record stays. Idempotent."""
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if enrolment.closed_at:
            return
        enrolment.closed_at = now
        enrolment.save(update_fields=["closed_at"])
        note_event(enrolment, EnrolmentEventKind.CLOSED, actor=actor, now=now, reason=reason)


def _open_enrolment(user: Any, course: Course) -> Enrolment | None:
    """The run that is open; the person's row is locked first, so that two tabs make one enrolment."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    return Enrolment.objects.open().filter(user=user, course=course).first()


def _enrol(
    user: Any,
    course: Course,
    *,
    kind: str,
    actor: Any,
    now: datetime,
    due_on: date | None = None,
    reason: str = "",
) -> Enrolment:
    last = Enrolment.objects.filter(user=user, course=course).order_by("-cycle").first()
    enrolment = Enrolment.objects.create(
        user=user,
        course=course,
        cycle=last.cycle + 1 if last else 1,
        enrolled_on=timezone.localdate(now),
        due_on=due_on,
    )
    note_event(enrolment, kind, actor=actor, now=now, reason=reason)
    return enrolment


def note_event(
    enrolment: Enrolment, kind: str, *, actor: Any, now: datetime, reason: str = "", data: dict | None = None
) -> None:
    """A line in the record of a run, beside what it tells of."""
    assert transaction.get_connection().in_atomic_block, "an event and its effect belong together"
    EnrolmentEvent.objects.create(
        enrolment=enrolment,
        kind=kind,
        day=timezone.localdate(now),
        at=now,
        actor=actor,
        reason=reason,
        data=data or {},
    )
