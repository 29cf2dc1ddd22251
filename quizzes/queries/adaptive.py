"""What the adaptive check chooses from, what its answers say so far, and what its review says of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Q

from lessons.models import Term, Unit
from quizzes.diagnosis.advice import Advice, advice
from quizzes.diagnosis.choice import Candidate
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import NeedsThreeTerms, Verdict, hypotheses, verdict
from quizzes.enums import Mode, Pool, QuestionStatus
from quizzes.files.quiz import SINGLE_CASE_FORMS
from quizzes.grading.mark import Mark
from quizzes.models import Attempt, AttemptSlot, Case, Quiz

LATELY = 100  # attempts in which it is counted how often a question was asked: enough to spread, and few to count


def is_available(terms: Iterable[str]) -> bool:
    """The check is made for three terms."""
    try:
        hypotheses(tuple(terms))
    except NeedsThreeTerms:
        return False
    return True


def adaptive_unit(course: int) -> Unit | None:
    """The course's adaptive check, if it has one in use. One query."""
    units = Unit.objects.in_use().filter(course=course, quiz__mode=Mode.ADAPTIVE).select_related("course")
    return units.order_by("position", "pk").first()


def candidates(quiz: Quiz, *, user: int) -> list[Candidate]:
    """Live practice questions with exactly one case, in the order of the course. Three queries."""
    seen, exposure = _seen_by(quiz.course_id, user), _asked_lately(quiz)
    return [
        Candidate(
            id=pk,
            term=term,
            family=family,
            company=company,
            dimension=dimension,
            contrast=contrast,
            is_seen=pk in seen,
            answered=seen.get(pk),
            exposure=exposure.get(pk, 0),
        )
        for pk, term, family, company, dimension, contrast in _single_cases(quiz.course_id)
    ]


def confusion_of(marks: Iterable[tuple[Any, Mark]], terms: Sequence[str]) -> Confusion:
    return Confusion.of(terms, answers_of(marks, terms))


def answers_of(marks: Iterable[tuple[Any, Mark]], terms: Sequence[str]) -> list[tuple[str, str]]:
    """Expected and given term of each answered case that counts."""
    parts = (part for _slot, mark in marks if mark.is_scored for part in mark.parts)
    pairs = ((part.expected, part.given) for part in parts if part.expected in terms and part.given in terms)
    return [(expected, given) for expected, given in pairs if expected and given]


@dataclass(frozen=True)
class Finding:
    """What a check that is over says in words. `pair` and `direction` (expected, given) are names of terms.

    `lesson` sets the two of the pair side by side, where the course names one.
    """

    verdict: Verdict
    answers: int
    pair: tuple[str, ...]
    direction: tuple[str, ...]
    advice: tuple[Advice, ...]
    lesson: Unit | None


def finding_of(marks: Iterable[tuple[Any, Mark]], terms: Sequence[Term], lessons: Mapping[str, Unit]) -> Finding | None:
    """None where the course has no three terms any more. `lessons`: pair of terms → lesson."""
    names = {term.key: term.name for term in terms}
    if not is_available(names):
        return None
    confusion = confusion_of(marks, tuple(names))
    said = verdict(confusion)
    return Finding(
        verdict=said,
        answers=confusion.total,
        pair=tuple(names[key] for key in said.pair or ()),
        direction=tuple(names[key] for key in said.direction or ()),
        advice=advice(said),
        lesson=lessons.get("".join(said.pair or ())),
    )


def _single_cases(course: int) -> list[tuple[int, str, str, str, str, str]]:
    """Question, term, family, company, dimension, contrast."""
    cases = Case.objects.filter(
        version=F("version__question__current"),
        version__question__course=course,
        version__question__pool=Pool.PRACTICE,
        version__question__status=QuestionStatus.LIVE,
        version__question__form__in=SINGLE_CASE_FORMS,
    )
    question = "version__question"
    rows = list(
        cases.order_by(f"{question}__position", question, "pk").values_list(
            question, "term", f"{question}__family", f"{question}__company", "dimension", "contrast"
        )
    )
    counts: dict[int, int] = {}
    for row in rows:
        counts[row[0]] = counts.get(row[0], 0) + 1
    return [row for row in rows if counts[row[0]] == 1]


def _seen_by(course: int, user: int) -> dict[int, int | None]:
    """Question that was put to this person, anywhere → her last step that holds an answer."""
    slots = AttemptSlot.objects.filter(
        attempt__enrolment__user=user, version__question__course=course, version__question__pool=Pool.PRACTICE
    )
    last = Max("steps__pk", filter=Q(steps__answer__isnull=False))
    return dict(slots.order_by().values_list("version__question").annotate(last=last))


def _asked_lately(quiz: Quiz) -> dict[int, int]:
    """Question → how often the last attempts of this quiz, anybody's, asked it."""
    attempts = Attempt.objects.filter(quiz=quiz).order_by("-pk").values("pk")[:LATELY]
    slots = AttemptSlot.objects.filter(attempt__in=attempts)
    return dict(slots.order_by().values_list("version__question").annotate(Count("pk")))
