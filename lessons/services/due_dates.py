"""HR moves a due date: of an assignment, with the runs that follow it, or of one person's run, with a reason.

A run follows its assignment as long as it is due on the day that the assignment gives it. One that has been set apart
since, for one person or by the earlier date of another group, keeps its day.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.models import User
from coursesite.accounts.services.people import note_about
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction
from lessons.enums import EnrolmentEventKind, EnrolmentPath
from lessons.errors import LessonsError
from lessons.models import Assignment, Enrolment, EnrolmentEvent
from lessons.queries.renewals import opening_events
from lessons.services.assigning import CHUNK, due_date_for, refuse_late_due_date, refuse_odd_due_date, tighten_open_runs
from lessons.services.enrolling import change_due_date

COLUMN = "due_date"  # as the journal names it


@dataclass(frozen=True)
class Moved:
    """How many open runs are due on another day now, and how many of the assignment keep a day of their own."""

    moved: int
    kept: int


def move_assignment(
    *, assignment: Assignment, due_on: date | None, due_days: int | None, actor: Any, now: datetime
) -> Moved:
    """Neither: no due date. The assignment and the runs that follow it move together or not at all.

    Nobody is overdue on the day she is told: days after entry that are over end today. Raises LessonsError.
    """
    refuse_odd_due_date(due_on, due_days, timezone.localdate(now))
    with write_transaction():
        found = Assignment.objects.select_related("cohort__department")
        before = found.select_for_update(of=("self",)).get(pk=assignment.pk)
        if before.ended_at:
            raise LessonsError(_("This assignment has been ended."), "assignment-ended")
        after = found.get(pk=assignment.pk)
        after.due_on, after.due_days = due_on, due_days
        after.save(update_fields=["due_on", "due_days"])
        moved = _move_runs(before, after, actor, now)
        record(
            actor=actor,
            role=Role.HR if actor else "",
            action=Action.CHANGE_PERSON,
            details={"columns": [COLUMN], "course": after.course_id, "group": after.cohort_id},
            subjects=_whose_date_changed(after, now),
        )
    return Moved(moved.moved + tighten_open_runs(after, now, actor=actor), moved.kept)


def move_run(*, enrolment: Enrolment, due_on: date | None, reason: str, actor: Any, now: datetime) -> None:
    """For one person; None: no due date. With the day it has, nothing happens. Raises LessonsError."""
    day = timezone.localdate(now)
    if not reason.strip():
        raise LessonsError(_("Please give a reason."), "no-reason")
    if due_on and due_on < day:
        raise LessonsError(_("The due date is in the past."), "due-in-the-past")
    if due_on:
        refuse_late_due_date(due_on, day)
    with write_transaction():
        run = Enrolment.objects.select_for_update(of=("self",)).select_related("user").get(pk=enrolment.pk)
        if run.closed_at or run.completed_on or run.exempted_on:
            raise LessonsError(_("This run is over; it has no due date any more."), "nothing-due")
        if run.due_on == due_on:
            return
        change_due_date(enrolment=run, due_on=due_on, actor=actor, now=now, reason=reason)
        note_about(
            person=run.user,
            actor=actor,
            role=Role.HR,
            action=Action.CHANGE_PERSON,
            details={"columns": [COLUMN], "course": run.course_id},
        )


def _open_runs(assignment: Assignment) -> QuerySet[Enrolment]:
    """A renewal is due when the certificate ends, a difference by its own rule."""
    renewed = opening_events().filter(enrolment=OuterRef("pk"))
    going_on = Enrolment.objects.open().filter(assignment=assignment, completed_on=None, exempted_on=None)
    return going_on.exclude(path=EnrolmentPath.DIFFERENCE).exclude(Exists(renewed))


def _whose_date_changed(assignment: Assignment, now: datetime) -> QuerySet[User]:
    """IN, not EXISTS: for each person SQLite would walk through all runs of the assignment."""
    changed = EnrolmentEvent.objects.filter(
        enrolment__assignment=assignment, kind=EnrolmentEventKind.DUE_CHANGED, at=now
    )
    return User.objects.filter(pk__in=changed.values("enrolment__user"))


def _move_runs(before: Assignment, after: Assignment, actor: Any, now: datetime) -> Moved:
    day, last, moved, kept = timezone.localdate(now), 0, 0, 0
    runs = _open_runs(after).select_for_update(of=("self",)).select_related("user").order_by("pk")
    while chunk := list(runs.filter(pk__gt=last)[:CHUNK]):
        last, pairs = chunk[-1].pk, []
        for run in chunk:
            if run.due_on != due_date_for(before, run.user, day=run.enrolled_on):
                kept += 1
                continue
            new = due_date_for(after, run.user, day=run.enrolled_on)
            pairs.append((run, max(new, day) if new else None))
        moved += _store([(run, new) for run, new in pairs if run.due_on != new], actor, now)
    return Moved(moved, kept)


def _store(pairs: list[tuple[Enrolment, date | None]], actor: Any, now: datetime) -> int:
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for run, new in pairs:
        by_day[new].append(run.pk)
    for new, pks in by_day.items():
        Enrolment.objects.filter(pk__in=pks).update(due_on=new)
    EnrolmentEvent.objects.bulk_create(
        EnrolmentEvent(
            enrolment=run,
            kind=EnrolmentEventKind.DUE_CHANGED,
            day=timezone.localdate(now),
            at=now,
            actor=actor,
            data={"before": run.due_on and run.due_on.isoformat(), "after": new and new.isoformat()},
        )
        for run, new in pairs
    )
    return len(pairs)
