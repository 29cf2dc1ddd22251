"""What this floor deletes when its time is over: as personal_fields.py says, by the periods in settings.py."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet

from coursesite.accounts.models import DatedRole, DeletionRequest, UserSession
from coursesite.journal.models import JournalEntry
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.periods import time_over
from coursesite.storage.deleting import delete_in_chunks


def delete_old_records(*, now: datetime) -> Iterator[str]:
    """A job of run_due; one statement for each kind where nothing is old enough. An entry goes with its people."""
    for name, rows in _old(now):
        count = delete_in_chunks(rows)
        if count:
            yield f"Kept long enough and deleted: {count} {name}."


def _old(now: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    journal = time_over(now, settings.KEEP_JOURNAL_MONTHS)
    records = time_over(now, settings.KEEP_RECORDS_MONTHS)
    mails = time_over(now, settings.KEEP_MAILS_MONTHS)
    yield "entries of the journal", JournalEntry.objects.filter(at__lt=journal)
    yield "changes in the workshop", LogEntry.objects.filter(action_time__lt=journal)
    # What still waits is not over.
    yield "records of mails", OutboxMail.objects.filter(made_at__lt=mails).exclude(state=MailState.WAITING)
    for model in DatedRole.__subclasses__():
        yield "ended roles", model._default_manager.filter(ended_at__lt=records)
    over = Q(done_at__lt=records) | Q(withdrawn_at__lt=records)
    yield "requests for deletion", DeletionRequest.objects.filter(over)
    yield "sessions", UserSession.objects.filter(expire_date__lt=now)
