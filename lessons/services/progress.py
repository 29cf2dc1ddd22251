"""The only writer of progress: a lesson read, a result from the floor above, and the completion that follows."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons import kinds
from lessons.completion import all_read, completion_of
from lessons.enums import EnrolmentEventKind, ProgressState
from lessons.errors import LessonsError
from lessons.models import CourseVersion, Enrolment, EnrolmentEvent, LessonVersion, Unit, UnitProgress
from lessons.queries.outline import standings
from lessons.services.certifying import issue_certificates

SHARE_PLACES = Decimal("0.00001")


def mark_read(*, enrolment: Enrolment, unit: Unit, version: LessonVersion | None, now: datetime) -> UnitProgress:
    """A lesson is read: by the learner's word, or since its end and its check are reached. Idempotent."""
    with write_transaction():
        enrolment = _locked(enrolment)
        entry = _entry(enrolment, unit)
        entry.version_seen = version
        entry.skipped = False
        _complete(entry, now)
        entry.share = Decimal(1)
        entry.save()
        _settle(enrolment, now)
        return entry


def note_changes_seen(*, enrolment: Enrolment, unit: Unit, version: LessonVersion) -> None:
    """She has seen what is new in a lesson that she had read. Her progress stays, also in a run that has ended."""
    with write_transaction():
        read = UnitProgress.objects.filter(enrolment=enrolment, unit=unit).exclude(version_seen=None)
        read.update(version_seen=version)


def skip(*, enrolment: Enrolment, units: Iterable[Unit], now: datetime) -> None:
    """She knows these already and will not read them: completed, and named as skipped. Idempotent.

    Which units may be skipped is for the caller to know. One that she has completed stays as it is.
    """
    with write_transaction():
        enrolment = _locked(enrolment)
        for unit in units:
            entry = _entry(enrolment, unit)
            if entry.state != ProgressState.COMPLETED:
                entry.skipped, entry.share = True, Decimal(1)
                _complete(entry, now)
                entry.save()
        _settle(enrolment, now)


def note_begun(*, enrolment: Enrolment, unit: Unit) -> UnitProgress:
    """Something of a unit was done, but not all. A completed unit stays completed."""
    with write_transaction():
        return _entry(_locked(enrolment, unit), unit)


def record_result(
    *, enrolment: Enrolment, unit: Unit, share: Fraction, passed: bool | None, now: datetime
) -> UnitProgress:
    """The result of a unit that has one: which of several tries counts is for the floor above to say. `share`: 0…1.

    What was completed stays completed, whatever is found out later.
    """
    with write_transaction():
        enrolment = _locked(enrolment, unit)
        entry = _entry(enrolment, unit)
        entry.share, entry.passed = rounded_share(share), passed
        if passed is None or passed:
            _complete(entry, now)
        entry.save()
        _settle(enrolment, now)
        return entry


def settle(*, enrolment: Enrolment, now: datetime) -> None:
    """Something else that completes a run was done: the questions on what has changed. Idempotent."""
    with write_transaction():
        _settle(_locked(enrolment), now)


def rounded_share(share: Fraction) -> Decimal:
    """Five decimals, half up: what a column can hold of an exact share."""
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(SHARE_PLACES, ROUND_HALF_UP)


def _locked(enrolment: Enrolment, unit: Unit | None = None) -> Enrolment:
    """The row as it is now, locked: two results at once must both be seen by the completion.

    What opens after the course was passed goes on when its run has ended.
    """
    fresh = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if fresh.closed_at and not (unit and unit.days_after_pass):
        raise LessonsError(_("This run through the course has ended."), "enrolment-closed")
    return fresh


def _entry(enrolment: Enrolment, unit: Unit) -> UnitProgress:
    entry, _created = UnitProgress.objects.get_or_create(enrolment=enrolment, unit=unit)
    return entry


def _complete(entry: UnitProgress, now: datetime) -> None:
    if entry.state != ProgressState.COMPLETED:
        entry.state = ProgressState.COMPLETED
        entry.completed_at = now


def _settle(enrolment: Enrolment, now: datetime) -> None:
    """Record pass and completion when they are reached, once, with the day and the course version in force.

    With them come the certificates that they prove.
    """
    if enrolment.completed_on:
        return
    if enrolment.passed_on is None and _all_graded_units_passed(enrolment):
        enrolment.passed_on = timezone.localdate(now)
    units = standings(enrolment)
    if completion_of(units).completed:
        enrolment.completed_on = timezone.localdate(now)
        enrolment.completed_version = (
            CourseVersion.objects.filter(course=enrolment.course_id).order_by("-number").first()
        )
        _note_completion(enrolment, now)
    enrolment.save(update_fields=["passed_on", "completed_on", "completed_version"])
    issue_certificates(enrolment=enrolment, all_read=all_read(units), now=now)


def _all_graded_units_passed(enrolment: Enrolment) -> bool:
    wanted = Unit.objects.in_use().filter(course=enrolment.course_id, required=True, kind__in=kinds.graded_keys())
    missing = wanted.exclude(progress__in=UnitProgress.objects.filter(enrolment=enrolment, passed=True))
    return wanted.exists() and not missing.exists()


def _note_completion(enrolment: Enrolment, now: datetime) -> None:
    version: Any = enrolment.completed_version
    EnrolmentEvent.objects.create(
        enrolment=enrolment,
        kind=EnrolmentEventKind.COMPLETED,
        day=timezone.localdate(now),
        at=now,
        actor_id=enrolment.user_id,
        data={"course_version": version.number if version else None},
    )
