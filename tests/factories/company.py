"""A company with departments, people and their HR."""

from datetime import date
from itertools import count

from coursesite.accounts.models import Department, DepartmentMembership, HRRole, User
from coursesite.accounts.services.departments import create_department, root_department

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def company() -> Department:
    return root_department(day=LONG_AGO)


def make_department(name: str, parent: Department | None = None) -> Department:
    return create_department(name=name, parent=parent or company(), day=LONG_AGO)


def make_member(department: Department | None, name: str = "Ada Öztürk", **fields: object) -> User:
    """None: somebody without any membership."""
    user = User.objects.create_user(fields.pop("email", f"person{next(_numbers)}@example.org"), name=name, **fields)
    if department is not None:
        join(user, department)
    return user


def join(user: User, department: Department, **fields: object) -> DepartmentMembership:
    return DepartmentMembership.objects.create(user=user, department=department, **{"valid_from": LONG_AGO, **fields})


def make_hr(*departments: Department, name: str = "Hanna Riedel", **fields: object) -> User:
    """Herself a member of the root only, so that she is not in her own report unless she holds the root."""
    user = make_member(company(), name, **fields)
    for department in departments:
        HRRole.objects.create(user=user, department=department)
    return user
