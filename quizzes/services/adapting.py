"""Attempts that get their questions one by one: the adaptive check, and targeted practice.

Each question is chosen from stored steps and a generator seeded with the attempt's seed and the question's number. The
answer before it stands from then on.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.diagnosis.choice import Candidate, next_question
from quizzes.diagnosis.mastery import Pair
from quizzes.diagnosis.practice import is_enough, next_case
from quizzes.draw import Draw
from quizzes.enums import Reveal
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, AttemptSlot, Question, Quiz
from quizzes.queries.adaptive import answers_of, candidates, confusion_of, is_available
from quizzes.queries.attempts import current_answers, marks_of, slots_with_versions, terms_of
from quizzes.queries.targeted import PAIR, pair_of, weakest_pair_of
from quizzes.services.attempting import (
    NO_QUESTIONS,
    NOT_HERE,
    add_slots,
    complete_step,
    last_step,
    slot_to_answer,
    start_attempt,
    submit_attempt,
)

NOT_AVAILABLE = _("This check is designed for courses with three terms. It is not available for this course.")


def start_one_by_one(*, enrolment: Enrolment, quiz: Quiz, seed: int, now: datetime) -> Attempt:
    """As `start_attempt`, with the first question only."""
    values = {"enrolment": enrolment, "quiz": quiz, "seed": seed, "now": now}
    if quiz.is_adaptive:
        return start_attempt(**values, draw_questions=_first_question)
    pair = weakest_pair_of(enrolment.user_id, quiz.course_id)  # stays the same to the end, whatever is answered
    return start_attempt(**values, draw_questions=partial(_first_case, pair=pair), aim={PAIR: list(pair)})


def ask_next(*, attempt: Attempt, position: int, now: datetime) -> int | None:
    """The stored answer to the last question stands; choose the next one. Its position, or None: over and submitted.

    Asked twice it adds one question: the second time its position is passed by. Raises AttemptOver, QuizzesError.
    """
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)  # first: as in submit_attempt
        attempt, slot = slot_to_answer(attempt, position, now)
        if not attempt.quiz.asks_one_by_one:
            raise QuizzesError(NOT_HERE, "not-one-by-one")
        last = complete_step(slot)
        if attempt.rule.get("reveal") == Reveal.AT_ONCE and not slot.is_explained(last.seq):
            raise QuizzesError(_("Please check your answer first."), "unchecked")
        chosen = _next(attempt, user=enrolment.user_id)
        if chosen is None:
            submit_attempt(attempt=attempt, now=now, reached_end=True)
            return None
        [added] = add_slots(attempt, [Question.objects.select_related("current").get(pk=chosen.id)])
        attempt.save(update_fields=["maximum"])
        return added.position


def resume(*, attempt: Attempt, now: datetime) -> None:
    """Whoever comes back meets the next open question, not an answer that was explained and stands.

    Where that answer was enough, the attempt is over. Raises AttemptOver, QuizzesError.
    """
    newest = attempt.slots.order_by("-position").first()
    last = last_step(newest) if newest else None
    if newest is None or last is None or not newest.is_explained(last.seq):
        return
    try:
        ask_next(attempt=attempt, position=newest.position, now=now)
    except QuizzesError as refusal:
        if refusal.code != "passed-by":  # another window was faster
            raise


def _first_question(quiz: Quiz, *, enrolment: Enrolment, seed: int) -> Draw:
    """Raises QuizzesError unless there are three terms, and a question for each."""
    terms = terms_of(quiz.course_id)
    if not is_available(terms):
        raise QuizzesError(NOT_AVAILABLE, "not-three-terms")
    pool = candidates(quiz, user=enrolment.user_id)
    if not set(terms) <= {candidate.term for candidate in pool}:
        raise QuizzesError(NO_QUESTIONS, "no-questions")
    chosen = next_question(confusion_of((), terms), pool, asked=(), rng=_rng(seed, 1))
    return Draw((chosen.id,) if chosen else ())


def _first_case(quiz: Quiz, *, enrolment: Enrolment, seed: int, pair: Pair) -> Draw:
    """Raises QuizzesError where there is none."""
    chosen = next_case(pair, candidates(quiz, user=enrolment.user_id), asked=(), rng=_rng(seed, 1))
    if chosen is None:
        raise QuizzesError(NO_QUESTIONS, "no-questions")
    return Draw((chosen.id,))


def _next(attempt: Attempt, *, user: int) -> Candidate | None:
    terms = terms_of(attempt.quiz.course_id)
    slots: list[AttemptSlot] = list(slots_with_versions(attempt))
    marks = marks_of(slots, current_answers(attempt), terms)
    asked = [slot.version.question_id for slot in slots]
    rng = _rng(attempt.seed, len(asked) + 1)
    if attempt.quiz.is_adaptive:
        return _next_question(attempt, marks, terms, user=user, asked=asked, rng=rng)
    pair = pair_of(attempt)
    if pair is None or is_enough(pair, answers_of(marks, terms), asked=len(asked)):
        return None
    return next_case(pair, candidates(attempt.quiz, user=user), asked=asked, rng=rng)


def _next_question(
    attempt: Attempt, marks: Sequence[Any], terms: tuple[str, ...], *, user: int, asked: Sequence[int], rng: Random
) -> Candidate | None:
    if not is_available(terms):
        return None
    return next_question(confusion_of(marks, terms), candidates(attempt.quiz, user=user), asked=asked, rng=rng)


def _rng(seed: int, number: int) -> Random:
    return Random(f"{seed}/{number}")  # noqa: S311  # no secret: the order tells nothing
