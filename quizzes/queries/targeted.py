"""Targeted practice: which pair somebody practises, what came of it, and whether she has still to do it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lessons.models import Enrolment, Term, Unit
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import Pair
from quizzes.diagnosis.practice import is_separated, weakest_pair
from quizzes.diagnosis.profile import WINDOW
from quizzes.enums import AttemptState, Mode
from quizzes.grading.mark import Mark
from quizzes.models import Attempt, Quiz, TermEvent
from quizzes.queries.adaptive import answers_of
from quizzes.queries.attempts import attempts_allowed, terms_of

PAIR = "pair"  # key of the attempt's rule


@dataclass(frozen=True)
class Practised:
    """What a practice that is over says. `is_done`: it was not ended early. `lesson` sets the two side by side."""

    pair: tuple[Term, Term]
    right: int
    answers: int
    is_separated: bool
    is_done: bool
    lesson: Unit | None


def weakest_pair_of(user: Any, course: int) -> Pair:
    """From her last first answers, as the profile counts them. Two queries."""
    terms = terms_of(course)
    events = TermEvent.objects.filter(user=user, course=course, is_first=True, expected__in=terms, given__in=terms)
    return weakest_pair(Confusion.of(terms, events.order_by("-pk").values_list("expected", "given")[:WINDOW]))


def pair_of(attempt: Attempt) -> Pair | None:
    """That of the attempt's start; None for one that began before its quiz was a practice."""
    one, other = attempt.rule.get(PAIR) or (None, None)
    return (one, other) if one and other else None


def practised(
    attempt: Attempt, marks: Iterable[tuple[Any, Mark]], terms: Sequence[Term], lessons: Mapping[str, Unit]
) -> Practised | None:
    """None where the course has one of the two terms no more. `lessons`: pair of terms → lesson."""
    by_key = {term.key: term for term in terms}
    pair = pair_of(attempt)
    if pair is None or not set(pair) <= by_key.keys():
        return None
    answers = answers_of(marks, list(by_key))
    return Practised(
        pair=(by_key[pair[0]], by_key[pair[1]]),
        right=sum(expected == given for expected, given in answers),
        answers=len(answers),
        is_separated=is_separated(pair, answers),
        is_done=attempt.reached_end,
        lesson=lessons.get("".join(pair)),
    )


def practice_due(enrolment: Enrolment, quiz: Quiz, *, now: datetime) -> Quiz | None:
    """The practice that she has still to do before the next attempt at this quiz. No query for most, else five at most.

    None once she has passed or has no attempt left, and where no practice is open to her: nobody is kept out by what
    is not there.
    """
    if not quiz.practice_between or enrolment.closed_at:
        return None
    tries = Attempt.objects.filter(enrolment__user=enrolment.user_id, enrolment__cycle=enrolment.cycle, quiz=quiz)
    made = list(tries.order_by("-number").only("number", "passed", "submitted_at", "started_at"))
    allowed = attempts_allowed(enrolment, quiz)
    if not made or any(one.passed for one in made) or (allowed is not None and made[0].number >= allowed):
        return None
    practice = targeted_quiz(quiz.course_id)
    if practice is None or not practice.unit.is_open_for(enrolment, now):
        return None
    done = Attempt.objects.filter(enrolment__user=enrolment.user_id, quiz=practice, reached_end=True)
    since = made[0].submitted_at or made[0].started_at
    return None if done.filter(submitted_at__gte=since).exists() else practice


def practice_before(enrolment: Enrolment, unit: Unit, now: datetime) -> int | None:
    """The unit of the practice that is due before this quiz; None while an attempt at it is open."""
    quiz = Quiz.objects.filter(unit=unit).first()
    if quiz is None or Attempt.objects.filter(enrolment=enrolment, quiz=quiz, state=AttemptState.OPEN).exists():
        return None
    practice = practice_due(enrolment, quiz, now=now)
    return practice.unit_id if practice else None


def targeted_quiz(course: int) -> Quiz | None:
    """The course's practice, if it has one in use. One query."""
    rows = Quiz.objects.filter(course=course, mode=Mode.TARGETED, unit__retired_at=None).exclude(unit=None)
    return rows.select_related("unit", "course").order_by("unit__position", "pk").first()


def waiting_unit(attempt: Attempt) -> Unit | None:
    """The quiz that waited for this practice, where she has tried it and not passed. Two queries."""
    tries = Attempt.objects.filter(enrolment=attempt.enrolment_id, quiz__practice_between=True)
    last = tries.filter(quiz__unit__retired_at=None).select_related("quiz__unit__course").order_by("-pk").first()
    return last.quiz.unit if last and not tries.filter(quiz=last.quiz_id, passed=True).exists() else None
