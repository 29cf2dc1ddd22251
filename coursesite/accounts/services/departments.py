"""The organisation chart and who belongs where. The only writer of paths, placements and memberships.

Days count whole: what is valid until a day still holds on that day, what is valid from a day already holds.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import Department, DepartmentMembership, DepartmentPlacement, User
from coursesite.accounts.models.department import MAX_DEPTH
from coursesite.accounts.models.user import make_public_id
from coursesite.storage.transactions import write_transaction

ROOT_NAME = "Unternehmen"  # until somebody gives the company its name
ONE_DAY = timedelta(days=1)


def root_department(*, day: date, name: str = ROOT_NAME) -> Department:
    """The one department without a parent; made when it is first asked for. One query afterwards."""
    root = _root()
    if root is not None:
        return root
    with write_transaction():
        return _root() or _add(name=name, parent=None, day=day)


def create_department(*, name: str, parent: Department, day: date) -> Department:
    with write_transaction():
        _lock_tree()
        parent = Department.objects.get(pk=parent.pk)
        check_place(name=name, parent=parent)
        return _add(name=name, parent=parent, day=day)


def rename_department(*, department: Department, name: str) -> Department:
    with write_transaction():
        _refuse_taken_name(name, department.parent, department)
        department.name = name
        department.save(update_fields=["name"])
    return department


def move_department(*, department: Department, parent: Department, day: date) -> Department:
    """Hang a department with all below it under another one, from `day` on; earlier days keep the old chart."""
    with write_transaction():
        _lock_tree()
        department = Department.objects.get(pk=department.pk)
        parent = Department.objects.get(pk=parent.pk)
        if department.parent_id == parent.pk:
            return department
        check_place(name=department.name, parent=parent, department=department)
        subtree = Department.objects.below([department])
        _end_placements(subtree, day)
        _rehang(department, parent)
        _begin_placements(Department.objects.below([department]), day)
    return department


def check_place(*, name: str, parent: Department | None, department: Department | None = None) -> None:
    """Raise what stands against this place in the tree; forms ask before the services do."""
    if department is not None and parent is not None and parent.path.startswith(department.path):
        raise AccountsError(_("A department cannot be placed below itself."), "cycle")
    if parent is None and (department is None or department.parent_id is not None):
        raise AccountsError(_("There is already a top-level department."), "second-root")
    height = 1 if department is None else _height(department)
    if parent is not None and _depth(parent.path) + height > MAX_DEPTH:
        raise AccountsError(_("The departments would be nested too deeply."), "too-deep")
    _refuse_taken_name(name, parent, department)


def set_primary_department(*, user: User, department: Department, day: date) -> DepartmentMembership:
    """From `day` on the person belongs to this department first of all; reports of earlier days show the old one."""
    with write_transaction():
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        current = user.memberships.filter(is_primary=True, valid_until=None).first()
        if current is not None and current.department_id == department.pk:
            return current
        for membership in _superseded(user, department):
            _end_membership(membership, day)
        return DepartmentMembership.objects.create(user=user, department=department, is_primary=True, valid_from=day)


def set_primary_departments(*, wanted: Mapping[int, int], day: date) -> None:
    """The same for many at once: number of a person → number of her department. Whoever calls has locked the people."""
    with write_transaction():
        current = DepartmentMembership.objects.filter(user__in=wanted, valid_until=None)
        there = {
            membership.user_id
            for membership in current
            if membership.is_primary and membership.department_id == wanted[membership.user_id]
        }
        superseded = [
            membership
            for membership in current
            if membership.user_id not in there
            and (membership.is_primary or membership.department_id == wanted[membership.user_id])
        ]
        if any(day < membership.valid_from for membership in superseded):
            raise AccountsError(_("A later change has already been recorded."), "day-too-early")
        _end_memberships([membership.pk for membership in superseded], day)
        DepartmentMembership.objects.bulk_create(
            DepartmentMembership(user_id=user, department_id=department, is_primary=True, valid_from=day)
            for user, department in wanted.items()
            if user not in there
        )


def end_memberships(*, people: Collection[int], day: date) -> None:
    """From `day` on they belong nowhere; what would have begun later never does."""
    with write_transaction():
        lasting = Q(valid_until=None) | Q(valid_until__gte=day)
        memberships = DepartmentMembership.objects.filter(lasting, user__in=people)
        _end_memberships(list(memberships.values_list("pk", flat=True)), day)


def lock_chart() -> None:
    """Nobody else changes the chart, or who belongs where by an import, until this transaction ends."""
    _lock_tree()


def _end_memberships(memberships: Collection[int], day: date) -> None:
    rows = DepartmentMembership.objects.filter(pk__in=memberships)
    rows.filter(valid_from__gte=day).delete()  # they never held for a day
    rows.update(valid_until=day - ONE_DAY)


def _superseded(user: User, department: Department) -> QuerySet[DepartmentMembership]:
    """The primary one, and a second membership in the same department, which becomes the primary."""
    current = user.memberships.filter(valid_until=None)
    return current.filter(is_primary=True) | current.filter(department=department)


def _end_membership(membership: DepartmentMembership, day: date) -> None:
    if day < membership.valid_from:
        raise AccountsError(_("A later change has already been recorded."), "day-too-early")
    if membership.valid_from == day:
        membership.delete()  # it never held for a day
        return
    membership.valid_until = day - ONE_DAY
    membership.save(update_fields=["valid_until"])


def _root() -> Department | None:
    return Department.objects.filter(parent=None).order_by("pk").first()


def _lock_tree() -> None:
    """One change of the chart at a time: two moves at once could close a circle that neither sees."""
    Department.objects.select_for_update().filter(parent=None).order_by("pk").first()


def _add(*, name: str, parent: Department | None, day: date) -> Department:
    """A path needs the row's number, so the row is written first with a path nobody else has."""
    try:
        with transaction.atomic():
            department = Department.objects.create(name=name, parent=parent, path=make_public_id())
    except IntegrityError:  # on PostgreSQL two may ask for the first root at once
        if parent is None and (root := _root()):
            return root
        raise
    department.path = f"{parent.path if parent else ''}{department.pk}/"
    department.save(update_fields=["path"])
    DepartmentPlacement.objects.create(department=department, path=department.path, valid_from=day)
    return department


