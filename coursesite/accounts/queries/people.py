"""Whom may somebody look at, and as what?"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from coursesite.accounts.models import Department, DepartmentMembership, User
from coursesite.accounts.rules import departments_of_hr


def person_of_hr(hr: User, public_id: str, *, day: date) -> User | None:
    """The person with this id, if on `day` she belongs to a department that `hr` holds or to one below it.

    `department_name` is her primary department of that day, as in HR's list, or None. Two queries.
    """
    memberships = DepartmentMembership.objects.in_force(day).filter(user=OuterRef("pk"))
    held = memberships.filter(department__in=departments_of_hr(hr))
    department = Subquery(memberships.primary().values("department__name")[:1])
    return User.objects.filter(Exists(held), public_id=public_id).annotate(department_name=department).first()


ACTIVE, LEFT = "active", "left"


def people_of_hr(
    hr: User, *, day: date, state: str = ACTIVE, search: str = "", department: Department | None = None
) -> QuerySet[User]:
    """Who belongs to a department that `hr` holds; or who has left, and belonged there first of all at the end.

    `department_name`: the primary department, of those who left the last one. `department`: only there and below.
    """
    wanted = departments_of_hr(hr)
    if department is not None:
        wanted = wanted.filter(path__startswith=department.path)
    own = DepartmentMembership.objects.filter(user=OuterRef("pk"))
    current = own.in_force(day)
    people = User.objects.filter(erased_at=None)
    if state == LEFT:
        last = own.primary()
        people = people.filter(~Exists(current), is_active=False, pk__in=_last_in(wanted))
    else:
        last = current.primary()
        people = people.filter(Exists(current.filter(department__in=wanted)))
    if search:
        # Addresses are stored in small letters; names are compared as they are written and in two other ways, since
        # SQLite knows capital umlauts only as they stand.
        spellings = {search, search.lower(), search.title()}
        named = Q(pk__in=[])
        for spelling in spellings:
            named |= Q(name__icontains=spelling)
        people = people.filter(named | Q(email__contains=search.lower()) | Q(personnel_number__startswith=search))
    return people.annotate(department_name=Subquery(last.values("department__name")[:1]))


def _last_in(departments: QuerySet[Department]) -> QuerySet[Any, Any]:
    """Numbers of those whose latest primary membership was there."""
    later = DepartmentMembership.objects.filter(
        user=OuterRef("user"), is_primary=True, valid_from__gt=OuterRef("valid_from")
    )
    memberships = DepartmentMembership.objects.filter(~Exists(later), is_primary=True, department__in=departments)
    return memberships.values("user")


def hers_first_of_all(hr: User, *, day: date, **lookup: Any) -> User | None:
    """One person whose first department, or last one if she has left, `hr` holds: of her alone records are merged."""
    for state in (ACTIVE, LEFT):
        found = people_of_hr(hr, day=day, state=state).filter(**lookup).first()
        if found is None:
            continue
        memberships = found.memberships.all() if state == LEFT else found.memberships.in_force(day)
        first = memberships.primary().first()
        held = first and departments_of_hr(hr).filter(pk=first.department_id).exists()
        return found if held else None
    return None
