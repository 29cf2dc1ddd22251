"""What did a course do for my departments? HR reads figures of groups here, and names of departments and terms.

No other table is read: what may be told about a group was decided when its figures were written.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from coursesite.accounts.models import Department
from lessons.enums import EffectPhase
from lessons.models import Course, EffectFigure, Term
from lessons.quarters import Quarter
from lessons.reports.disclosure import LEAST_PERCENT, MOST_PERCENT


@dataclass(frozen=True)
class Cohort:
    """Who began a course in a quarter."""

    course: Course
    quarter: Quarter


@dataclass(frozen=True)
class Cell:
    """`figure` is None if it is not written yet, or may not be told."""

    phase: EffectPhase
    figure: EffectFigure | None

    @property
    def is_lowest(self) -> bool:
        return self.figure is not None and self.figure.mean == LEAST_PERCENT

    @property
    def is_highest(self) -> bool:
        return self.figure is not None and self.figure.mean == MOST_PERCENT


@dataclass(frozen=True)
class TermRow:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GroupEffect:
    """`name` with the held departments above it. `dropped_out`: percent by phase, where there is a figure."""

    department: int
    name: str
    rows: tuple[TermRow, ...]
    dropped_out: Mapping[str, int]


def offered(held: QuerySet[Department]) -> list[Cohort]:
    """Of which there are figures of these departments, the latest quarter first. Two queries."""
    found = EffectFigure.objects.filter(department__in=held).order_by("-quarter", "course__title", "course")
    pairs = list(found.values_list("course", "quarter").distinct())
    courses = Course.objects.only("slug", "title", "language").in_bulk({course for course, _day in pairs})
    return [Cohort(courses[course], Quarter.of(day)) for course, day in pairs]


def groups_of(held: QuerySet[Department], cohort: Cohort) -> list[GroupEffect]:
    """In the order of the chart. Three queries."""
    figures = EffectFigure.objects.filter(course=cohort.course, quarter=cohort.quarter.first, department__in=held)
    by_department: dict[int, dict[tuple[str, str], EffectFigure]] = {}
    for figure in figures.order_by():
        by_department.setdefault(figure.department_id, {})[figure.term, figure.phase] = figure
    terms, names = list(cohort.course.terms.order_by("position")), _names(held)
    return [
        GroupEffect(key, name, _rows(by_department[key], terms), _dropped_out(by_department[key]))
        for key, name in names.items()
        if key in by_department
    ]


def _names(held: QuerySet[Department]) -> dict[int, str]:
    """Two departments may have the same name below different ones."""
    chart = {key: (name, path) for key, name, path in held.order_by("path").values_list("pk", "name", "path")}
    return {
        key: " › ".join(chart[above][0] for above in map(int, path.rstrip("/").split("/")) if above in chart)
        for key, (_name, path) in chart.items()
    }


def _rows(figures: Mapping[tuple[str, str], EffectFigure], terms: list[Term]) -> tuple[TermRow, ...]:
    return tuple(
        TermRow(term.name, tuple(Cell(phase, figures.get((term.key, phase))) for phase in EffectPhase))
        for term in terms
    )


def _dropped_out(figures: Mapping[tuple[str, str], EffectFigure]) -> dict[str, int]:
    """The same for each term: a phase counts who met all of them."""
    return {phase: figure.dropped_out for (_term, phase), figure in figures.items() if figure.dropped_out is not None}
