"""A question turned out to be faulty after it was asked: settle it, for everybody, with a reason.

Nobody's answer changes. The version that was asked is settled (enums.Settled), and every attempt that holds it is
marked anew by the one function that marks. A preview says first whose result would change.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.models import User
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.enums import AttemptState, Settled
from quizzes.errors import QuizzesError
from quizzes.grading.mark import share_to_decimal
from quizzes.models import Attempt, QuestionVersion
from quizzes.queries.attempts import recomputed, slots_with_versions
from quizzes.services.attempting import mark_attempt

MAX_REASON = 200  # of the journal's column
MARKED = (AttemptState.MARKED, AttemptState.AWAITING_MARKING)


@dataclass(frozen=True)
class Change:
    """One attempt whose result is another than before; points with five decimals."""

    attempt: Attempt
    before: tuple[Decimal, int, bool | None]
    after: tuple[Decimal, int, bool | None]


def preview_settlement(*, version: QuestionVersion, settled: str, by: QuestionVersion | None = None) -> list[Change]:
    """Whose result would change, by their names. Nothing is stored."""
    _refuse_misfit(version, settled, by)
    found = [_compared(attempt, version, settled, by) for attempt in attempts_with(version)]
    return [change for change in found if change.before != change.after]


def settle_question(
    *,
    version: QuestionVersion,
    settled: str,
    reason: str,
    actor: Any,
    now: datetime,
    by: QuestionVersion | None = None,
) -> list[Change]:
    """Settle it and mark all attempts anew. Done again, it finishes what was interrupted. Raises QuizzesError."""
    if not reason.strip() or len(reason) > MAX_REASON:
        raise QuizzesError(_("Please give a reason of at most 200 characters."), "no-reason")
    changes = preview_settlement(version=version, settled=settled, by=by)
    with write_transaction():
        version.settled, version.settled_by = settled, by
        version.save(update_fields=["settled", "settled_by"])
        _note(version, changes, reason, actor)
    for attempt in attempts_with(version):
        _mark_anew(attempt, now)
    return changes


def attempts_with(version: QuestionVersion) -> QuerySet[Attempt]:
    """Those that are over; one still open is marked by the new rule when it is submitted."""
    rows = Attempt.objects.filter(slots__version=version, state__in=MARKED)
    return rows.select_related("enrolment__user", "quiz__unit").order_by("enrolment__user__name", "pk")


def _refuse_misfit(version: QuestionVersion, settled: str, by: QuestionVersion | None) -> None:
    if (settled == Settled.BY_VERSION) != (by is not None):
        raise QuizzesError(_("Another version is needed to mark by, and only then."), "no-version")
    if by and (by.question_id != version.question_id or by.pk == version.pk or by.points != version.points):
        raise QuizzesError(_("Only another version of the same question with as many cases will do."), "other-version")


def _compared(attempt: Attempt, version: QuestionVersion, settled: str, by: QuestionVersion | None) -> Change:
    """As if the version were settled so: pure, nothing is stored."""
    slots = slots_with_versions(attempt)
    for slot in slots:
        if slot.version_id == version.pk:
            slot.version.settled, slot.version.settled_by = settled, by
    outcome = recomputed(attempt, slots)
    after = (share_to_decimal(outcome.points), outcome.maximum, outcome.passed)
    return Change(attempt, (attempt.points or Decimal(0), attempt.maximum, attempt.passed), after)


def _mark_anew(attempt: Attempt, now: datetime) -> None:
    with write_transaction():
        Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)  # before the attempt: as in start_attempt
        fresh = Attempt.objects.select_for_update(of=("self",)).select_related("quiz__unit", "enrolment")
        mark_attempt(fresh.get(pk=attempt.pk), now)


def _note(version: QuestionVersion, changes: list[Change], reason: str, actor: Any) -> None:
    people = User.objects.filter(pk__in=[change.attempt.enrolment.user_id for change in changes])
    details = {"question": version.question.uid, "version": version.number, "settled": version.settled}
    role = "instructor" if actor else ""
    record(actor=actor, role=role, action=Action.REGRADE, purpose=reason, details=details, subjects=people)
