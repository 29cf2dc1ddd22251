"""Whom may somebody look at, and as what?"""

from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from coursesite.accounts.models import DepartmentMembership, User
from coursesite.accounts.rules import departments_of_hr


def person_of_hr(hr: User, public_id: str, *, day: date) -> User | None:
    """The person with this id, if on `day` she belongs to a department that `hr` holds or to one below it.

    `department_name` is her primary department of that day, as in HR's list, or None. Two queries.
    """
    memberships = DepartmentMembership.objects.in_force(day).filter(user=OuterRef("pk"))
    held = memberships.filter(department__in=departments_of_hr(hr))
    department = Subquery(memberships.primary().values("department__name")[:1])
    return User.objects.filter(Exists(held), public_id=public_id).annotate(department_name=department).first()
