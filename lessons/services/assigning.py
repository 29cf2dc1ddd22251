"""A course for a group, now and for everybody who joins it later; and who need not take it.

A due date is a calendar day. "30 days after entry" counts from the day somebody gets the course where she entered
before the course was assigned: nobody is overdue on the day she is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.models import User
from coursesite.accounts.services.people import note_about
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction
from lessons.enums import EnrolmentEventKind, EnrolmentPath, Exemption
from lessons.errors import LessonsError
from lessons.models import Assignment, Cohort, Course, Enrolment, EnrolmentEvent
from lessons.queries.cohorts import assignments_in_force, members_of, without_run
from lessons.queries.renewals import opening_events
from lessons.services.enrolling import assign_course, change_due_date, note_event

CHUNK = 1000  # people enrolled in one transaction: short enough that nobody else waits long
MOST_DUE_DAYS = 3650  # ten years; more is a slip


@dataclass(frozen=True)
class Assigned:
    """What came of an assignment at once, in numbers of people.

    `earlier` and `kept` had the course before, or had done with it: for the first an earlier due date holds now, for
    the others all stays. `without_entry`, of those enrolled: their days after entry count from today, for want of a
    date of entry.
    """

    assignment: Assignment
    enrolled: int
    earlier: int
    kept: int
    without_entry: int


def assign_to_cohort(
    *,
    course: Course,
    cohort: Cohort,
    actor: Any,
    now: datetime,
    due_on: date | None = None,
    due_days: int | None = None,
    mandatory: bool = True,
) -> Assigned:
    """`actor` None: a command. Enrols the members it finds; `run_due` enrols those who join later."""
    refuse_odd_due_date(due_on, due_days, timezone.localdate(now))
    try:
        with write_transaction():
            assignment = Assignment.objects.create(
                course=course,
                cohort=cohort,
                due_on=due_on,
                due_days=due_days,
                mandatory=mandatory,
                made_by=actor,
                made_at=now,
            )
            _journal(assignment, actor, "made", members_of(cohort, day=timezone.localdate(now)))
    except IntegrityError as error:
        raise LessonsError(_("This group already has the course."), "assigned-already") from error
    return _begin(assignment, now)


def end_assignment(*, assignment: Assignment, actor: Any, now: datetime) -> None:
    """Nobody more gets the course by it; the runs there are go on. Idempotent."""
    with write_transaction():
        if Assignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=now):
            _journal(assignment, actor, "ended", User.objects.none())


def follow_up(*, assignment: Assignment, now: datetime) -> int:
    """Enrol the members without a run, and let open runs know of it. How many were enrolled. Idempotent."""
    tighten_open_runs(assignment, now, actor=assignment.made_by)
    return _enrol_members(assignment, now)


def _begin(assignment: Assignment, now: datetime) -> Assigned:
    """The first follow-up, counted. Of the days of entry nothing is asked where the due date does not follow them."""
    day = timezone.localdate(now)
    waiting = without_run(assignment, day=day)
    had = members_of(assignment.cohort, day=day).count() - waiting.count()
    undated = waiting.filter(entry_date=None).count() if assignment.due_days is not None else 0
    earlier = tighten_open_runs(assignment, now, actor=assignment.made_by)
    enrolled = _enrol_members(assignment, now)
    return Assigned(assignment, enrolled, earlier=earlier, kept=had - earlier, without_entry=undated)


def _enrol_members(assignment: Assignment, now: datetime) -> int:
    day, enrolled = timezone.localdate(now), 0
    while people := list(without_run(assignment, day=day).order_by("pk")[:CHUNK]):
        with write_transaction():
            locked = User.objects.select_for_update().filter(pk__in=[person.pk for person in people]).order_by("pk")
            list(locked.values_list("pk", flat=True))
            still = list(without_run(assignment, day=day).filter(pk__in=[person.pk for person in people]))
            _enrol(assignment, still, now)
        if not still:
            break
        enrolled += len(still)
    return enrolled


def follow_up_all(*, now: datetime) -> Iterator[str]:
    """A job of run_due: who has joined a group since."""
    enrolled = sum(follow_up(assignment=assignment, now=now) for assignment in assignments_in_force())
    if enrolled:
        yield f"{enrolled} people enrolled, they have joined a group."


def due_date_for(assignment: Assignment, person: User, *, day: date) -> date | None:
    """`day`: on which she gets it."""
    if assignment.due_days is None:
        return assignment.due_on
    entered = person.entry_date
    is_new = entered is not None and entered >= timezone.localdate(assignment.made_at)
    due_on = (entered if is_new else day) + timedelta(days=assignment.due_days)
    return max(due_on, day)


def exempt(*, user: User, course: Course, kind: str, reason: str, actor: Any, now: datetime) -> Enrolment:
    """Somebody decides that she need not take it, and says why. She reads that it was decided, and by whom."""
    if kind not in Exemption or not reason.strip():
        raise LessonsError(_("Please give a reason."), "no-reason")
    day = timezone.localdate(now)
    with write_transaction():
        latest = _latest_run(user, course)
        if latest and (latest.completed_on or latest.exempted_on):
            raise LessonsError(
                _("The person has already completed the course or is already exempt."), "nothing-to-exempt"
            )
        enrolment = assign_course(
            user=user, course=course, actor=actor, now=now, due_on=latest.due_on if latest else None
        )
        enrolment.exemption, enrolment.exempted_on = kind, day
        enrolment.save(update_fields=["exemption", "exempted_on"])
        note_event(enrolment, EnrolmentEventKind.EXEMPTED, actor=actor, now=now, reason=reason, data={"kind": kind})
        _journal_exemption(enrolment, actor, kind)
    return enrolment


def withdraw_exemption(*, enrolment: Enrolment, reason: str, actor: Any, now: datetime) -> None:
    """Idempotent."""
    if not reason.strip():
        raise LessonsError(_("Please give a reason."), "no-reason")
    with write_transaction():
        fresh = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if not fresh.exempted_on:
            return
        fresh.exemption, fresh.exempted_on = "", None
        fresh.save(update_fields=["exemption", "exempted_on"])
        note_event(fresh, EnrolmentEventKind.EXEMPTION_WITHDRAWN, actor=actor, now=now, reason=reason)
        _journal_exemption(fresh, actor, "withdrawn")


def refuse_odd_due_date(due_on: date | None, due_days: int | None, day: date) -> None:
    if due_on and due_days is not None:
        raise LessonsError(_("Please give either a date or a number of days, not both."), "two-due-dates")
    if due_on and due_on < day:
        raise LessonsError(_("The due date is in the past."), "due-in-the-past")
    if due_on:
        refuse_late_due_date(due_on, day)
    if due_days is not None and not 0 < due_days <= MOST_DUE_DAYS:
        message = _("Please give a number of days between 1 and %(most)s.") % {"most": MOST_DUE_DAYS}
        raise LessonsError(message, "odd-days")


def refuse_late_due_date(due_on: date, day: date) -> None:
    """A slip such as the year 9999, in which calendars have no day after the last."""
    if (due_on - day).days > MOST_DUE_DAYS:
        message = _("The due date is more than %(most)s days away.") % {"most": MOST_DUE_DAYS}
        raise LessonsError(message, "due-too-late")


def tighten_open_runs(assignment: Assignment, now: datetime, *, actor: Any) -> int:
    """Of two assignments the earlier date holds, and mandatory is mandatory. What is completed stays as it is.

    How many runs are due earlier now.

    A renewal is due when the certificate ends: a date set before it opened was for the run before. Who has completed
    the course and is offered what has changed since is left alone, and so is a date that somebody has set for one
    person since the assignment was made.
    """
    day = timezone.localdate(now)
    running = Enrolment.objects.open().exclude(path=EnrolmentPath.DIFFERENCE)
    open_runs = running.filter(
        course=assignment.course_id,
        completed_on=None,
        exempted_on=None,
        user__in=members_of(assignment.cohort, day=day),
    )
    if assignment.mandatory:
        open_runs.filter(mandatory=False).update(mandatory=True)
    renewed = opening_events().filter(enrolment=OuterRef("pk"), at__gte=assignment.made_at)
    singly = EnrolmentEvent.objects.filter(
        enrolment=OuterRef("pk"), kind=EnrolmentEventKind.DUE_CHANGED, at__gte=assignment.made_at
    ).exclude(reason="")
    untouched = open_runs.exclude(assignment=assignment).exclude(Exists(renewed)).exclude(Exists(singly))
    untouched = untouched.select_related("user")
    if assignment.due_on:
        untouched = untouched.exclude(due_on__lte=assignment.due_on)
    elif assignment.due_days is None:
        return 0
    tightened = 0
    for run in untouched.iterator():
        due_on = due_date_for(assignment, run.user, day=day)
        if run.due_on is None or (due_on and due_on < run.due_on):
            change_due_date(enrolment=run, due_on=due_on, actor=actor, now=now)
            tightened += 1
    return tightened


def _enrol(assignment: Assignment, people: list[User], now: datetime) -> None:
    day = timezone.localdate(now)
    cycles = dict(
        Enrolment.objects.filter(course=assignment.course_id, user__in=people)
        .order_by()
        .values_list("user")
        .annotate(Max("cycle"))
    )
    runs = Enrolment.objects.bulk_create(
        Enrolment(
            user=person,
            course=assignment.course,
            cycle=cycles.get(person.pk, 0) + 1,
            enrolled_on=day,
            due_on=due_date_for(assignment, person, day=day),
            mandatory=assignment.mandatory,
            assignment=assignment,
        )
        for person in people
    )
    EnrolmentEvent.objects.bulk_create(
        EnrolmentEvent(
            enrolment=run,
            kind=EnrolmentEventKind.ASSIGNED,
            day=day,
            at=now,
            actor=assignment.made_by,
            data={"due_on": run.due_on and run.due_on.isoformat(), "mandatory": run.mandatory},
        )
        for run in runs
    )


def _latest_run(user: User, course: Course) -> Enrolment | None:
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    return Enrolment.objects.filter(user=user, course=course).order_by("-cycle").first()


def _journal(assignment: Assignment, actor: Any, change: str, people: QuerySet[User]) -> None:
    record(
        actor=actor,
        role=Role.HR if actor else "",
        action=Action.ASSIGN_COURSE,
        details={"course": assignment.course_id, "group": assignment.cohort_id, "change": change},
        subjects=people,
    )


def _journal_exemption(enrolment: Enrolment, actor: Any, change: str) -> None:
    note_about(
        person=enrolment.user,
        actor=actor,
        role=Role.HR,
        action=Action.EXEMPT_PERSON,
        details={"course": enrolment.course_id, "change": change},
    )
