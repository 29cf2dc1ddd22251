"""Who of my departments is enrolled, who has completed, since when? What HR may know, and nothing else.

The columns are agreed with the works council and fixed here: no score, no answer, no attempt, no time of day. A file
reads no other field; the page also reads the id that leads to a person's time extension. Each enrolment is a row: a
person who repeats a course has two.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.models import Department, DepartmentMembership, User
from coursesite.journal.models import JournalEntry
from coursesite.tables.columns import Column, Kind, Table
from lessons.enums import EnrolmentStatus
from lessons.models import Course, Enrolment

CHUNK_ROWS = 2000  # fetched at once: memory stays the same however long the report is

COLUMNS = (
    Column("name", _("Name")),
    Column("personnel_number", _("Personnel number")),
    Column("department", _("Department")),
    Column("course", _("Course")),
    Column("enrolled_on", _("Enrolled on"), Kind.DATE),
    Column("status", _("Status"), words=dict(EnrolmentStatus.choices)),
    Column("passed", _("Passed"), Kind.BOOL, {True: _("yes"), False: _("no")}),
    Column("completed_on", _("Completed on"), Kind.DATE),
)
# Where each column comes from: a field of the enrolment or its person, or an annotation of `_rows`.
_SOURCES = {
    "name": "user__name",
    "personnel_number": "user__personnel_number",
    "department": "department",
    "course": "course__title",
    "enrolled_on": "enrolled_on",
    "status": "status_code",
    "passed": "has_passed",
    "completed_on": "completed_on",
}
DEFAULT_SORT = "name"


@dataclass(frozen=True)
class CompletionFilters:
    """What HR asked for; None and "" mean: all. The days are completion days, both included."""

    course: Course | None = None
    department: Department | None = None
    status: str = ""
    completed_from: date | None = None
    completed_to: date | None = None

    def as_details(self) -> dict[str, Any]:
        """For the journal: numbers and slugs, which outlive names."""
        return {
            "course": self.course.slug if self.course else "",
            "department": self.department.pk if self.department else None,
            "status": self.status,
            "from": self.completed_from.isoformat() if self.completed_from else "",
            "to": self.completed_to.isoformat() if self.completed_to else "",
        }


@dataclass(frozen=True)
class Figures:
    enrolled: int
    not_started: int
    in_progress: int
    completed: int
    exempt: int


def visible_enrolments(*, held: QuerySet[Department], filters: CompletionFilters, day: date) -> QuerySet[Enrolment]:
    """The enrolments of everybody who on `day` belongs to a held department, also if it is not her primary one."""
    departments = held
    if filters.department is not None:
        departments = held.filter(path__startswith=filters.department.path)
    in_force = DepartmentMembership.objects.in_force(day)
    memberships = in_force.filter(user=OuterRef("user"), department__in=departments)
    enrolments = Enrolment.objects.filter(Exists(memberships))
    if filters.course is not None:
        enrolments = enrolments.filter(course=filters.course)
    if filters.status:
        enrolments = enrolments.with_status(filters.status)
    if filters.completed_from is not None:
        enrolments = enrolments.filter(completed_on__gte=filters.completed_from)
    if filters.completed_to is not None:
        enrolments = enrolments.filter(completed_on__lte=filters.completed_to)
    return enrolments


def figures(enrolments: QuerySet[Enrolment]) -> Figures:
    """One query."""
    counted = enrolments.order_by().aggregate(
        enrolled=Count("pk"),
        completed=Count("pk", filter=Q(completed_on__isnull=False)),
        exempt=Count("pk", filter=Q(completed_on=None, exempted_on__isnull=False)),
        in_progress=Count("pk", filter=Q(completed_on=None, exempted_on=None, started_at__isnull=False)),
    )
    begun = counted["completed"] + counted["exempt"] + counted["in_progress"]
    return Figures(not_started=counted["enrolled"] - begun, **counted)


def rows(enrolments: QuerySet[Enrolment], *, day: date, sort: str = DEFAULT_SORT) -> QuerySet[Any]:
    """Tuples in the order of COLUMNS, by one statement; `sort` is a column's key, "-" before it turns it round."""
    return _in_order(enrolments, day, sort).values_list(*(_SOURCES[column.key] for column in COLUMNS))


def rows_with_person(enrolments: QuerySet[Enrolment], *, day: date, sort: str = DEFAULT_SORT) -> QuerySet[Any]:
    """The same, and before each what its person is called in addresses. For the page, never for a file."""
    sources = (_SOURCES[column.key] for column in COLUMNS)
    return _in_order(enrolments, day, sort).values_list("user__public_id", *sources)


def table(enrolments: QuerySet[Enrolment], *, day: date) -> Table:
    """For a file: the rows are fetched while they are written."""
    return Table(COLUMNS, rows(enrolments, day=day).iterator(chunk_size=CHUNK_ROWS))


def people_in(enrolments: QuerySet[Enrolment]) -> QuerySet[User]:
    """Whom an export is about: the journal's subjects."""
    return User.objects.filter(pk__in=enrolments.order_by().values("user"))


def journaled(enrolments: QuerySet[Enrolment], entry: JournalEntry) -> QuerySet[Enrolment]:
    """Only people the entry names: somebody who enrols between the entry and the first row is not in the file."""
    return enrolments.filter(user__journal_subjects__entry=entry)


def is_sort(value: str) -> bool:
    return value.removeprefix("-") in _SOURCES


def _in_order(enrolments: QuerySet[Enrolment], day: date, sort: str) -> QuerySet[Enrolment]:
    annotated = enrolments.annotate(
        department=_primary_department(day), status_code=_status(), has_passed=Q(passed_on__isnull=False)
    )
    by_name = ("user__name", "user__personnel_number", "course__title", "pk")
    return annotated.order_by(_ordering(sort), *by_name)


def _ordering(sort: str) -> Any:
    column = _SOURCES[sort.removeprefix("-")]
    expression = F(column)
    return expression.desc(nulls_last=True) if sort.startswith("-") else expression.asc(nulls_last=True)


def _primary_department(day: date) -> Subquery:
    primary = DepartmentMembership.objects.in_force(day).primary().filter(user=OuterRef("user"))
    return Subquery(primary.values("department__name")[:1])


def _status() -> Case:
    return Case(
        When(completed_on__isnull=False, then=Value(EnrolmentStatus.COMPLETED.value)),
        When(exempted_on__isnull=False, then=Value(EnrolmentStatus.EXEMPT.value)),
        When(started_at__isnull=False, then=Value(EnrolmentStatus.IN_PROGRESS.value)),
        default=Value(EnrolmentStatus.NOT_STARTED.value),
        output_field=CharField(),
    )
