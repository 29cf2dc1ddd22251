"""Two cases side by side, what they share, the one difference, and two new ones to try it on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from django.db.models import QuerySet
from django.utils import timezone

from lessons.models import Course, DecisionQuestion, Enrolment, Term, Unit
from quizzes.diagnosis.mastery import Pair
from quizzes.diagnosis.profile import DUE_FROM, Contrast
from quizzes.enums import Reveal
from quizzes.models import Attempt, AttemptSlot, ContrastPair, Question
from quizzes.queries.attempts import SlotAnswer, slots_asked_now
from quizzes.queries.checks import askable, seed_of_checks
from quizzes.queries.contents import Asked, option_order
from quizzes.queries.reviewing import Explained, contrast_questions, explained, lessons_to_read
from quizzes.queries.sitting import Place
from quizzes.types import get_type

CONTROL = "case"  # with the case's place on the page: the name of its controls


@dataclass(frozen=True)
class ComparedCase:
    text: str
    term: Term


@dataclass(frozen=True)
class AppliedCase:
    """A new case. `explained` is None until it was answered today; then `asked` is what was answered."""

    uid: str
    name: str
    template: str
    asked: Asked
    explained: Explained | None


@dataclass(frozen=True)
class ShownContrast:
    """`cases` in an order that says nothing about which is which."""

    pair: ContrastPair
    terms: tuple[Term, Term]
    cases: tuple[ComparedCase, ...]
    question: DecisionQuestion | None
    lesson: Unit | None
    applied: tuple[AppliedCase, ...]

    @property
    def next_uid(self) -> str:
        """Of the case that is to be answered next; empty when none is."""
        return next((case.uid for case in self.applied if not case.explained), "")

    @property
    def is_applied(self) -> bool:
        return bool(self.applied) and all(case.explained for case in self.applied)


def contrast_of(user: Any, course: Course, uid: str, *, run: Enrolment | None, day: date) -> ShownContrast | None:
    """`run`: her latest, None for who only teaches. At most 22 queries, whatever the pair."""
    pair = ContrastPair.objects.filter(course=course, uid=uid).first()
    terms = {term.key: term for term in course.terms.order_by("position")}
    if pair is None or not {pair.expected, pair.given} <= terms.keys():
        return None
    pair.course = course
    one, other = (term for key, term in terms.items() if key in {pair.expected, pair.given})
    cases = (ComparedCase(pair.expected_case, terms[pair.expected]), ComparedCase(pair.given_case, terms[pair.given]))
    name = one.key + other.key
    return ShownContrast(
        pair=pair,
        terms=(one, other),
        cases=cases if crc32(pair.uid.encode()) % 2 else cases[::-1],
        question=contrast_questions(course.pk).get(name),
        lesson=lessons_to_read(course.pk).get(name),
        applied=_applied(user, pair, {key: term.name for key, term in terms.items()}, run, day),
    )


def pair_for(course: Course, due: Sequence[Contrast]) -> ContrastPair | None:
    """For what was confused most, among that for which there are pairs; each time the next of them. One query."""
    if not due:
        return None
    pairs: dict[Pair, list[ContrastPair]] = {}
    for pair in ContrastPair.objects.filter(course=course).order_by("position", "pk"):
        pair.course = course
        pairs.setdefault((pair.expected, pair.given), []).append(pair)
    contrast = next((contrast for contrast in due if contrast.direction in pairs), None)
    if contrast is None:
        return None
    found = pairs[contrast.direction]
    return found[(contrast.count // DUE_FROM - 1) % len(found)]


def pairs_of(course: int, terms: Iterable[str]) -> list[ContrastPair]:
    """All that set these two terms side by side, in either direction. One query."""
    pairs = ContrastPair.objects.filter(course=course, expected__in=terms, given__in=terms).select_related("course")
    return list(pairs.order_by("position", "pk"))


def compared_on(day: date, user: Any, course: Course) -> set[Pair]:
    """Directions of which she tried a new case that day. One query."""
    slots = AttemptSlot.objects.filter(attempt__enrolment__user=user, contrast__course=course)
    rows = slots.values_list("contrast__expected", "contrast__given", "steps__arrived_at")
    return {(expected, given) for expected, given, at in rows if at and timezone.localdate(at) == day}


def begun_run(user: Any, course: Course) -> Enrolment | None:
    """Her latest run that she has begun, open or closed: one that was only assigned since keeps nothing. One query."""
    runs = Enrolment.objects.filter(user=user, course=course).exclude(started_at=None)
    return runs.select_related("course").order_by("-cycle").first()


def open_cases(user: Any, pair: ContrastPair, day: date) -> list[Question]:
    """Of the pair's new cases those that she has not answered today. At most five queries."""
    answered = applied_today(user, pair, day)
    return [question for question in cases_to_apply(user, pair) if question.pk not in answered]


