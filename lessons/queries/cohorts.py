"""Who belongs to a group, and which groups may somebody of HR use?"""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from coursesite.accounts.models import Department, DepartmentMembership, User
from coursesite.accounts.rules import departments_of_hr
from lessons.enums import CohortKind
from lessons.models import Assignment, Cohort, CohortMember, Enrolment


def cohorts_of_hr(hr: Any) -> QuerySet[Cohort]:
    """Groups in use of the departments she holds."""
    return Cohort.objects.filter(ended_at=None, department__in=departments_of_hr(hr))


def with_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Each with the number of its assignments in force."""
    counted = Count("assignments", filter=Q(assignments__ended_at=None))
    return cohorts.select_related("department").annotate(assignment_count=counted).order_by("name", "pk")


def people_below(department: Department, *, day: date) -> QuerySet[User]:
    """Who may sign in and on `day` belongs to the department or to one below it, first of all or besides."""
    memberships = DepartmentMembership.objects.in_force(day).filter(
        user=OuterRef("pk"), department__path__startswith=department.path
    )
    return User.objects.filter(Exists(memberships), is_active=True)


def members_of(cohort: Cohort, *, day: date) -> QuerySet[User]:
    """Who may sign in and belongs to the group on `day`. One statement, however many.

    A list holds people for whom its department is responsible: who has left it is on the list no more.
    """
    people = people_below(cohort.department, day=day)
    if cohort.kind == CohortKind.DEPARTMENT:
        return people
    listed = CohortMember.objects.in_force(day).filter(cohort=cohort, user=OuterRef("pk"))
    return people.filter(Exists(listed))


def with_department(people: QuerySet[User], *, day: date) -> QuerySet[User]:
    """`department_name`: the primary department of that day."""
    memberships = DepartmentMembership.objects.in_force(day).primary().filter(user=OuterRef("pk"))
    return people.annotate(department_name=Subquery(memberships.values("department__name")[:1]))


def assignments_in_force() -> QuerySet[Assignment]:
    return Assignment.objects.filter(ended_at=None, cohort__ended_at=None).select_related(
        "cohort__department", "course"
    )


def without_run(assignment: Assignment, *, day: date) -> QuerySet[User]:
    """Members who need a run: they never had one, or left before the end of the last one.

    Who has completed the course or is exempt needs none; renewal is another matter.
    """
    runs = Enrolment.objects.filter(course=assignment.course_id, user=OuterRef("pk"))
    settled = runs.filter(Q(closed_at=None) | Q(completed_on__isnull=False) | Q(exempted_on__isnull=False))
    return members_of(assignment.cohort, day=day).filter(~Exists(settled))
