"""Attempts whose time is over and which nobody submitted: what was saved in time counts."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from quizzes.enums import AttemptState
from quizzes.models import Attempt
from quizzes.services.attempting import submit_attempt

AT_ONCE = 500  # ids held in memory; each attempt has a transaction of its own
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Closed:
    """How many were closed, and the public ids of those that could not be."""

    count: int
    failed: tuple[str, ...]


def close_overdue(*, now: datetime) -> Closed:
    """One transaction each, so that a broken attempt stops no other. It is tried again the next time."""
    count, failed, after = 0, [], 0
    while attempts := _overdue(now, after):
        for attempt in attempts:
            try:
                submit_attempt(attempt=attempt, now=now)
                count += 1
            except Exception:
                logger.exception("The attempt %s could not be closed.", attempt.public_id)
                failed.append(attempt.public_id)
        after = attempts[-1].pk
    return Closed(count, tuple(failed))


def _overdue(now: datetime, after: int) -> list[Attempt]:
    """By the same measure as `attempting.is_over`."""
    latest = now - timedelta(seconds=settings.ANSWER_GRACE_SECONDS)
    rows = Attempt.objects.filter(state=AttemptState.OPEN, deadline__lt=latest, pk__gt=after)
    return list(rows.order_by("pk").only("pk", "public_id", "enrolment_id")[:AT_ONCE])
