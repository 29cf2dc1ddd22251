"""The item analysis as those who teach read it: a row for each wording and kind of quiz, from the cache."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, FloatField, Max, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from lessons.models import Course
from quizzes.models import ItemFigures, Question, QuizFigures
from quizzes.queries.analysis import MEASURED
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.queries.contents import html_of
from quizzes.queries.objections import ObjectionCount, objection_counts
from quizzes.statistics.items import FEW

SORTS = ("question", "answers", "facility", "discrimination")
MOST_HARD = 10  # to look at in one sitting
TIES = ("version__question__uid", "-version__number", "mode")


@dataclass(frozen=True)
class OptionRow:
    """Shares in percent; None where nobody was there to choose."""

    words: str
    is_right: bool
    count: int
    all: int | None
    bottom: int | None
    top: int | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class ItemRow:
    """Figures of one wording in one kind of quiz."""

    row: ItemFigures
    objections: ObjectionCount | None

    @property
    def figures(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.row.figures
        return found

    @property
    def is_enough(self) -> bool:
        return self.row.answers >= LEAST_LEARNERS

    @property
    def facility(self) -> int:
        return round(100 * self.figures["facility"])

    @property
    def interval(self) -> tuple[int, int]:
        low, high = self.figures["interval"]
        return round(100 * low), round(100 * high)

    @property
    def strong(self) -> int | None:
        """Facility among strong learners in percent; None while there are too few of them to say it."""
        is_enough = self.figures["strong_count"] >= LEAST_LEARNERS
        return round(100 * self.figures["strong"]) if is_enough else None

    @property
    def flags(self) -> tuple[str, ...]:
        """Each kind once."""
        return tuple(dict.fromkeys(flag.partition(":")[0] for flag in self.figures["flags"]))

    @property
    def options(self) -> tuple[OptionRow, ...]:
        of = self.figures["of"]
        return tuple(
            OptionRow(
                words=one["words"],
                is_right=one["right"],
                count=one["all"],
                **{key: _percent(one[key], of[key]) for key in ("all", "bottom", "top")},
                flags=tuple(
                    flag.partition(":")[0]
                    for flag in self.figures["flags"]
                    if flag.partition(":")[2] == one["name"] and ":" in flag
                ),
            )
            for one in self.figures["options"]
        )


def items_of(course: Course, *, mode: str = "", flagged: bool = False, search: str = "") -> QuerySet[ItemFigures]:
    """Unordered; see `in_order`."""
    rows = ItemFigures.objects.filter(version__question__course=course)
    if mode in MEASURED:
        rows = rows.filter(mode=mode)
    if flagged:
        rows = rows.filter(flagged=True)
    if search:
        rows = rows.filter(version__question__uid__icontains=search)
    rows = rows.annotate(wording=KeyTextTransform("stem", "version__content"))
    return rows.select_related("version__question").defer("version__rendered", "version__content")


def flaggable(course: Course) -> int:
    """How many wordings have answers enough for a flag. One query."""
    rows = ItemFigures.objects.filter(version__question__course=course, answers__gte=FEW)
    return rows.values("version").distinct().count()


def in_order(rows: QuerySet[ItemFigures], sort: str) -> QuerySet[ItemFigures]:
    """`sort`: one of SORTS, "-" before it turns it round; what is undefined or withheld comes last, by identifier.

    An order by what is withheld would tell it.
    """
    key = sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "question"
    if key == "question":
        ordered = rows.order_by("version__question__position", *TIES)
        return ordered.reverse() if sort.startswith("-") else ordered
    value = F("answers")
    if key != "answers":
        rows = rows.annotate(sorted_by=Case(When(answers__gte=FEW, then=_figure(key))))
        value = F("sorted_by")
    ordering = value.desc(nulls_last=True) if sort.startswith("-") else value.asc(nulls_last=True)
    return rows.order_by(ordering, *TIES)


def with_objections(rows: list[ItemFigures]) -> list[ItemRow]:
    """One query."""
    counts = objection_counts([row.version_id for row in rows])
    return [ItemRow(row, counts.get(row.version_id)) for row in rows]


def question_in(course: Course, uid: str) -> Question | None:
    return Question.objects.filter(course=course, uid=uid).select_related("current").first()


def versions_of(question: Question) -> list[ItemRow]:
    """The newest wording first. Two queries."""
    rows = ItemFigures.objects.filter(version__question=question).select_related("version")
    return with_objections(list(rows.order_by("-version__number", "mode")))


def stem_of(row: ItemFigures) -> Any:
    return html_of(row.version)["stem"]


def quiz_figures(course: Course) -> list[QuizFigures]:
    rows = QuizFigures.objects.filter(quiz__course=course, attempts__gte=LEAST_LEARNERS)
    return list(rows.select_related("quiz__unit").order_by("quiz__unit__chapter__position", "quiz__unit__position"))


def computed_last(course: Course) -> datetime | None:
    """When any of the course's figures were computed; None while there are none. One query."""
    found: datetime | None = QuizFigures.objects.filter(quiz__course=course).aggregate(last=Max("computed_at"))["last"]
    return found


def hard_items(course: Course) -> list[ItemRow]:
    """Those with the lowest facility, of LEAST_LEARNERS answers or more: their counts are shown. Two queries."""
    rows = items_of(course).filter(answers__gte=LEAST_LEARNERS)
    return with_objections(list(rows.order_by(_figure("facility").asc(nulls_last=True), *TIES)[:MOST_HARD]))


def _figure(key: str) -> Cast:
    return Cast(KeyTextTransform(key, "figures"), FloatField())


def _percent(count: int, of: int) -> int | None:
    return round(100 * count / of) if of else None
