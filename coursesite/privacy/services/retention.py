"""Journal and mails go when their time is over. Each floor has its own; the periods are settings with bounds."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from coursesite.journal.models import JournalEntry
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.periods import time_over
from coursesite.storage.deleting import delete_in_chunks


def delete_old_entries(*, now: datetime) -> Iterator[str]:
    """A job of run_due. With them goes whom they were about."""
    deleted = delete_in_chunks(JournalEntry.objects.filter(at__lt=time_over(now, settings.KEEP_JOURNAL_MONTHS)))
    if deleted:
        yield f"{deleted} entries of the journal deleted, their time was over."


def delete_old_mails(*, now: datetime) -> Iterator[str]:
    """A job of run_due. What still waits is not over."""
    old = OutboxMail.objects.filter(made_at__lt=time_over(now, settings.KEEP_MAILS_MONTHS))
    deleted = delete_in_chunks(old.exclude(state=MailState.WAITING))
    if deleted:
        yield f"{deleted} records of mails deleted, their time was over."
