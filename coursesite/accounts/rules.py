"""Who may do what? Predicates over dated roles; each asks the database once per request and person."""

from functools import wraps
from typing import Any

from django.db.models import QuerySet

from coursesite import registry
from coursesite.accounts.models import Department, User


def once_per_person(question):
    """Keep the answer on the user object: a page asks the same role several times."""

    @wraps(question)
    def answer(user: Any) -> bool:
        if not user.is_authenticated or not user.is_active:
            return False
        kept = user.__dict__.setdefault("_rules", {})
        if question not in kept:
            kept[question] = question(user)
        return kept[question]

    return answer


@once_per_person
def is_hr(user: User) -> bool:
    return user.hrroles.in_force().exists()


@once_per_person
def is_works_council(user: User) -> bool:
    return user.workscouncilroles.in_force().exists()


def is_operator(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


def is_staff(user: Any) -> bool:
    """Writes courses or runs the site: may enter the admin. The upper floors say who writes."""
    return is_operator(user) or any(rule(user) for rule in registry.staff_rules)


def needs_second_factor(user: Any) -> bool:
    """Other people's data is open to her, so a password alone does not do."""
    return is_staff(user) or is_hr(user)


def departments_of_hr(user: User) -> QuerySet[Department]:
    """The departments an HR person holds, with everything below them."""
    held = Department.objects.filter(hr_roles__user=user, hr_roles__ended_at=None)
    return Department.objects.below(list(held))
