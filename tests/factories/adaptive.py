"""An adaptive check with questions to choose from, and learners who answer by a rule."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from lessons.models import Course
from quizzes.enums import Mode, Navigation, Pool, Reveal
from quizzes.models import Attempt, AttemptSlot, Quiz
from quizzes.queries.contents import content_of
from quizzes.services.adapting import ask_next
from quizzes.services.attempting import save_answer
from quizzes.services.explaining import explain_answer
from tests.factories.quizzes import TERMS, make_questions, make_quiz, single_data, slots_of

Learner = Callable[[str], str]
"""Expected term → the one she gives."""
KNOWS_ALL: Learner = lambda term: term  # noqa: E731  # one of the two learners
TAKES_C_FOR_B: Learner = lambda term: "B" if term == "C" else term  # noqa: E731


def make_check(course: Course, *, per_term: int = 12, **fields: Any) -> Quiz:
    """The bank holds questions of the exam, too."""
    make_questions(course, [single_data(term) for term in TERMS], pool=Pool.EXAM)
    make_questions(course, [single_data(term) for _ in range(per_term) for term in TERMS], pool=Pool.PRACTICE)
    return make_quiz(course, **{"mode": Mode.ADAPTIVE, "slug": "standort", **fields})


def answer_of(slot: AttemptSlot, learner: Learner) -> str:
    """The token of the option that she takes."""
    content = content_of(slot.version, tuple(TERMS))
    given = learner(content.case.term)
    return next(option.token for option in content.options if option.term == given)


def answer_last(attempt: Attempt, learner: Learner, *, now: datetime) -> int | None:
    """Answer the question that is open and ask for the next; its position, None when the check is over."""
    slot = slots_of(attempt)[-1]
    answer = answer_of(slot, learner)
    save_answer(attempt=attempt, position=slot.position, seq=slot.steps.count() + 1, answer=answer, now=now)
    return ask_next(attempt=attempt, position=slot.position, now=now)


def answer_until_over(attempt: Attempt, learner: Learner, *, now: datetime) -> None:
    while answer_last(attempt, learner, now=now):
        pass
    attempt.refresh_from_db()


def make_practice(course: Course, *, per_term: int = 12, **fields: Any) -> Quiz:
    """Targeted practice with cases of every pair."""
    make_questions(course, [single_data(term) for _ in range(per_term) for term in TERMS], pool=Pool.PRACTICE)
    values = {"mode": Mode.TARGETED, "slug": "ueben", "reveal": Reveal.AT_ONCE, "navigation": Navigation.FORWARD}
    return make_quiz(course, **{**values, **fields})


def practise_last(attempt: Attempt, learner: Learner, *, now: datetime) -> int | None:
    """Answer the case that is open, read why, and go on; its position, None when the practice is over."""
    slot = slots_of(attempt)[-1]
    save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_of(slot, learner), now=now)
    explain_answer(attempt=attempt, position=slot.position, now=now)
    return ask_next(attempt=attempt, position=slot.position, now=now)


def practise_until_over(attempt: Attempt, learner: Learner, *, now: datetime) -> None:
    while practise_last(attempt, learner, now=now):
        pass
    attempt.refresh_from_db()
