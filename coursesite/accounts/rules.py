"""Who may do what? Predicates over dated roles; each asks the database once per request and person."""

from functools import cache, wraps
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from coursesite import registry
from coursesite.accounts.models import DatedRole, Department, HRRole, User, WorksCouncilRole


def once_per_person(question):
    """Keep the answer on the user object: a page asks the same role several times."""

    @wraps(question)
    def answer(user: Any) -> bool:
        if not user.is_authenticated or not user.is_active:
            return False  # and a rule that answers with a set: none
        kept = user.__dict__.setdefault("_rules", {})
        if question not in kept:
            kept[question] = question(user)
        return kept[question]

    return answer


@once_per_person
def roles_in_force(user: User) -> frozenset[type[DatedRole]]:
    """Every kind of role she holds anywhere. Known already of whoever is signed in, else one statement."""
    if known := [(model, vars(user)[name]) for name, model in _role_names().items() if name in vars(user)]:
        return frozenset(model for model, holds in known if holds)
    with connection.cursor() as cursor:
        cursor.execute(_roles_sql(), [user.pk] * len(_role_models()))
        return frozenset(_role_models()[number] for (number,) in cursor.fetchall())


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """Each person with what `roles_in_force` asks: every page needs both."""
    in_force = {
        name: Exists(model._default_manager.filter(user=OuterRef("pk"), ended_at=None))
        for name, model in _role_names().items()
    }
    return people.annotate(**in_force)


@cache
def _role_names() -> dict[str, type[DatedRole]]:
    return {f"holds_{model._meta.label_lower.replace('.', '_')}": model for model in _role_models()}


@cache
def _role_models() -> tuple[type[DatedRole], ...]:
    return tuple(DatedRole.__subclasses__())


@cache
def _roles_sql() -> str:
    table = connection.ops.quote_name
    return " UNION ".join(
        f"SELECT {number} FROM {table(model._meta.db_table)} WHERE user_id = %s AND ended_at IS NULL"  # noqa: S608  # names of our own tables
        for number, model in enumerate(_role_models())
    )


def is_hr(user: Any) -> bool:
    return HRRole in (roles_in_force(user) or ())


def is_hr_of_company(user: Any) -> bool:
    """HR for everybody: holds the topmost department. One query, for HR alone."""
    return is_hr(user) and HRRole.objects.in_force().filter(user=user, department__parent=None).exists()


def is_works_council(user: Any) -> bool:
    return WorksCouncilRole in (roles_in_force(user) or ())


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
