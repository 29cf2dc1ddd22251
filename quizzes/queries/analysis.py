"""What do answers say of the questions? Sums by the database; the formulas are in quizzes.statistics.

Counted is what a person answered first: her first attempt at a quiz in her first run, once it is marked. Later ones
tell what she remembers. Not counted are checks and reviews, which explain each answer before the next, and quizzes that
choose the next question by the answers before it: who gets which question there is no accident. An answer that was left
out counts as wrong, as it did for her.

No row of a person is read, and nothing here holds a name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Floor

from lessons.models import Course
from quizzes.enums import AttemptState, Confidence, Mode, Settled
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Case, ItemFigures, QuestionVersion, Quiz
from quizzes.queries.contents import content_of
from quizzes.statistics.options import Chosen
from quizzes.statistics.sums import ByClass, Sums, class_of, thirds
from quizzes.types import get_type

MEASURED = (Mode.PLACEMENT, Mode.MIDTERM, Mode.EXAM, Mode.RETENTION, Mode.PRACTICE)
NOT_MEASURED = (Settled.FOR_ALL, Settled.NOT_SCORED)
FORMS = 20  # attempts whose questions stand for the forms that are drawn

MARKS = ("share", "version__points", "attempt__points", "attempt__maximum")

Key = tuple[int, str]
"""A wording and the mode of the quizzes that asked it."""


@dataclass(frozen=True)
class Given:
    """How often one answer was given by people with so much of the rest."""

    answer: Any
    confidence: str
    rest: int
    count: int
    points: float


@dataclass(frozen=True)
class Sure:
    """Of those who said so: how many, and their facility; None while too few said it."""

    sure: int
    unsure: int
    sure_right: float | None
    unsure_right: float | None


def counted_slots(course: Course) -> QuerySet[AttemptSlot]:
    """The answers that say something of the questions of this course."""
    rows = AttemptSlot.objects.filter(
        attempt__quiz__course=course,
        attempt__quiz__mode__in=MEASURED,
        attempt__number=1,
        attempt__enrolment__cycle=1,
        attempt__state=AttemptState.MARKED,
        share__isnull=False,
    )
    return rows.exclude(version__settled__in=NOT_MEASURED).order_by()


def stale(course: Course) -> list[Key]:
    """Whose figures are not those of today's answers. Two statements."""
    rows = counted_slots(course).values_list("version", "attempt__quiz__mode")
    now = {
        (version, mode): (n, float(points)) for version, mode, n, points in rows.annotate(n=Count("pk"), p=Sum("share"))
    }
    kept = ItemFigures.objects.filter(version__question__course=course).values_list(
        "version", "mode", "answers", "figures"
    )
    known = {(version, mode): (n, figures.get("points", -1.0)) for version, mode, n, figures in kept}
    changed = [key for key, value in now.items() if not _same(known.get(key), value)]
    return sorted(changed + [key for key in known if key not in now])


def _same(one: tuple[int, float] | None, other: tuple[int, float]) -> bool:
    return one is not None and one[0] == other[0] and abs(one[1] - other[1]) < 1e-4


def sums_of(course: Course, versions: Iterable[int]) -> dict[Key, ByClass]:
    """For each wording and mode the sums by class of rest. One statement.

    The database counts equal marks in equal attempts, which is several times as fast as having it compute each rest.
    """
    found: dict[Key, dict[int, Sums]] = defaultdict(dict)
    rows = _with_others(counted_slots(course).filter(version__in=list(versions)))
    for version, mode, *marks, n in rows.values_list("version", "attempt__quiz__mode", *MARKS).annotate(n=Count("pk")):
        share, rest = _share_and_rest(*marks)
        by_class = found[version, mode]
        sums = Sums(n, n * share, n * share**2, n * rest, n * rest**2, n * share * rest)
        by_class[class_of(rest)] = by_class.get(class_of(rest), Sums()) + sums
    return dict(found)


