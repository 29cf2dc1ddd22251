"""What does a learner confuse with what? Read from her first answers; nobody else can ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.safestring import SafeString

from lessons.models import Course, DecisionQuestion, Term, Unit
from quizzes.diagnosis.advice import Advice, advice
from quizzes.diagnosis.profile import DUE_FROM, WINDOW, Change, Event, Profile, TermStanding, contrasts_due, profile
from quizzes.enums import Mode, Pool
from quizzes.models import AttemptSlot, ContrastPair, QuestionVersion, Quiz, TermEvent
from quizzes.queries.attempts import slots_asked_now, terms_of
from quizzes.queries.contents import html_of
from quizzes.queries.contrasts import compared_on, kept_questions, pair_for
from quizzes.queries.reviewing import contrast_questions, lessons_to_read
from quizzes.queries.targeted import targeted_quiz

SHADES = 4  # steps of shading; more are not told apart
MOST_WRONG = 5  # answers shown again: what one reads in one go
EVENT_FIELDS = ("expected", "given", "confidence", "day", "version_id", "context")
# What was asked there may be shown again at any time: the exam and the retention check keep their questions.
OPEN_POOLS = (Pool.PRACTICE, Pool.PLACEMENT, Pool.MIDTERM)


@dataclass(frozen=True)
class Cell:
    """How often a term (the row's) was taken for this one. Percentages only with their interval, or not at all."""

    term: Term
    count: int
    is_right: bool
    shade: int
    percent: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Row:
    term: Term
    standing: TermStanding
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class WrongAnswer:
    """A case that was taken for another term."""

    stem: SafeString
    expected: Term
    given: Term
    is_sure: bool


@dataclass(frozen=True)
class ShownProfile:
    """`one` and `other` are the terms of the named pair; with a direction the first is taken for the second."""

    course: Course
    profile: Profile
    rows: tuple[Row, ...]
    advice: tuple[Advice, ...]
    one: Term | None
    other: Term | None
    is_directed: bool
    lesson: Unit | None
    question: DecisionQuestion | None
    contrast: ContrastPair | None
    practice: Quiz | None
    wrong: tuple[WrongAnswer, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether the page's first words may claim no more than "so far".

        That she tells all terms apart is claimed of each, so it is no more certain than the least certain row.
        """
        standings = [] if self.one else [row.standing.certainty for row in self.rows]
        return {self.profile.certainty, *standings} != {"sure"}

    @property
    def change(self) -> Change | None:
        return self.profile.change


@dataclass(frozen=True)
class NamedConfusion:
    """The pair that her profile names, where no more of it is said; with a direction `one` is taken for `other`."""

    profile: Profile
    one: Term
    other: Term
    lesson: Unit | None

    @property
    def is_directed(self) -> bool:
        return bool(self.profile.verdict and self.profile.verdict.direction)

    @property
    def is_provisional(self) -> bool:
        return self.profile.certainty != "sure"


def courses_with_evidence(user: Any) -> list[Course]:
    """The one she answered in last comes first. Two queries."""
    events = TermEvent.objects.filter(user=user, is_first=True).order_by()
    newest = dict(events.values_list("course").annotate(last=Max("pk")))
    return sorted(Course.objects.filter(pk__in=newest), key=lambda course: newest[course.pk], reverse=True)


def first_answers(user: Any, course: Course) -> QuerySet[TermEvent]:
    """In the order in which she gave them."""
    return TermEvent.objects.filter(user=user, course=course, is_first=True).order_by("pk")


def profile_of(user: Any, course: Course) -> ShownProfile:
    """A constant number of queries."""
    found, terms = _found(user, course)
    named = _named(found, terms)
    pair = "".join(found.verdict.pair) if found.verdict and found.verdict.pair else ""
    return ShownProfile(
        course=course,
        profile=found,
        rows=tuple(_row(found, standing, terms) for standing in found.terms),
        advice=advice(found.verdict) if not found.missing else (),
        one=named[0] if named else None,
        other=named[1] if named else None,
        is_directed=bool(found.verdict and found.verdict.direction),
        lesson=lessons_to_read(course.pk).get(pair) if pair else None,
        question=contrast_questions(course.pk).get(pair) if pair else None,
        contrast=pair_for(course, found.contrasts),
        practice=None if found.missing or _knows_all(found) else targeted_quiz(course.pk),
        wrong=_wrong(user, found.wrong, terms),
    )


def named_confusion(user: Any, course: Course) -> NamedConfusion | None:
    """None while her answers name no pair. A constant number of queries."""
    found, terms = _found(user, course)
    named = _named(found, terms)
    if found.missing or named is None or found.verdict is None:
        return None
    return NamedConfusion(found, *named, lessons_to_read(course.pk).get("".join(found.verdict.pair or ())))


def contrast_after(user: Any, course: Course, slot: AttemptSlot, seq: int) -> ContrastPair | None:
    """Two cases to compare, right after each second confusion of a kind, once a day. At most six queries.

    None while the case stands in another open attempt: the pair would tell its solution.
    """
    made = list(TermEvent.objects.filter(user=user, slot=slot, seq=seq))
    ways = {(event.expected, event.given) for event in made if event.expected != event.given}
    others = slots_asked_now(user).exclude(attempt=slot.attempt_id)
    if not ways or others.filter(version__question=slot.version.question_id).exists():
        return None
    terms = terms_of(course.pk)
    events = [_event(*row) for row in first_answers(user, course).reverse().values_list(*EVENT_FIELDS)[:WINDOW]]
    due = contrasts_due(terms, (event for event in reversed(events) if {*event.terms} <= {*terms}))
    ways -= compared_on(made[0].day, user, course)
    return pair_for(course, [one for one in due if one.direction in ways and one.count % DUE_FROM == 0])


def contrast_after_answer(user: Any, course: Course, version: QuestionVersion) -> ContrastPair | None:
    """The same after her newest answer to this wording. At most seven queries."""
    made = TermEvent.objects.filter(user=user, version=version).select_related("slot__version")
    newest = made.order_by("-pk").first()
    return contrast_after(user, course, newest.slot, newest.seq) if newest else None


def _found(user: Any, course: Course) -> tuple[Profile, dict[str, Term]]:
    """Two queries."""
    terms = {term.key: term for term in course.terms.order_by("position")}
    events = [_event(*row) for row in first_answers(user, course).values_list(*EVENT_FIELDS)]
    return profile(tuple(terms), events), terms


def _event(*row: Any) -> Event:
    """From EVENT_FIELDS."""
    expected, given, confidence, day, version, context = row
    is_aimed = context == Mode.TARGETED
    return Event(expected, given, confidence=confidence, day=day, question=version, is_aimed=is_aimed)


def _knows_all(found: Profile) -> bool:
    return found.verdict is not None and found.verdict.code == "mastered"


def _named(found: Profile, terms: Mapping[str, Term]) -> tuple[Term, Term] | None:
    if found.verdict is None or found.verdict.pair is None:
        return None
    one, other = found.verdict.direction or found.verdict.pair
    return terms[one], terms[other]


def _row(found: Profile, standing: TermStanding, terms: Mapping[str, Term]) -> Row:
    cells = tuple(_cell(found, standing, expected=standing.term, given=term) for term in terms.values())
    return Row(terms[standing.term], standing, cells)


def _cell(found: Profile, standing: TermStanding, *, expected: str, given: Term) -> Cell:
    confusion, is_right = found.confusion, expected == given.key
    count = confusion.count(expected, given.key)
    if standing.certainty == "too-few":
        return Cell(given, count, is_right, shade=0)
    shade = round(SHADES * count / standing.events)
    low, high = confusion.interval(expected, given.key)
    percent = (round(100 * share) for share in (confusion.mean(expected, given.key), low, high))
    return Cell(given, count, is_right, shade, *percent)


def _wrong(user: Any, events: Iterable[Event], terms: Mapping[str, Term]) -> tuple[WrongAnswer, ...]:
    """Those that she was sure of first; none that is asked just now or whose solution is kept. One query."""
    events = list(events)
    versions = (
        QuestionVersion.objects.filter(pk__in={event.question for event in events}, question__pool__in=OPEN_POOLS)
        .exclude(question__in=kept_questions(user))
        .filter(cases__row="")  # one row of a set says little without the others
        .in_bulk()
    )
    shown = [event for event in events if event.question in versions][:MOST_WRONG]
    return tuple(
        WrongAnswer(
            stem=html_of(versions[event.question])["stem"],
            expected=terms[event.expected],
            given=terms[event.given],
            is_sure=event.confidence == "sure",
        )
        for event in shown
    )