def _rehang(department: Department, parent: Department) -> None:
    old_path = department.path
    department.parent = parent
    department.save(update_fields=["parent"])
    new_path = f"{parent.path}{department.pk}/"
    Department.objects.filter(path__startswith=old_path).update(
        path=Concat(Value(new_path), Substr("path", len(old_path) + 1))
    )
    department.path = new_path


def _end_placements(subtree: QuerySet[Department], day: date) -> None:
    current = DepartmentPlacement.objects.filter(department__in=subtree, valid_until=None)
    if current.filter(valid_from__gt=day).exists():
        raise AccountsError(_("A later change has already been recorded."), "day-too-early")
    current.filter(valid_from=day).delete()  # they never held for a day
    current.update(valid_until=day - ONE_DAY)


def _begin_placements(subtree: QuerySet[Department], day: date) -> None:
    DepartmentPlacement.objects.bulk_create(
        DepartmentPlacement(department=department, path=department.path, valid_from=day) for department in subtree
    )


def _depth(path: str) -> int:
    return path.count("/")


def _height(department: Department) -> int:
    """How many levels the department and what is below it take up."""
    paths = Department.objects.below([department]).values_list("path", flat=True)
    return max(_depth(path) for path in paths) - _depth(department.path) + 1


def _refuse_taken_name(name: str, parent: Department | None, department: Department | None) -> None:
    siblings = Department.objects.filter(parent=parent, name=name)
    if department is not None:
        siblings = siblings.exclude(pk=department.pk)
    if siblings.exists():
        raise AccountsError(_("There is already a department with this name here."), "name-taken")
