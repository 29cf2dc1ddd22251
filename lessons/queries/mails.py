"""What goes to whom and when, and what was sent? Never a text: HR reads that there was a mail, not what stood in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from coursesite.accounts.models import DepartmentMembership, User
from coursesite.accounts.rules import departments_of_hr, is_hr
from coursesite.outbox.models import OutboxMail
from lessons.models import Course, Enrolment
from lessons.queries.reminders import REMINDER, Reminder, planned_reminders
from lessons.rules import reads_letters


@dataclass(frozen=True)
class MailRow:
    """`mail` is None for one that is only planned; `course` and `due_on` are known of reminders."""

    day: date
    person: User
    kind: str
    mail: OutboxMail | None = None
    course: Course | None = None
    due_on: date | None = None


def people_with_mails(viewer: Any, *, day: date) -> QuerySet[User]:
    """Whose mails she may see: of HR those who on `day` belong to her departments; all where texts may be read."""
    if not is_hr(viewer):
        return User.objects.all() if reads_letters(viewer) else User.objects.none()
    memberships = DepartmentMembership.objects.in_force(day).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(memberships.filter(department__in=departments_of_hr(viewer))))


def mails_to(people: QuerySet[User], *, kind: str = "") -> QuerySet[OutboxMail]:
    """The latest first."""
    mails = OutboxMail.objects.filter(user__in=people.order_by().values("pk"))
    return mails.filter(kind=kind) if kind else mails


def counts_by_state(mails: QuerySet[OutboxMail]) -> dict[str, int]:
    """One query."""
    return dict(mails.order_by().values_list("state").annotate(Count("pk")))


def planned_mails(people: QuerySet[User], *, kind: str = "", today: date) -> list[tuple[date, Reminder]]:
    return planned_reminders(today, people) if is_foreseen(kind) else []


def is_foreseen(kind: str) -> bool:
    """Only reminders can be; "" stands for every kind."""
    return kind in ("", REMINDER)


def rows_of_planned(planned: Sequence[tuple[date, Reminder]]) -> list[MailRow]:
    """For one page. One query."""
    runs = Enrolment.objects.select_related("user", "course")
    found = runs.in_bulk({reminder.enrolment_id for _day, reminder in planned})
    return [
        MailRow(day, run.user, REMINDER, course=run.course, due_on=reminder.due_on)
        for day, reminder in planned
        if (run := found.get(reminder.enrolment_id))
    ]


def rows_of_mails(mails: Sequence[OutboxMail]) -> list[MailRow]:
    """For one page of mails with their people. One query."""
    wanted = {mail.data["enrolment"] for mail in mails if mail.kind == REMINDER}
    runs = Enrolment.objects.select_related("course").in_bulk(wanted)
    return [_with_course(MailRow(mail.day, mail.user, mail.kind, mail), runs) for mail in mails]


def _with_course(row: MailRow, runs: dict[int, Enrolment]) -> MailRow:
    run = runs.get(row.mail.data["enrolment"]) if row.mail and row.kind == REMINDER else None
    if run is None or row.mail is None:
        return row
    return replace(row, course=run.course, due_on=date.fromisoformat(row.mail.data["due_on"]))
