"""What do answers say of the questions? Sums by the database; the formulas are in quizzes.statistics.

Counted is what a person answered first: her first attempt at a quiz in her first run, once it is marked. Later ones
tell what she remembers. Not counted are checks and reviews, which explain each answer before the next, and quizzes that
choose the next question by the answers before it: who gets which question there is no accident. An answer that was left
out counts as wrong, as it did for her.

Answers that were deleted after their time count on: what they said was added up by question before, as a tally, and
figures are made of these tallies and of the answers that are still stored. A tally keeps the marks of its day.

No row of a person is read, and nothing here holds a name.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Sum
from django.db.models.functions import Cast, Floor

from lessons.models import Course
from quizzes.enums import NOT_MEASURED, AttemptState, Mode
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Case, ItemTally, QuestionVersion, Quiz
from quizzes.queries.contents import content_of
from quizzes.statistics.sums import Sums, class_of
from quizzes.statistics.tally import Tally
from quizzes.types import get_type

MEASURED = (Mode.PLACEMENT, Mode.MIDTERM, Mode.EXAM, Mode.RETENTION, Mode.PRACTICE)
FORMS = 20  # attempts whose questions stand for the forms that are drawn
SUM_DIGITS = 3  # SQLite adds up floating-point numbers, in whatever order
MARKS = ("version", "attempt__quiz", "attempt__points", "attempt__maximum", "share")

Key = tuple[int, str]
"""A wording and the mode of the quizzes that asked it."""
MadeOf = list[float]
"""Of a quiz's attempts: how many, the sum of their points, of what they could reach; how many lost their answers."""


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


def measured_quizzes(course: Course) -> list[Quiz]:
    return list(Quiz.objects.filter(course=course, mode__in=MEASURED).order_by("pk"))


def counted_attempts(quizzes: Iterable[Quiz]) -> QuerySet[Attempt]:
    """Those that say something of the questions."""
    return Attempt.objects.filter(**_counts(quizzes)).order_by()


def _counts(quizzes: Iterable[Quiz]) -> dict[str, Any]:
    """As conditions on an attempt."""
    return {
        "quiz__in": [quiz.pk for quiz in quizzes],
        "number": 1,
        "enrolment__cycle": 1,
        "state": AttemptState.MARKED,
        "points__isnull": False,
    }


def made_of(quizzes: Sequence[Quiz]) -> dict[int, MadeOf]:
    """By quiz, where anybody has finished it. One statement over attempts: quick where nothing is new."""
    rows = counted_attempts(quizzes).values_list("quiz")
    sums = {"points": Sum("points"), "whole": Sum("maximum"), "emptied": Count("answers_deleted_on")}
    summed = rows.annotate(n=Count("pk"), **sums)
    return {quiz: [n, round(float(points), SUM_DIGITS), *rest] for quiz, n, points, *rest in summed}


def answers_to(
    course: Course, quizzes: Sequence[Quiz], names: Mapping[str, str], *, attempts: Collection[int] | None = None
) -> dict[Key, list[Given]]:
    """All counted answers to the questions of these quizzes that are still stored. Four statements, however many.

    `attempts`: in these alone. The database counts equal answers with equal marks in equal attempts: some dozens for
    each wording.
    """
    versions = {row.pk: row for row in _versions(course)}
    modes = {quiz.pk: quiz.mode for quiz in quizzes}
    others = [pk for pk, row in versions.items() if not _choices(row, names)]
    is_asked = any(quiz.ask_confidence for quiz in quizzes)
    rows = _counted(_stored(quizzes, attempts), others, is_asked=is_asked)
    found: dict[Key, list[Given]] = defaultdict(list)
    for version, quiz, reached, maximum, share, answer, confidence, n in rows:
        row = versions.get(version)
        if row is not None and maximum > row.points:  # asked alone, a question has no rest
            rest = _rest(share, row.points, reached, maximum)
            found[version, modes[quiz]].append(Given(answer, confidence or "", float(share), rest, n))
    return dict(found)


def _stored(quizzes: Sequence[Quiz], attempts: Collection[int] | None) -> dict[str, Any]:
    """Conditions on an attempt whose answers can be read."""
    wanted = {**_counts(quizzes), "answers_deleted_on__isnull": True}
    return wanted if attempts is None else {**wanted, "pk__in": list(attempts)}


def _counted(attempts: Mapping[str, Any], others: Sequence[int], *, is_asked: bool) -> Iterator[tuple[Any, ...]]:
    """MARKS, answer, confidence, count. `attempts`: conditions. `others`: wordings whose answers are no choices, and
    are left unread. `is_asked`: whether anybody was asked how sure she is; else there is one column less to sort by.

    From the newest steps, and from the questions without any: a join that both databases do quickly, where looking up
    the newest step of each question takes PostgreSQL three times as long.
    """
    later = AnswerStep.objects.filter(slot=OuterRef("slot"), seq__gt=OuterRef("seq"))
    newest = AnswerStep.objects.filter(
        ~Exists(later), slot__share__isnull=False, **_leading("slot__attempt__", attempts)
    )
    marks = [f"slot__{name}" for name in MARKS]
    chosen = newest.exclude(slot__version__in=others).order_by()
    for *values, n in chosen.values_list(*marks, "answer", *(["confidence"] * is_asked)).annotate(n=Count("pk")):
        yield (*values, n) if is_asked else (*values, "", n)
    slots = AttemptSlot.objects.filter(share__isnull=False, **_leading("attempt__", attempts)).order_by()
    left_out = slots.exclude(version__in=others).filter(
        ~Exists(AnswerStep.objects.filter(slot=OuterRef("pk"))), share=0
    )
    for rows in (left_out, slots.filter(version__in=others)):
        for *values, n in rows.values_list(*MARKS).annotate(n=Count("pk")):
            yield (*values, None, "", n)


def _leading(path: str, conditions: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{path}{name}": value for name, value in conditions.items()}


def tally_of(version: QuestionVersion, given: Iterable[Given], names: Mapping[str, str]) -> Tally:
    """What these answers say of a wording, in sums."""
    kind, content = get_type(version.type), content_of(version, tuple(names))
    classes: dict[int, Sums] = defaultdict(Sums)
    chosen: dict[int, Counter[str]] = defaultdict(Counter)
    said: dict[str, tuple[int, float]] = {}
    for one in given:
        place, n, share, rest = class_of(one.rest), one.count, one.share, one.rest
        classes[place] += Sums(n, n * share, n * share**2, n * rest, n * rest**2, n * share * rest)
        for name in kind.choices_in(content, one.answer).values():
            chosen[place][name] += n
        if one.confidence:
            count, points = said.get(one.confidence, (0, 0.0))
            said[one.confidence] = (count + n, points + share * n)
    return Tally(dict(classes), {place: dict(found) for place, found in chosen.items()}, said)


def kept_tallies(course: Course, modes: Collection[str]) -> dict[Key, Tally]:
    """Of answers that were deleted after their time. One statement."""
    rows = ItemTally.objects.filter(version__question__course=course, mode__in=modes)
    rows = rows.exclude(version__settled__in=NOT_MEASURED)
    return {(row.version_id, row.mode): Tally.from_json(row.tally) for row in rows}


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
