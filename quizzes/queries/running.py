"""Which attempts of somebody are under way and end at a moment that comes, whether she is there or not?"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from coursesite.storage.prepared import Prepared
from lessons.kinds import Running
from quizzes.enums import AttemptState
from quizzes.models import Attempt


def running_attempts(user: int, now: datetime) -> Iterator[Running]:
    """Until their deadline; after it there is nothing left to hurry for. One query."""
    for attempt in OPEN.all(user=user):
        if attempt.deadline > now:
            yield Running(attempt.enrolment_id, attempt.quiz.unit.title, attempt.deadline, attempt.get_absolute_url())


def _open(user: int) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(enrolment__user=user, state=AttemptState.OPEN)
    return rows.exclude(deadline=None).exclude(quiz__unit=None).select_related("quiz__unit").order_by("deadline")


OPEN: Prepared[Attempt] = Prepared(_open)  # the start page asks it of everybody