def answers_to(course: Course, versions: Iterable[int]) -> dict[Key, list[Given]]:
    """Which answers were given, how surely, by people with how much of the rest. One statement."""
    newest = AnswerStep.objects.filter(slot=OuterRef("pk")).order_by("-seq")
    rows = _with_others(counted_slots(course).filter(version__in=list(versions)))
    rows = rows.annotate(given=Subquery(newest.values("answer")[:1]), sure=Subquery(newest.values("confidence")[:1]))
    counted = rows.values_list("version", "attempt__quiz__mode", *MARKS, "given", "sure").annotate(n=Count("pk"))
    found: dict[Key, list[Given]] = defaultdict(list)
    for version, mode, *marks, answer, confidence, n in counted:
        share, rest = _share_and_rest(*marks)
        if answer is not None:
            found[version, mode].append(Given(answer, confidence or "", class_of(rest), n, n * share))
    return dict(found)


def chosen_of(
    version: QuestionVersion, given: Iterable[Given], by_class: ByClass, names: Mapping[str, str]
) -> dict[str, Chosen]:
    """How often each answer on offer was chosen, by its name; empty where a type offers none."""
    kind, content = get_type(version.type), content_of(version, tuple(names))
    if not kind.choices(content, names):
        return {}
    ends = thirds(by_class)
    found: Counter[str] = Counter()
    chosen: dict[str, Chosen] = defaultdict(Chosen)
    for one in given:
        bottom = one.count if ends and one.rest <= ends[0] else 0
        top = one.count if ends and one.rest >= ends[1] else 0
        for name in kind.choices_in(content, one.answer).values():
            found[name] += one.count
            chosen[name] += Chosen(one.count, bottom, top)
    return dict(chosen)


def people_in_thirds(by_class: ByClass) -> Chosen:
    """How many there are to choose: all, bottom third, top third."""
    ends = thirds(by_class)
    return Chosen(
        all=sum(sums.n for sums in by_class.values()),
        bottom=sum(sums.n for number, sums in by_class.items() if ends and number <= ends[0]),
        top=sum(sums.n for number, sums in by_class.items() if ends and number >= ends[1]),
    )


def sureness(given: Iterable[Given]) -> Sure:
    count, points = Counter[str](), Counter[str]()
    for one in given:
        count[one.confidence] += one.count
        points[one.confidence] += one.points  # type: ignore[assignment]
    return Sure(
        count[Confidence.SURE],
        count[Confidence.UNSURE],
        *(points[kind] / count[kind] if count[kind] else None for kind in (Confidence.SURE, Confidence.UNSURE)),
    )


# --- a quiz as a whole ---
def counted_attempts(quiz: Quiz) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(quiz=quiz, number=1, enrolment__cycle=1, state=AttemptState.MARKED)
    return rows.filter(points__isnull=False).order_by()


def totals_of(quiz: Quiz) -> dict[int, dict[int, int]]:
    """Points there are to reach → whole points reached → how many people. One statement."""
    rows = counted_attempts(quiz).annotate(whole=Cast(Floor(F("points")), IntegerField()))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for maximum, whole, count in rows.values_list("maximum", "whole").annotate(n=Count("pk")):
        found[maximum][int(whole)] = count
    return dict(found)


def drawn_forms(quiz: Quiz, maximum: int) -> list[list[tuple[int, str]]]:
    """The newest forms that were drawn: for each case its wording and its term. Two statements."""
    newest = list(counted_attempts(quiz).filter(maximum=maximum).order_by("-pk").values_list("pk", flat=True)[:FORMS])
    slots = AttemptSlot.objects.filter(attempt__in=newest).values_list("attempt", "version", "version__points")
    forms: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for attempt, version, points in slots.order_by("attempt", "position"):
        forms[attempt].append((version, points))
    terms: dict[int, list[str]] = defaultdict(list)
    wanted = {version for form in forms.values() for version, _points in form}
    for version, term in Case.objects.filter(version__in=wanted).values_list("version", "term"):
        terms[version].append(term)
    return [
        [(version, term) for version, points in form for term in _terms(terms[version], points)]
        for form in forms.values()
    ]


def _terms(terms: list[str], points: int) -> list[str]:
    return (terms + [""] * points)[:points]


# --- of one answer ---
def _with_others(rows: QuerySet[AttemptSlot]) -> QuerySet[AttemptSlot]:
    """There is no rest where a question was asked alone."""
    return rows.filter(attempt__maximum__gt=F("version__points"))


def _share_and_rest(share: Decimal, points: int, reached: Decimal, maximum: int) -> tuple[float, float]:
    """Stored points are rounded, which may put a rest a little outside of 0 to 1."""
    rest = float((reached - share * points) / (maximum - points))
    return float(share), min(1.0, max(0.0, rest))
