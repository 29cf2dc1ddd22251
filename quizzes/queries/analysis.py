"""What do answers say of the questions? Sums by the database; the formulas are in quizzes.statistics.

Counted is what a person answered first: her first attempt at a quiz in her first run, once it is marked. Later ones
tell what she remembers. Not counted are checks and reviews, which explain each answer before the next, and quizzes that
choose the next question by the answers before it: who gets which question there is no accident. An answer that was left
out counts as wrong, as it did for her.

No row of a person is read, and nothing here holds a name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Sum
from django.db.models.functions import Cast, Floor

from lessons.models import Course
from quizzes.enums import NOT_MEASURED, AttemptState, Confidence, Mode
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Case, QuestionVersion, Quiz
from quizzes.queries.contents import content_of
from quizzes.statistics.options import Chosen
from quizzes.statistics.sums import ByClass, Sums, class_of, thirds
from quizzes.types import get_type

MEASURED = (Mode.PLACEMENT, Mode.MIDTERM, Mode.EXAM, Mode.RETENTION, Mode.PRACTICE)
FORMS = 20  # attempts whose questions stand for the forms that are drawn
SUM_DIGITS = 3  # SQLite adds up floating-point numbers, in whatever order
MARKS = ("version", "attempt__quiz", "attempt__points", "attempt__maximum", "share")

Key = tuple[int, str]
"""A wording and the mode of the quizzes that asked it."""
MadeOf = list[float]
"""Of a quiz's attempts: how many, the sum of their points, the sum of what they could reach."""


@dataclass(frozen=True)
class Given:
    """How often one answer was given, by people with this share of the question's points and of the others.

    `answer` is None where it was left out, and where nothing of it is a choice: what somebody wrote is in no figure.
    """

    answer: Any
    confidence: str
    share: float
    rest: float
    count: int


@dataclass(frozen=True)
class Sure:
    """Of those who said so: how many, and their facility; None while nobody said it."""

    sure: int
    unsure: int
    sure_right: float | None
    unsure_right: float | None


def measured_quizzes(course: Course) -> list[Quiz]:
    return list(Quiz.objects.filter(course=course, mode__in=MEASURED).order_by("pk"))


def counted_attempts(quizzes: Iterable[Quiz]) -> QuerySet[Attempt]:
    """Those that say something of the questions."""
    return Attempt.objects.filter(**_counts("", quizzes)).order_by()


def _counts(path: str, quizzes: Iterable[Quiz]) -> dict[str, Any]:
    """As conditions of a query; `path` leads to the attempt."""
    wanted = {
        "quiz__in": [quiz.pk for quiz in quizzes],
        "number": 1,
        "enrolment__cycle": 1,
        "state": AttemptState.MARKED,
        "points__isnull": False,
    }
    return {f"{path}{name}": value for name, value in wanted.items()}


def made_of(quizzes: Sequence[Quiz]) -> dict[int, MadeOf]:
    """By quiz, where anybody has finished it. One statement over attempts: quick where nothing is new."""
    rows = counted_attempts(quizzes).values_list("quiz")
    summed = rows.annotate(n=Count("pk"), points=Sum("points"), whole=Sum("maximum"))
    return {quiz: [n, round(float(points), SUM_DIGITS), whole] for quiz, n, points, whole in summed}


def answers_to(course: Course, quizzes: Sequence[Quiz], names: Mapping[str, str]) -> dict[Key, list[Given]]:
    """All counted answers to the questions of these quizzes. Four statements, however many there are.

    The database counts equal answers with equal marks in equal attempts: some dozens for each wording.
    """
    versions = {row.pk: row for row in _versions(course)}
    modes = {quiz.pk: quiz.mode for quiz in quizzes}
    others = [pk for pk, row in versions.items() if not _choices(row, names)]
    found: dict[Key, list[Given]] = defaultdict(list)
    for version, quiz, reached, maximum, share, answer, confidence, n in _counted(quizzes, others):
        row = versions.get(version)
        if row is not None and maximum > row.points:  # asked alone, a question has no rest
            rest = _rest(share, row.points, reached, maximum)
            found[version, modes[quiz]].append(Given(answer, confidence or "", float(share), rest, n))
    return dict(found)


