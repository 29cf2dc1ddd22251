"""People leave the company: out at once on each device, no department any more, their open courses closed."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from coursesite import registry
from coursesite.accounts.models import DatedRole, User, UserSession
from coursesite.accounts.services.departments import end_memberships
from coursesite.accounts.services.roles import end_role
from coursesite.storage.transactions import write_transaction


def deactivate(*, people: Collection[int], actor: User | None, now: datetime) -> list[int]:
    """The numbers of those who had not left already. What they did stays; whoever returns gets new runs."""
    with write_transaction():
        rows = User.objects.select_for_update().filter(pk__in=people, is_active=True).order_by("pk")
        leaving = list(rows.values_list("pk", flat=True))
        User.objects.filter(pk__in=leaving).update(is_active=False)
        UserSession.objects.filter(user__in=leaving).delete()
        end_memberships(people=leaving, day=timezone.localdate(now))
        _end_roles(leaving, now)
        for step in registry.leaving_steps:
            step(people=leaving, actor=actor, now=now)
    return leaving


def _end_roles(people: Collection[int], now: datetime) -> None:
    """So that nobody who returns one day holds them again unnoticed."""
    for model in DatedRole.__subclasses__():
        for role in model._default_manager.filter(user__in=people, ended_at=None):
            end_role(role=role, ended_by=None, now=now)
