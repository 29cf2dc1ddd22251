"""What somebody knows before the course she need not read: by her choice, and only what the pre-test speaks for."""

from collections.abc import Collection
from datetime import datetime

from coursesite.storage.transactions import write_transaction
from lessons.models import Unit
from lessons.services import progress
from quizzes.models import Attempt
from quizzes.queries.placement import may_be_skipped
from quizzes.queries.reviewing import lessons_to_read


def skip_known(*, attempt: Attempt, uids: Collection[str], now: datetime) -> tuple[Unit, ...]:
    """The lessons that are skipped: those of `uids` that the answers of this pre-test show as known.

    Raises ServiceError for a run that has ended.
    """
    with write_transaction():
        known = may_be_skipped(attempt, lessons_to_read(attempt.quiz.course_id), now=now)
        chosen = tuple(unit for unit in known if unit.uid in uids)
        if chosen:
            progress.skip(enrolment=attempt.enrolment, units=chosen, now=now)
        return chosen