def _counted(quizzes: Sequence[Quiz], others: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """MARKS, answer, confidence, count. `others`: wordings whose answers are no choices, and are left unread.

    From the newest steps, and from the questions without any: a join that both databases do quickly, where looking up
    the newest step of each question takes PostgreSQL three times as long.
    """
    later = AnswerStep.objects.filter(slot=OuterRef("slot"), seq__gt=OuterRef("seq"))
    newest = AnswerStep.objects.filter(~Exists(later), slot__share__isnull=False, **_counts("slot__attempt__", quizzes))
    marks = [f"slot__{name}" for name in MARKS]
    chosen = newest.exclude(slot__version__in=others).order_by()
    is_asked = any(quiz.ask_confidence for quiz in quizzes)  # one column less to sort by
    for *values, n in chosen.values_list(*marks, "answer", *(["confidence"] * is_asked)).annotate(n=Count("pk")):
        yield (*values, n) if is_asked else (*values, "", n)
    slots = AttemptSlot.objects.filter(share__isnull=False, **_counts("attempt__", quizzes)).order_by()
    left_out = slots.exclude(version__in=others).filter(
        ~Exists(AnswerStep.objects.filter(slot=OuterRef("pk"))), share=0
    )
    for rows in (left_out, slots.filter(version__in=others)):
        for *values, n in rows.values_list(*MARKS).annotate(n=Count("pk")):
            yield (*values, None, "", n)


def by_class_of(given: Iterable[Given]) -> dict[int, Sums]:
    found: dict[int, Sums] = {}
    for one in given:
        n, share, rest = one.count, one.share, one.rest
        sums = Sums(n, n * share, n * share**2, n * rest, n * rest**2, n * share * rest)
        found[class_of(rest)] = found.get(class_of(rest), Sums()) + sums
    return found


def chosen_of(
    version: QuestionVersion, given: Iterable[Given], by_class: ByClass, names: Mapping[str, str]
) -> dict[str, Chosen]:
    """How often each answer on offer was chosen, by its name; empty where a type offers none."""
    kind, content = get_type(version.type), content_of(version, tuple(names))
    ends = thirds(by_class)
    chosen: dict[str, Chosen] = defaultdict(Chosen)
    for one in given:
        bottom = one.count if ends and class_of(one.rest) <= ends[0] else 0
        top = one.count if ends and class_of(one.rest) >= ends[1] else 0
        for name in kind.choices_in(content, one.answer).values():
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


def sureness(given: Sequence[Given]) -> Sure:
    said = {kind: [one for one in given if one.confidence == kind] for kind in (Confidence.SURE, Confidence.UNSURE)}
    counts = [sum(one.count for one in found) for found in said.values()]
    points = [sum(one.share * one.count for one in found) for found in said.values()]
    return Sure(*counts, *(reached / count if count else None for reached, count in zip(points, counts, strict=True)))


# --- a quiz as a whole ---
def totals_of(quiz: Quiz) -> dict[int, dict[int, int]]:
    """Points there are to reach → whole points reached → how many people. One statement."""
    rows = counted_attempts([quiz]).annotate(whole=Cast(Floor(F("points")), IntegerField()))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for maximum, whole, count in rows.values_list("maximum", "whole").annotate(n=Count("pk")):
        found[maximum][int(whole)] = count
    return dict(found)


def drawn_forms(quiz: Quiz, maximum: int) -> list[list[tuple[int, str]]]:
    """The newest forms that were drawn: for each case its wording and its term. Two statements."""
    newest = list(counted_attempts([quiz]).filter(maximum=maximum).order_by("-pk").values_list("pk", flat=True)[:FORMS])
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


def _versions(course: Course) -> QuerySet[QuestionVersion]:
    """The wordings that count."""
    rows = QuestionVersion.objects.filter(question__course=course).exclude(settled__in=NOT_MEASURED)
    return rows.only("type", "points", "content", "content_hash")


def _choices(version: QuestionVersion, names: Mapping[str, str]) -> dict[str, str]:
    return get_type(version.type).choices(content_of(version, tuple(names)), names)


def _rest(share: Decimal, points: int, reached: Decimal, maximum: int) -> float:
    """Share of the attempt's other points; stored points are rounded, which may put it a little outside of 0 to 1."""
    return min(1.0, max(0.0, float((reached - share * points) / (maximum - points))))
