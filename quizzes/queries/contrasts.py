"""Two cases side by side, what they share, the one difference, and two new ones to try it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from lessons.models import Course, DecisionQuestion, Term, Unit
from quizzes.diagnosis.profile import Contrast
from quizzes.enums import AttemptState, Pool, Reveal
from quizzes.models import AttemptSlot, ContrastPair, Question, QuestionVersion
from quizzes.queries.contents import content_of, html_of
from quizzes.queries.reviewing import contrast_questions, lessons_to_read
from quizzes.types import get_type


@dataclass(frozen=True)
class ComparedCase:
    text: str
    term: Term


@dataclass(frozen=True)
class AppliedCase:
    """A new case with its solution beside it; no answer is stored."""

    stem: SafeString
    options: tuple[SafeString, ...]
    solution: SafeString
    feedback: SafeString


@dataclass(frozen=True)
class ShownContrast:
    """`cases` in an order that says nothing about which is which."""

    pair: ContrastPair
    terms: tuple[Term, Term]
    cases: tuple[ComparedCase, ...]
    question: DecisionQuestion | None
    lesson: Unit | None
    applied: tuple[AppliedCase, ...]


def contrast_of(user: Any, course: Course, uid: str) -> ShownContrast | None:
    """At most six queries."""
    pair = ContrastPair.objects.filter(course=course, uid=uid).first()
    terms = {term.key: term for term in course.terms.order_by("position")}
    if pair is None or not {pair.expected, pair.given} <= terms.keys():
        return None
    one, other = (term for key, term in terms.items() if key in {pair.expected, pair.given})
    cases = (ComparedCase(pair.expected_case, terms[pair.expected]), ComparedCase(pair.given_case, terms[pair.given]))
    name = one.key + other.key
    return ShownContrast(
        pair=pair,
        terms=(one, other),
        cases=cases if crc32(pair.uid.encode()) % 2 else cases[::-1],
        question=contrast_questions(course.pk).get(name),
        lesson=lessons_to_read(course.pk).get(name),
        applied=_applied(user, pair, terms),
    )


def pair_for(course: Course, due: Sequence[Contrast]) -> ContrastPair | None:
    """For what was confused most; each further time another pair, until all have been seen. One query."""
    if not due:
        return None
    expected, given = due[0].direction
    found = list(ContrastPair.objects.filter(course=course, expected=expected, given=given).order_by("position"))
    if not found:
        return None
    pair = found[due[0].count % len(found)]
    pair.course = course
    return pair


def kept_questions(user: Any) -> QuerySet[AttemptSlot, Any]:
    """Questions whose solution she must not see now: they are being asked, or a quiz keeps them."""
    slots = AttemptSlot.objects.filter(attempt__enrolment__user=user, attempt__quiz__lesson=None)
    kept = Q(attempt__state=AttemptState.OPEN) | Q(attempt__rule__reveal=Reveal.PROTECTED)
    return slots.filter(kept).values("version__question")


def _applied(user: Any, pair: ContrastPair, terms: dict[str, Term]) -> tuple[AppliedCase, ...]:
    practice = Question.objects.filter(course=pair.course_id, pool=Pool.PRACTICE, current__type="single")
    asked = practice.filter(uid__in=pair.apply).exclude(pk__in=kept_questions(user)).select_related("current")
    by_uid = {question.uid: question.current for question in asked}
    return tuple(_case(by_uid[uid], tuple(terms)) for uid in sorted(pair.apply) if by_uid.get(uid))


def _case(version: QuestionVersion, terms: tuple[str, ...]) -> AppliedCase:
    content, html = content_of(version, terms), html_of(version)
    solution = get_type(version.type).solution(content)
    right = next(option for option in content.options if option.token == solution)
    ordered = content.options if content.in_term_order else sorted(content.options, key=lambda option: option.token)
    return AppliedCase(
        stem=html["stem"],
        options=tuple(html[option.text_key] for option in ordered),
        solution=html[right.text_key],
        feedback=html[right.feedback_key],
    )
