"""Who of my departments is enrolled, who has completed, since when? What HR may know, and nothing else.

The columns are agreed with the works council and fixed here: no score, no answer, no attempt, no time of day. A file
reads no other field; the page also reads the id that leads to a person's time extension. Each enrolment is a row: a
person who repeats a course has two.

Asked for a past day, the report says how things stood at its end (`standing.py`): departments, the chart and
enrolments of that day. It shows whom HR may see today and who belonged to the department on that day, too: a person
who has left is nobody's any more, and one who came later was not there. Names of people, departments and courses are
today's.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.models import Department, DepartmentMembership, User
from coursesite.accounts.queries.departments import placed_below
from coursesite.journal.models import JournalEntry
from coursesite.tables.columns import Column, Kind, Table
from lessons.enums import CohortKind, EnrolmentStatus
from lessons.models import Cohort, CohortMember, Course, Enrolment
from lessons.reports.standing import standing_on, standing_today

CHUNK_ROWS = 2000  # fetched at once: memory stays the same however long the report is
OVERDUE = "overdue"  # asked for as a status is; a row's status stays what it is

COLUMNS = (
    Column("name", _("Name")),
    Column("personnel_number", _("Personnel number")),
    Column("department", _("Department")),
    Column("course", _("Course")),
    Column("version", _("Course version"), Kind.INTEGER),
    Column("enrolled_on", _("Enrolled on"), Kind.DATE),
    Column("due_on", _("Due on"), Kind.DATE),
    Column("status", _("Status"), words=dict(EnrolmentStatus.choices)),
    Column("passed", _("Passed"), Kind.BOOL, {True: _("yes"), False: _("no")}),
    Column("completed_on", _("Completed on"), Kind.DATE),
    Column("valid_until", _("Valid until"), Kind.DATE),
    Column("certificate", _("Certificate")),
)
# Where each column comes from: a field of the enrolment or its person, or an annotation.
_SOURCES = {
    "name": "user__name",
    "personnel_number": "user__personnel_number",
    "department": "department",
    "course": "course__title",
    "version": "course_version",
    "enrolled_on": "enrolled_on",
    "due_on": "due_day",
    "status": "status_code",
    "passed": "has_passed",
    "completed_on": "done_on",
    "valid_until": "certificate_until",
    "certificate": "certificate_number",
}
DEFAULT_SORT = "name"


@dataclass(frozen=True)
class CompletionFilters:
    """What HR asked for; None and "" mean: all, and of `as_of` today. First and last days are included."""

    course: Course | None = None
    cohort: Cohort | None = None
    department: Department | None = None
    status: str = ""
    completed_from: date | None = None
    completed_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    as_of: date | None = None

    def day(self, today: date) -> date:
        """Which the report holds for."""
        return self.as_of or today

    def as_details(self) -> dict[str, Any]:
        """For the journal: numbers and slugs, which outlive names."""
        return {
            "course": self.course.slug if self.course else "",
            "cohort": self.cohort.pk if self.cohort else None,
            "department": self.department.pk if self.department else None,
            "status": self.status,
            "from": _iso(self.completed_from),
            "to": _iso(self.completed_to),
            "due_from": _iso(self.due_from),
            "due_to": _iso(self.due_to),
            "as_of": _iso(self.as_of),
        }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@dataclass(frozen=True)
class Figures:
    enrolled: int
    not_started: int
    in_progress: int
    completed: int
    exempt: int
    overdue: int = 0


def visible_enrolments(
    *, held: QuerySet[Department] | None, filters: CompletionFilters, day: date
) -> QuerySet[Enrolment]:
    """The enrolments of everybody who on `day`, today, belongs to a held department, also if not first of all.

    For a past day: of those among them who on that day belonged to a department that then stood below a held one.
    `held` of None: an operator's command, which also has those who have left.
    """
    past = filters.day(day) < day
    enrolments = Enrolment.objects.all()
    if past:
        if held is not None:
            enrolments = enrolments.filter(_membership(day, held))
        if held is not None or filters.department is not None:
            enrolments = enrolments.filter(_membership(filters.day(day), _placed(held, filters)))
    elif held is not None or filters.department is not None:
        enrolments = enrolments.filter(_membership(day, _asked(held, filters)))
    if filters.course is not None:
        enrolments = enrolments.filter(course=filters.course)
    if filters.cohort is not None:
        enrolments = enrolments.filter(_in_cohort(filters.cohort, filters.day(day), past=past))
    standing = standing_on if past else standing_today
    return _narrowed(standing(enrolments, day=filters.day(day)), filters)


def nobody(day: date) -> QuerySet[Enrolment]:
    """What a selection shows that cannot be understood."""
    return standing_today(Enrolment.objects.none(), day=day)


def _asked(held: QuerySet[Department] | None, filters: CompletionFilters) -> QuerySet[Department]:
    departments = Department.objects.all() if held is None else held
    return departments.filter(path__startswith=filters.department.path) if filters.department else departments


def _placed(held: QuerySet[Department] | None, filters: CompletionFilters) -> QuerySet[Any]:
    """The departments that on the past day stood where somebody asks for them."""
    assert filters.as_of
    roots = [held] if held is not None else []
    if filters.department is not None:
        roots.append(Department.objects.filter(pk=filters.department.pk))
    placed, *others = [placed_below(departments, day=filters.as_of) for departments in roots]
    for other in others:
        placed = placed.filter(pk__in=other.values("pk"))
    return placed.values("department")


def _in_cohort(cohort: Cohort, day: date, *, past: bool) -> Exists:
    """Also who may not sign in any more: the record stays."""
    if cohort.kind == CohortKind.LIST:
        return Exists(CohortMember.objects.in_force(day).filter(user=OuterRef("user"), cohort=cohort))
    if past:
        roots = Department.objects.filter(pk=cohort.department_id)
        return _membership(day, placed_below(roots, day=day).values("department"))
    return _membership(day, Department.objects.filter(path__startswith=cohort.department.path))


def _membership(day: date, departments: QuerySet[Any]) -> Exists:
    in_force = DepartmentMembership.objects.in_force(day)
    return Exists(in_force.filter(user=OuterRef("user"), department__in=departments))


def _narrowed(standing: QuerySet[Enrolment], filters: CompletionFilters) -> QuerySet[Enrolment]:
    wanted: dict[str, Any] = {
        "done_on__gte": filters.completed_from,
        "done_on__lte": filters.completed_to,
        "due_day__gte": filters.due_from,
        "due_day__lte": filters.due_to,
    }
    if filters.status == OVERDUE:
        wanted["is_overdue"] = True
    elif filters.status:
        wanted["status_code"] = filters.status
    return standing.filter(**{name: value for name, value in wanted.items() if value is not None})


def figures(enrolments: QuerySet[Enrolment]) -> Figures:
    """One query."""
    counted = enrolments.order_by().aggregate(
        enrolled=Count("pk"),
        not_started=_count(EnrolmentStatus.NOT_STARTED),
        in_progress=_count(EnrolmentStatus.IN_PROGRESS),
        completed=_count(EnrolmentStatus.COMPLETED),
        exempt=_count(EnrolmentStatus.EXEMPT),
        overdue=Count("pk", filter=Q(is_overdue=True)),
    )
    return Figures(**counted)


def _count(status: EnrolmentStatus) -> Count:
    return Count("pk", filter=Q(status_code=status.value))


def rows(enrolments: QuerySet[Enrolment], *, day: date, sort: str = DEFAULT_SORT) -> QuerySet[Any]:
    """Tuples in the order of COLUMNS, by one statement; `sort` is a column's key, "-" before it turns it round."""
    return _in_order(enrolments, day, sort).values_list(*(_SOURCES[column.key] for column in COLUMNS))


def rows_with_person(enrolments: QuerySet[Enrolment], *, day: date, sort: str = DEFAULT_SORT) -> QuerySet[Any]:
    """The same, and before each what its person is called in addresses and whether it is overdue.

    For the page, never for a file.
    """
    sources = (_SOURCES[column.key] for column in COLUMNS)
    return _in_order(enrolments, day, sort).values_list("user__public_id", "is_overdue", *sources)


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
    if "status_code" not in enrolments.query.annotations:
        enrolments = standing_today(enrolments, day=day)
    annotated = enrolments.annotate(department=_primary_department(day))
    by_name = ("user__name", "user__personnel_number", "course__title", "pk")
    return annotated.order_by(_ordering(sort), *by_name)


def _ordering(sort: str) -> Any:
    column = _SOURCES[sort.removeprefix("-")]
    expression = F(column)
    return expression.desc(nulls_last=True) if sort.startswith("-") else expression.asc(nulls_last=True)


def _primary_department(day: date) -> Subquery:
    primary = DepartmentMembership.objects.in_force(day).primary().filter(user=OuterRef("user"))
    return Subquery(primary.values("department__name")[:1])
