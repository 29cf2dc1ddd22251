"""Reminders into the outbox: one for each person, rule and day, however often this runs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from coursesite import policy
from coursesite.outbox.services import queue_mail, queue_mails
from lessons.queries.reminders import DIGEST, REMINDER, WEEKLY_DIGEST, due_reminders, numbers_of, without_digest


def remind(*, now: datetime) -> Iterator[str]:
    """A job of run_due. After days on which it did not run, each person gets the latest reminder, no burst."""
    if timezone.localtime(now).hour < settings.REMIND_FROM_HOUR:
        return
    reminders = due_reminders(timezone.localdate(now))
    if reminders:
        queue_mails(kind=REMINDER, mails=[reminder.mail for reminder in reminders], now=now)
        yield f"Reminders of due dates: {len(reminders)}."
    digests = _queue_digests(now)
    if digests:
        yield f"Digests for HR: {digests}."


def _queue_digests(now: datetime) -> int:
    """One a week for each HR person with something overdue as of Monday; made up for until Sunday."""
    if not policy.value_of(WEEKLY_DIGEST):
        return 0
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    concerned = [hr for hr in without_digest(monday) if numbers_of(hr, day=monday)]
    for hr in concerned:
        queue_mail(user=hr, kind=DIGEST, rule=DIGEST, day=monday, now=now)
    return len(concerned)
