"""Answers go when their time is over: so many months after the end of the run that they belong to.

With them goes what was made of them about this person: marks, objections, the evidence of her profile. What stands
elsewhere stays: progress and completion, certificates, figures of groups, which were written once.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from coursesite.privacy.services.retention import months_before
from coursesite.storage.transactions import write_transaction
from quizzes.enums import AttemptState
from quizzes.models import AnswerStep, Attempt

AT_ONCE = 200  # attempts of one transaction, each with some dozens of rows


def delete_old_answers(*, now: datetime) -> Iterator[str]:
    """A job of run_due."""
    deleted = 0
    while keys := list(_over(months_before(now, settings.KEEP_ANSWERS_MONTHS)).values_list("pk", flat=True)[:AT_ONCE]):
        with write_transaction():
            Attempt.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    if deleted:
        yield f"{deleted} attempts with their answers deleted, their time was over."


def _over(limit: datetime) -> QuerySet[Attempt]:
    """A run ends when it is closed, or completed and not gone on with: Auffrischen after the end counts by itself."""
    completed = Q(enrolment__closed_at=None, enrolment__completed_on__lt=localdate(limit))
    answered_since = AnswerStep.objects.filter(slot__attempt=OuterRef("pk"), arrived_at__gte=limit)
    ended = Attempt.objects.filter(completed | Q(enrolment__closed_at__lt=limit), started_at__lt=limit)
    return ended.exclude(state=AttemptState.AWAITING_MARKING).exclude(Exists(answered_since)).order_by("pk")
