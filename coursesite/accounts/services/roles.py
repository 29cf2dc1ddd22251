"""Giving and ending roles. Rows are dated and stay; each grant and each end stands in the journal."""

from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import DatedRole, Department, HRRole, User, WorksCouncilRole
from coursesite.accounts.rules import is_operator
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction

DatedRoleType = TypeVar("DatedRoleType", bound=DatedRole)


def grant_hr(*, user: User, department: Department, granted_by: User | None, now: datetime) -> HRRole:
    return grant_role(HRRole, user=user, granted_by=granted_by, now=now, department=department)


def grant_works_council(*, user: User, granted_by: User | None, now: datetime) -> WorksCouncilRole:
    return grant_role(WorksCouncilRole, user=user, granted_by=granted_by, now=now)


def grant_role(
    role_model: type[DatedRoleType], *, user: User, granted_by: User | None, now: datetime, **scope: Any
) -> DatedRoleType:
    """A role of any kind; `scope` is what it holds for (department, course). granted_by None = a command. Idempotent."""  # noqa: E501
    _refuse_non_operator(granted_by)
    with write_transaction():
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        held = role_model.objects.in_force().filter(user=user, **scope).first()
        if held is not None:
            return held
        role = role_model.objects.create(user=user, granted_by=granted_by, granted_at=now, **scope)
        _note(role, Action.GRANT_ROLE, actor=granted_by)
    return role


def end_role(*, role: DatedRole, ended_by: User | None, now: datetime) -> None:
    """Idempotent."""
    _refuse_non_operator(ended_by)
    with write_transaction():
        in_force = type(role).objects.in_force().select_for_update()
        role_in_force = in_force.filter(pk=role.pk).first()
        if role_in_force is None:
            return
        role_in_force.ended_at = role.ended_at = now
        role_in_force.save(update_fields=["ended_at"])
        _note(role_in_force, Action.END_ROLE, actor=ended_by)


def _refuse_non_operator(actor: User | None) -> None:
    if actor is not None and not is_operator(actor):
        raise AccountsError(_("Only the operator can assign and end roles."), "not-operator")


def _note(role: DatedRole, action: str, *, actor: User | None) -> None:
    """Which role, and for what: the scope's number, since the journal outlives names."""
    scope = {field.name: getattr(role, field.attname) for field in role._meta.concrete_fields if _is_scope(field)}
    record(
        actor=actor,
        role=Role.OPERATOR if actor else "",
        action=action,
        details={"role": role._meta.label, **scope},
        subjects=User.objects.filter(pk=role.user_id),
    )


def _is_scope(field: Any) -> bool:
    return field.is_relation and field.name not in {"user", "granted_by"}