def kept_questions(user: Any) -> QuerySet[AttemptSlot, Any]:
    """Questions whose solution she must not see now: they are being asked, or a quiz keeps them."""
    hers = AttemptSlot.objects.filter(attempt__enrolment__user=user).order_by()
    kept = hers.filter(attempt__rule__reveal=Reveal.PROTECTED)
    return (slots_asked_now(user) | kept).values("version__question")


def cases_to_apply(user: Any, pair: ContrastPair) -> list[Question]:
    """The pair's two new cases; for one that is asked or kept elsewhere another of its term. At most three queries."""
    free = askable(pair.course_id).exclude(pk__in=kept_questions(user)).select_related("current")
    found = list(free.filter(uid__in=pair.apply, current__cases__row="").prefetch_related("current__cases"))
    taken = {case.term for question in found for case in question.current.cases.all()}
    for term in {pair.expected, pair.given} - taken:
        cases = {"current__cases__row": "", "current__cases__term": term}
        ways = {"current__cases__contrast__in": [pair.expected + pair.given, pair.given + pair.expected]}
        found += free.filter(**cases, **ways).order_by("position", "pk")[:1]
    return sorted(found, key=lambda question: crc32(question.uid.encode()))


def applied_today(user: Any, pair: ContrastPair, day: date) -> dict[int, tuple[Attempt, Place]]:
    """Question → what she answered to it today, after this comparison. Two queries."""
    slots = AttemptSlot.objects.filter(attempt__enrolment__user=user, contrast=pair)
    found: dict[int, tuple[Attempt, Place]] = {}
    slots = slots.select_related("attempt__quiz__course", "attempt__enrolment", "version").order_by("pk")
    for slot in slots.prefetch_related("steps"):
        step = max(slot.steps.all(), key=lambda step: step.seq, default=None)
        if step and slot.is_explained(step.seq) and timezone.localdate(step.arrived_at) == day:
            answer = SlotAnswer(step.seq, step.answer, step.arrived_at, step.confidence)
            found[slot.version.question_id] = slot.attempt, Place(slot, answer)
    return found


def _applied(
    user: Any, pair: ContrastPair, names: Mapping[str, str], run: Enrolment | None, day: date
) -> tuple[AppliedCase, ...]:
    questions = cases_to_apply(user, pair)
    answers = applied_today(user, pair, day)
    return tuple(
        _case(question, f"{CONTROL}{number}", names, seed_of_checks(run or user), answers.get(question.pk))
        for number, question in enumerate(questions, 1)
    )


def _case(
    question: Question, name: str, names: Mapping[str, str], seed: int, given: tuple[Attempt, Place] | None
) -> AppliedCase:
    version = question.current
    return AppliedCase(
        uid=question.uid,
        name=name,
        template=get_type(version.type).template,
        asked=Asked(version, names, option_order(version, tuple(names), seed), None),
        explained=explained(*given) if given else None,
    )
