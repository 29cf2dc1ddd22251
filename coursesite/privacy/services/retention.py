"""What is over its time goes, each night anew. Each floor has its own; the periods are settings with bounds."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from coursesite.journal.models import JournalEntry
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.storage.transactions import write_transaction

AT_ONCE = 5000  # rows of one transaction: nobody waits long for it


def months_before(now: datetime, months: int) -> datetime:
    """The same day so many months ago, or the month's last.

    >>> months_before(datetime(2026, 3, 31), 13).date().isoformat()
    '2025-02-28'
    """
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def delete_old_entries(*, now: datetime) -> Iterator[str]:
    """A job of run_due. An export that still waits to be fetched keeps its entry; it is a day old at most."""
    limit = months_before(now, settings.KEEP_JOURNAL_MONTHS)
    deleted = 0
    while keys := list(JournalEntry.objects.filter(at__lt=limit).order_by("at").values_list("pk", flat=True)[:AT_ONCE]):
        with write_transaction():
            JournalEntry.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    if deleted:
        yield f"{deleted} entries of the journal deleted, their time was over."


def delete_old_mails(*, now: datetime) -> Iterator[str]:
    """A job of run_due. What still waits is not over."""
    limit = months_before(now, settings.KEEP_MAILS_MONTHS)
    with write_transaction():
        old = OutboxMail.objects.filter(made_at__lt=limit).exclude(state=MailState.WAITING)
        count, _rows = old.delete()
    if count:
        yield f"{count} records of mails deleted, their time was over."
