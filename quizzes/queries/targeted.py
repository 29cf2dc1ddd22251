"""Targeted practice: which pair somebody practises, what came of it, and whether she has still to do it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lessons.models import Enrolment, Term, Unit
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import Pair
from quizzes.diagnosis.practice import MOST_PRACTICE, Answer, is_enough, is_separated, weakest_pair
from quizzes.diagnosis.profile import WINDOW
from quizzes.enums import Mode
from quizzes.grading.mark import Mark
from quizzes.models import Attempt, Quiz, TermEvent
from quizzes.queries.adaptive import answers_of, single_cases_count
from quizzes.queries.attempts import current_answers, marks_of, slots_with_versions, terms_of

PAIR = "pair"  # key of the attempt's rule


@dataclass(frozen=True)
class Practised:
    """What a practice that is over says. `is_done`: it was not ended early."""

    pair: tuple[Term, Term]
    right: int
    answers: int
    is_separated: bool
    is_done: bool


def weakest_pair_of(user: Any, course: int) -> Pair:
    """From her last first answers, as the profile counts them. Two queries."""
    terms = terms_of(course)
    events = TermEvent.objects.filter(user=user, course=course, is_first=True, expected__in=terms, given__in=terms)
    return weakest_pair(Confusion.of(terms, events.order_by("-pk").values_list("expected", "given")[:WINDOW]))


def pair_of(attempt: Attempt) -> Pair:
    """That of the attempt's start."""
    one, other = attempt.rule[PAIR]
    return one, other


def practised(attempt: Attempt, marks: Iterable[tuple[Any, Mark]], terms: Sequence[Term]) -> Practised | None:
    """None where the course has one of the two terms no more. One query."""
    by_key = {term.key: term for term in terms}
    pair = pair_of(attempt)
    if not set(pair) <= by_key.keys():
        return None
    answers = answers_of(marks, list(by_key))
    return Practised(
        pair=(by_key[pair[0]], by_key[pair[1]]),
        right=sum(expected == given for expected, given in answers),
        answers=len(answers),
        is_separated=is_separated(pair, answers),
        is_done=_is_done(attempt, answers),
    )


def practice_due(enrolment: Enrolment, quiz: Quiz) -> Quiz | None:
    """The practice that she has still to do before the next attempt at this quiz. No query for most quizzes.

    None where the course offers no practice: nobody is kept out by what is not there.
    """
    if not quiz.practice_between:
        return None
    tries = Attempt.objects.filter(enrolment__user=enrolment.user_id, enrolment__cycle=enrolment.cycle, quiz=quiz)
    last = tries.order_by("-number").first()
    practice = targeted_quiz(quiz.course_id) if last else None
    if last is None or practice is None:
        return None
    since = last.submitted_at or last.started_at
    ended = Attempt.objects.filter(enrolment__user=enrolment.user_id, quiz=practice, submitted_at__gte=since)
    return None if any(_was_done(attempt) for attempt in ended.select_related("quiz")) else practice


def targeted_quiz(course: int) -> Quiz | None:
    """The course's practice, if it has one in use. One query."""
    rows = Quiz.objects.filter(course=course, mode=Mode.TARGETED, unit__retired_at=None).exclude(unit=None)
    return rows.select_related("unit", "course").order_by("unit__position", "pk").first()


def waiting_unit(attempt: Attempt) -> Unit | None:
    """The quiz that waited for this practice, where she has tried it and not passed. Two queries."""
    tries = Attempt.objects.filter(enrolment=attempt.enrolment_id, quiz__practice_between=True)
    last = tries.filter(quiz__unit__retired_at=None).select_related("quiz__unit__course").order_by("-pk").first()
    return last.quiz.unit if last and not tries.filter(quiz=last.quiz_id, passed=True).exists() else None


def _was_done(attempt: Attempt) -> bool:
    terms = terms_of(attempt.quiz.course_id)
    marks = marks_of(slots_with_versions(attempt), current_answers(attempt), terms)
    return set(pair_of(attempt)) <= set(terms) and _is_done(attempt, answers_of(marks, terms))


def _is_done(attempt: Attempt, answers: Sequence[Answer]) -> bool:
    """Told apart, or all asked that may be: a small pool has less."""
    most = min(MOST_PRACTICE, single_cases_count(attempt.quiz.course_id))
    return is_enough(pair_of(attempt), answers, asked=len(answers), most=most)
