"""What do the learners of a course confuse, all together? Nothing is said about fewer than five people.

Counts of first answers, made by the database: no name, no person's row is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from lessons.models import Course, Dimension, Enrolment, Term
from quizzes.enums import Mode
from quizzes.models import Card, Case, Question, TermEvent
from quizzes.queries.checks import askable
from quizzes.queries.profiles import SHADES

LEAST_LEARNERS = 5  # below that a matrix would be about somebody
MOST_DIRECTIONS = 6  # all there are between three terms
MOST_QUESTIONS = 10  # to look at in one sitting
BEFORE, DURING, AFTER = "before", "during", "after"
PHASES: Mapping[str, tuple[Mode, ...]] = {
    BEFORE: (Mode.PLACEMENT,),
    DURING: (Mode.CHECK, Mode.PRACTICE, Mode.TARGETED, Mode.MIDTERM, Mode.ADAPTIVE, Mode.REVIEW),
    AFTER: (Mode.EXAM, Mode.RETENTION, Mode.DIFFERENCE),
}


@dataclass(frozen=True)
class CohortCell:
    given: Term
    count: int
    percent: int
    is_right: bool

    @property
    def shade(self) -> int:
        """Of SHADES; the number beside it says the same."""
        return round(SHADES * self.percent / 100)


@dataclass(frozen=True)
class CohortRow:
    term: Term
    cells: tuple[CohortCell, ...]
    total: int


@dataclass(frozen=True)
class PhaseMatrix:
    """`rows` is empty for fewer than LEAST_LEARNERS people; then their number is not said either."""

    phase: str
    learners: int
    rows: tuple[CohortRow, ...]


@dataclass(frozen=True)
class Direction:
    """A term taken for another `count` times; `what` is the dimension or the question, if it is about one."""

    expected: Term
    given: Term
    count: int
    of: int
    what: Any = None


@dataclass(frozen=True)
class HardCard:
    """A card of the spaced review that somebody had wrong again and again; how many is not said."""

    terms: tuple[Term, ...]
    dimension: Dimension
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Cohort:
    phases: tuple[PhaseMatrix, ...]
    directions: tuple[Direction, ...]
    dimensions: tuple[Direction, ...]
    questions: tuple[Direction, ...]
    hard_cards: tuple[HardCard, ...]


def cohort_of(course: Course) -> Cohort:
    """A constant number of queries, however many people answered."""
    terms = {term.key: term for term in course.terms.order_by("position")}
    events = TermEvent.objects.filter(course=course, is_first=True, expected__in=terms, given__in=terms).order_by()
    return Cohort(
        phases=tuple(_phase(events, name, terms) for name in PHASES),
        directions=_directions(events, terms),
        dimensions=_dimensions(events, course, terms),
        questions=_questions(events, terms),
        hard_cards=hard_cards(course, terms),
    )


@dataclass(frozen=True)
class GroupProgress:
    """Runs of the course, by how far they have come."""

    not_started: int
    in_progress: int
    completed: int


def progress_of(course: Course) -> GroupProgress | None:
    """None for fewer than LEAST_LEARNERS people. One query."""
    begun = Q(completed_on=None, started_at__isnull=False)
    counted = Enrolment.objects.filter(course=course).aggregate(
        people=Count("user", distinct=True),
        all=Count("pk"),
        in_progress=Count("pk", filter=begun),
        completed=Count("pk", filter=Q(completed_on__isnull=False)),
    )
    if counted["people"] < LEAST_LEARNERS:
        return None
    waiting = counted["all"] - counted["in_progress"] - counted["completed"]
    return GroupProgress(waiting, counted["in_progress"], counted["completed"])


def hard_cards(course: Course, terms: Mapping[str, Term]) -> tuple[HardCard, ...]:
    """Of cards that LEAST_LEARNERS people have been asked, those most often failed first. At most three queries."""
    failing = Card.objects.filter(course=course).failing(least=LEAST_LEARNERS).order_by("-failed", "pair", "dimension")
    found = list(failing.values_list("pair", "dimension"))
    if not found:
        return ()
    named = {dimension.key: dimension for dimension in course.dimensions.all()}
    cases = Case.objects.filter(row="", version__question__in=askable(course.pk)).select_related("version__question")
    questions: dict[tuple[str, str], list[Question]] = {}
    for case in cases.filter(version=F("version__question__current")).order_by("version__question__position"):
        questions.setdefault((case.contrast, case.dimension), []).append(case.version.question)
    return tuple(
        HardCard(
            terms=tuple(term for key, term in terms.items() if key in pair),
            dimension=named[dimension],
            questions=tuple(questions.get((pair, dimension), ())),
        )
        for pair, dimension in found
        if dimension in named
    )


def _phase(events: QuerySet[TermEvent], name: str, terms: Mapping[str, Term]) -> PhaseMatrix:
    found = events.filter(context__in=PHASES[name])
    learners = found.aggregate(people=Count("user", distinct=True))["people"]
    if learners < LEAST_LEARNERS:
        return PhaseMatrix(name, 0, ())
    counted = {(expected, given): count for expected, given, count in _counted(found, "expected", "given")}
    return PhaseMatrix(name, learners, tuple(_row(term, counted, terms) for term in terms.values()))


def _row(term: Term, counted: Mapping[tuple[str, str], int], terms: Mapping[str, Term]) -> CohortRow:
    counts = {given: counted.get((term.key, given.key), 0) for given in terms.values()}
    total = sum(counts.values())
    cells = (
        CohortCell(given, count, round(100 * count / total) if total else 0, given == term)
        for given, count in counts.items()
    )
    return CohortRow(term, tuple(cells), total)


def _directions(events: QuerySet[TermEvent], terms: Mapping[str, Term]) -> tuple[Direction, ...]:
    asked = dict(_counted(events, "expected"))
    rows = _wrong(events, "expected", "given")[:MOST_DIRECTIONS]
    return tuple(Direction(terms[expected], terms[given], count, asked[expected]) for expected, given, count in rows)


def _dimensions(events: QuerySet[TermEvent], course: Course, terms: Mapping[str, Term]) -> tuple[Direction, ...]:
    """The commonest confusion of each dimension."""
    named = {dimension.key: dimension for dimension in course.dimensions.all()}
    found = events.filter(dimension__in=named)
    asked = {(key, expected): count for key, expected, count in _counted(found, "dimension", "expected")}
    first: dict[str, Direction] = {}
    for key, expected, given, count in _wrong(found, "dimension", "expected", "given"):
        first.setdefault(key, Direction(terms[expected], terms[given], count, asked[key, expected], named[key]))
    return tuple(first[key] for key in named if key in first)


def _questions(events: QuerySet[TermEvent], terms: Mapping[str, Term]) -> tuple[Direction, ...]:
    """Where the most people took a term for the same other one."""
    asked = {(key, expected): count for key, expected, count in _counted(events, "version__question", "expected")}
    rows = _wrong(events, "version__question", "expected", "given")[:MOST_QUESTIONS]
    questions = Question.objects.in_bulk([key for key, *_rest in rows])
    return tuple(
        Direction(terms[expected], terms[given], count, asked[key, expected], questions[key])
        for key, expected, given, count in rows
    )


def _counted(events: QuerySet[TermEvent], *by: str) -> QuerySet[TermEvent, tuple[Any, ...]]:
    return events.values_list(*by).annotate(count=Count("pk"))


def _wrong(events: QuerySet[TermEvent], *by: str) -> list[tuple[Any, ...]]:
    """Confusions in what at least LEAST_LEARNERS people were asked, the commonest first."""
    asked = by[:-1]  # all but what was answered
    enough = events.values(*asked).annotate(people=Count("user", distinct=True)).filter(people__gte=LEAST_LEARNERS)
    allowed = {tuple(row[name] for name in asked) for row in enough}
    wrong = events.filter(~Q(given=F("expected"))).values_list(*by)
    rows = wrong.annotate(count=Count("pk")).order_by("-count", *by)
    return [row for row in rows if row[: len(asked)] in allowed]
