"""Who is to be reminded of which course, and when?

A reminder has a day: the due date and an offset to it, below zero before it. Days are calendar days of the site's time
zone, so neither a leap day nor the change to summer time moves one. Whoever has completed the course or is exempt is
not reminded, nor who wants none where the course is not mandatory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coursesite import policy
from coursesite.accounts.models import Department, DepartmentMembership, User
from coursesite.accounts.rules import departments_of_hr
from coursesite.outbox.models import OutboxMail
from coursesite.outbox.services import NewMail
from lessons.models import Enrolment

REMINDER, DIGEST = "reminder", "overdue-digest"  # kinds of mails
# Rules that HR sets (lessons/policy.py).
FIRST_DAYS, SECOND_DAYS, OVERDUE_TIMES, WEEKLY_DIGEST = "remind-first", "remind-second", "remind-overdue", "digest"
SOON_DAYS = 14  # what the digest calls soon, and how far the page of mails looks ahead


@dataclass(frozen=True, order=True)
class Reminder:
    day: date
    offset: int
    enrolment_id: int
    user_id: int
    due_on: date

    @property
    def rule(self) -> str:
        return f"due:{self.enrolment_id}:{self.offset}"

    @property
    def mail(self) -> NewMail:
        data = {"enrolment": self.enrolment_id, "due_on": self.due_on.isoformat(), "offset": self.offset}
        return NewMail(self.user_id, self.rule, self.day, data)


@dataclass(frozen=True)
class CourseDue:
    """Numbers of one course for HR's digest."""

    course: str
    overdue: int
    soon: int


Offsets = tuple[int, ...]


def offsets() -> Offsets:
    """In order, by the rules in force: -14, -3, 0, 7, 14, 21, 28 until HR sets others. One query."""
    rules = policy.in_force()
    weeks = range(1, rules[OVERDUE_TIMES].value() + 1)
    after = (number * settings.REMIND_OVERDUE_EVERY_DAYS for number in weeks)
    return (-rules[FIRST_DAYS].value(), -rules[SECOND_DAYS].value(), 0, *after)


def awaited() -> QuerySet[Enrolment]:
    """Runs of which somebody may be reminded."""
    wants = Q(mandatory=True) | Q(user__reminders=True)
    return Enrolment.objects.open().filter(
        wants,
        due_on__isnull=False,
        completed_on=None,
        exempted_on=None,
        user__is_active=True,
        user__erased_at=None,
    )


def due_reminders(today: date, people: QuerySet[User] | None = None) -> list[Reminder]:
    """What is to be queued today and was not yet: of each run the latest reminder alone. Three queries."""
    return _due(today, people, offsets())


def _due(today: date, people: QuerySet[User] | None, rule: Offsets) -> list[Reminder]:
    earliest = today - timedelta(days=settings.REMIND_CATCH_UP_DAYS)
    queued = OutboxMail.objects.filter(kind=REMINDER, day__gte=earliest)
    known = set(queued.values_list("user", "rule", "day"))
    found = (_latest(row, today, rule) for row in _runs(earliest, today, people, rule))
    return sorted(
        reminder
        for reminder in found
        if reminder and reminder.day >= earliest and (reminder.user_id, reminder.rule, reminder.day) not in known
    )


def planned_reminders(today: date, people: QuerySet[User]) -> list[tuple[date, Reminder]]:
    """(day on which it goes, reminder), from today on for SOON_DAYS, in order. Four queries."""
    rule = offsets()
    last = today + timedelta(days=SOON_DAYS)
    tomorrow = today + timedelta(days=1)
    coming = [
        (reminder.day, reminder)
        for row in _runs(tomorrow, last, people, rule)
        for reminder in _reminders(row, rule)
        if tomorrow <= reminder.day <= last
    ]
    return [*((today, reminder) for reminder in _due(today, people, rule)), *sorted(coming)]


def numbers_of(hr: Any, *, day: date) -> list[CourseDue]:
    """Of each course with something overdue: how many of the people in her departments are, and how many soon."""
    open_runs = Enrolment.objects.open().filter(completed_on=None, exempted_on=None, user__is_active=True)
    counted = (
        open_runs.filter(_belongs(departments_of_hr(hr), day))
        .values("course", "course__title")
        .order_by("course__title", "course")
        .annotate(
            overdue=Count("pk", filter=Q(due_on__lt=day)),
            soon=Count("pk", filter=Q(due_on__gte=day, due_on__lte=day + timedelta(days=SOON_DAYS))),
        )
    )
    return [CourseDue(row["course__title"], row["overdue"], row["soon"]) for row in counted if row["overdue"]]


def without_digest(day: date) -> QuerySet[User]:
    """HR people who have had none of this day's."""
    held = User.objects.filter(hrroles__ended_at=None, hrroles__isnull=False, is_active=True, erased_at=None)
    had = OutboxMail.objects.filter(kind=DIGEST, day=day, user=OuterRef("pk"))
    return held.exclude(Exists(had)).distinct().order_by("pk")


def _belongs(departments: QuerySet[Department], day: date) -> Exists:
    memberships = DepartmentMembership.objects.in_force(day)
    return Exists(memberships.filter(user=OuterRef("user"), department__in=departments))


def _runs(first: date, last: date, people: QuerySet[User] | None, rule: Offsets) -> Iterator[Any]:
    """(run, person, due date, enrolled on) of each run of which a reminder may fall into these days."""
    found = awaited().filter(due_on__gte=first - timedelta(days=rule[-1]), due_on__lte=last - timedelta(days=rule[0]))
    if people is not None:
        found = found.filter(user__in=people.order_by().values("pk"))
    return found.order_by().values_list("pk", "user_id", "due_on", "enrolled_on").iterator(chunk_size=2000)


def _reminders(row: tuple[int, int, date, date], rule: Offsets) -> list[Reminder]:
    """All of one run; none before she had the course."""
    enrolment_id, user_id, due_on, enrolled_on = row
    days = [(due_on + timedelta(days=offset), offset) for offset in rule]
    return [Reminder(day, offset, enrolment_id, user_id, due_on) for day, offset in days if day >= enrolled_on]


def _latest(row: tuple[int, int, date, date], today: date, rule: Offsets) -> Reminder | None:
    return max((reminder for reminder in _reminders(row, rule) if reminder.day <= today), default=None)
