"""Where solutions are shown at once: an answer is explained and stands from then on. In practice one may go on trying.

What was explained is kept as numbers of steps, so that everybody can tell later which answer was given without help.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.enums import Reveal
from quizzes.errors import QuizzesError
from quizzes.models import AnswerStep, Attempt, AttemptSlot
from quizzes.queries.sitting import siblings_of
from quizzes.services.attempting import NOT_HERE, add_slots, complete_step, last_step, slot_to_answer
from quizzes.services.evidence import record_answer


def explain_answer(*, attempt: Attempt, position: int, now: datetime) -> None:
    """From here on the stored answer to this question stands. Idempotent. Raises AttemptOver, QuizzesError."""
    with write_transaction():
        Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)  # first: as in submit_attempt
        attempt, slot = slot_to_answer(attempt, position, now)
        if attempt.rule.get("reveal") != Reveal.AT_ONCE:
            raise QuizzesError(NOT_HERE, "not-at-once")
        last = complete_step(slot)
        if not slot.is_explained(last.seq):
            slot.explained = [*slot.explained, last.seq]
            slot.save(update_fields=["explained"])
            record_answer(attempt, slot)


def try_again(*, attempt: Attempt, position: int, now: datetime) -> None:
    """Withdraw an answer that was explained, so that a new one can be given. Raises AttemptOver, QuizzesError."""
    with write_transaction():
        attempt, slot = slot_to_answer(attempt, position, now)
        last = _explained_step(attempt, slot)
        AnswerStep.objects.create(slot=slot, seq=last.seq + 1, answer=None, arrived_at=now)


def ask_another(*, attempt: Attempt, position: int, now: datetime) -> int:
    """Put a question of the same family at the end of the attempt; its position.

    Raises AttemptOver, and QuizzesError if all of the family have been asked here.
    """
    with write_transaction():
        attempt, slot = slot_to_answer(attempt, position, now)
        _explained_step(attempt, slot)
        sibling = siblings_of(attempt, slot).select_related("current").first()
        if sibling is None:
            raise QuizzesError(_("There are no more questions like this one."), "no-sibling")
        [added] = add_slots(attempt, [sibling])
        attempt.save(update_fields=["maximum"])
        return added.position


def _explained_step(attempt: Attempt, slot: AttemptSlot) -> AnswerStep:
    last = last_step(slot)
    if not attempt.quiz.is_practice or last is None or not slot.is_explained(last.seq):
        raise QuizzesError(NOT_HERE, "not-practice")
    return last
