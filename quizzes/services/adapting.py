"""The adaptive check: an attempt that gets its questions one by one, each chosen by the answers before.

A question is chosen from stored steps and a generator seeded with the attempt's seed and the question's number. The
answer before it stands from then on.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.diagnosis.choice import Candidate, next_question
from quizzes.diagnosis.confusion import Confusion
from quizzes.draw import Draw
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, AttemptSlot, Question, Quiz
from quizzes.queries.adaptive import candidates, confusion_of, is_available
from quizzes.queries.attempts import current_answers, is_complete, marks_of, slots_with_versions, term_names
from quizzes.services.attempting import (
    NO_QUESTIONS,
    add_slots,
    last_step,
    slot_to_answer,
    start_attempt,
    submit_attempt,
)

NOT_AVAILABLE = _("This check is made for courses with three terms. For this course it is not available.")


def start_check(*, enrolment: Enrolment, quiz: Quiz, seed: int, now: datetime) -> Attempt:
    """As `start_attempt`, with the first question only."""
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=seed, now=now, draw_questions=_first_question)


def ask_next(*, attempt: Attempt, position: int, now: datetime) -> int | None:
    """The stored answer to the last question stands; choose the next one. Its position, or None: over and submitted.

    Asked twice it adds one question: the second time its position is passed by. Raises AttemptOver, QuizzesError.
    """
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)  # first: as in submit_attempt
        attempt, slot = slot_to_answer(attempt, position, now)
        if not attempt.quiz.is_adaptive:
            raise QuizzesError(_("This is not possible in this quiz."), "not-adaptive")
        last = last_step(slot)
        if last is None or not is_complete(slot.option_order, last.answer):
            raise QuizzesError(_("Please answer the question completely first."), "incomplete")
        chosen = _next_question(attempt, user=enrolment.user_id)
        if chosen is None:
            submit_attempt(attempt=attempt, now=now)
            return None
        [added] = add_slots(attempt, [Question.objects.select_related("current").get(pk=chosen.id)])
        attempt.save(update_fields=["maximum"])
        return added.position


def _first_question(quiz: Quiz, *, enrolment: Enrolment, seed: int) -> Draw:
    """Raises QuizzesError unless there are three terms, and a question for each."""
    terms = tuple(term_names(quiz.course_id))
    if not is_available(terms):
        raise QuizzesError(NOT_AVAILABLE, "not-three-terms")
    pool = candidates(quiz, user=enrolment.user_id)
    if not set(terms) <= {candidate.term for candidate in pool}:
        raise QuizzesError(NO_QUESTIONS, "no-questions")
    chosen = _choose(Confusion.of(terms), pool, asked=(), seed=seed)
    return Draw((chosen.id,) if chosen else ())


def _next_question(attempt: Attempt, *, user: int) -> Candidate | None:
    terms = tuple(term_names(attempt.quiz.course_id))
    if not is_available(terms):
        return None
    slots: list[AttemptSlot] = list(slots_with_versions(attempt))
    confusion = confusion_of(marks_of(slots, current_answers(attempt), terms), terms)
    pool = candidates(attempt.quiz, user=user)
    return _choose(confusion, pool, asked=[slot.version.question_id for slot in slots], seed=attempt.seed)


def _choose(
    confusion: Confusion, pool: Sequence[Candidate], *, asked: Sequence[int], seed: int
) -> Candidate | None:
    rng = Random(f"{seed}/{len(asked) + 1}")  # noqa: S311  # no secret: the order tells nothing
    return next_question(confusion, pool, asked=asked, rng=rng)
