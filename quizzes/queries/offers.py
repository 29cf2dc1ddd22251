"""What does a quiz ask of this person, and may she start now? The facts of its start page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from coursesite.accounts.enums import TimeFactor
from lessons.models import Enrolment
from quizzes.diagnosis.mastery import LEAST, MOST
from quizzes.diagnosis.practice import MOST_PRACTICE
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, Question, Quiz, QuizCell
from quizzes.queries.adaptive import is_available
from quizzes.queries.attempts import attempts_allowed, term_names
from quizzes.queries.targeted import practice_due
from quizzes.services.adapting import NOT_AVAILABLE
from quizzes.services.attempting import is_over, next_start_at


@dataclass(frozen=True)
class Offer:
    """`cases` are what is decided, one point each; `has_sets`: several of them may stand in one question.

    `points` are more where a question is marked by a rubric. `least` and `most` questions are asked where their number
    depends on the answers.

    `practice` is what has to be done before the next attempt; `left` are the attempts that are not used yet, None for
    as many as one likes.

    `is_read`: a person reads what is typed and gives the points.

    `minutes` are this person's, with her time extension; `minutes_without` are those of the quiz.

    `refusal` says why nothing can be started, `opens_at` from when it can.
    """

    cases: int
    points: int
    has_sets: bool
    is_read: bool
    cases_per_term: int | None
    minutes: int | None
    minutes_without: int | None
    has_extension: bool
    attempts: tuple[Attempt, ...]
    next_number: int
    opens_at: datetime | None
    refusal: str
    is_time_over: bool
    least: int | None = None
    most: int | None = None
    practice: Quiz | None = None
    left: int | None = None

    @property
    def most_practice(self) -> int:
        return MOST_PRACTICE

    @property
    def running(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def ended(self) -> tuple[Attempt, ...]:
        return tuple(attempt for attempt in self.attempts if not attempt.is_open)

    @property
    def is_passed(self) -> bool:
        return any(attempt.passed for attempt in self.attempts)


def offer_of(quiz: Quiz, user: Any, enrolment: Enrolment | None, *, now: datetime) -> Offer:
    """At most eight queries; some more where practice is due between two attempts."""
    cells = list(quiz.cells.all())
    attempts = tuple(Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("-number")) if enrolment else ()
    running = next((attempt for attempt in attempts if attempt.is_open), None)
    rubrics = _rubrics(quiz)
    opens_at, refusal = _when(enrolment, quiz, now) if enrolment and running is None else (None, "")
    return Offer(
        cases=sum(cell.cases for cell in cells),
        points=sum(cell.cases * rubrics.get((cell.pool, cell.form), 1) for cell in cells),
        has_sets=_has_sets(quiz, cells),
        is_read=any((cell.pool, cell.form) in rubrics for cell in cells),
        cases_per_term=_cases_per_term(cells),
        minutes=_minutes(quiz, user),
        minutes_without=quiz.minutes_limit,
        has_extension=user.time_factor != TimeFactor.NORMAL,
        attempts=attempts,
        next_number=attempts[0].number + 1 if attempts else 1,
        opens_at=opens_at,
        refusal=refusal,
        is_time_over=running is not None and is_over(running, now),
        least=LEAST if quiz.is_adaptive else None,
        most=_most(quiz),
        left=_left(quiz, enrolment, attempts),
        practice=practice_due(enrolment, quiz, now=now) if enrolment and running is None else None,
    )


def _when(enrolment: Enrolment, quiz: Quiz, now: datetime) -> tuple[datetime | None, str]:
    if quiz.is_adaptive and not is_available(term_names(quiz.course_id)):
        return None, str(NOT_AVAILABLE)
    try:
        start = next_start_at(enrolment, quiz)
    except QuizzesError as refusal:
        return None, str(refusal)
    return (start if start and start > now else None), ""


def _left(quiz: Quiz, enrolment: Enrolment | None, attempts: tuple[Attempt, ...]) -> int | None:
    allowed = attempts_allowed(enrolment, quiz) if enrolment and attempts else None
    return None if allowed is None else max(0, allowed - len(attempts))


def _most(quiz: Quiz) -> int | None:
    if quiz.is_targeted:
        return MOST_PRACTICE
    return MOST if quiz.is_adaptive else None


def _rubrics(quiz: Quiz) -> dict[tuple[str, str], int]:
    """By pool and form: the most that the rubric of a question without cases gives; one a case is what others give."""
    questions = Question.objects.live().filter(course=quiz.course_id, current__cases=None)
    read = questions.filter(current__content__has_key="rubric").order_by()
    rows = read.values_list("pool", "form").annotate(Max("current__points"))
    return {(pool, form): points for pool, form, points in rows}


def _has_sets(quiz: Quiz, cells: list[QuizCell]) -> bool:
    pools = {cell.pool for cell in cells}
    sets = Question.objects.live().filter(course=quiz.course_id, pool__in=pools, current__points__gt=1)
    return sets.exclude(current__cases=None).exists()


def _cases_per_term(cells: list[QuizCell]) -> int | None:
    """None unless every term is asked for equally often."""
    counts: Counter[str | None] = Counter()
    for cell in cells:
        counts[cell.term or None] += cell.cases
    return next(iter(counts.values())) if None not in counts and len(set(counts.values())) == 1 else None


def _minutes(quiz: Quiz, user: Any) -> int | None:
    if quiz.minutes_limit is None or user.time_factor == TimeFactor.UNLIMITED:
        return None
    return int(quiz.minutes_limit * float(user.time_factor))
