"""What does the works council want to know first? What went out and what was changed lately, who may do what, how much
is stored. Figures of the journal and the roles; of no learner.

Lately is a number of days, not "since you were here last": nothing on this site says when somebody was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from coursesite.accounts.queries.council import export_log, held_roles, stored
from coursesite.accounts.queries.rule_changes import rule_changes

LATELY_DAYS = 30  # a council meets once a month


@dataclass(frozen=True)
class Exported:
    """`people`: how many different ones were in the files. `last`: None without a file."""

    files: int
    people: int
    last: datetime | None


@dataclass(frozen=True)
class Overview:
    """`holders`: how many people hold each kind of role today, the most first. `unseen`: what nobody else sees."""

    exported: Exported
    changed_rules: int
    holders: tuple[tuple[Any, int], ...]
    columns: int
    tables: int
    unseen: int

    @property
    def people_with_roles(self) -> int:
        return sum(number for _label, number in self.holders)


def overview(*, now: datetime) -> Overview:
    """Two queries, and one for each kind of role."""
    rows = stored()
    return Overview(
        exported=exported_lately(now=now),
        changed_rules=changed_lately(now=now),
        holders=_holders(),
        columns=sum(len(row.columns) for row in rows),
        tables=len({row.label for row in rows}),
        unseen=sum(len(row.columns) for row in rows if not row.entry.seen_by),
    )


def exported_lately(*, now: datetime) -> Exported:
    """One query."""
    found = export_log().filter(at__gte=_since(now)).order_by()
    counted = found.aggregate(
        files=Count("pk", distinct=True), different=Count("subjects__user", distinct=True), last=Max("at")
    )
    return Exported(counted["files"], counted["different"], counted["last"])


def changed_lately(*, now: datetime) -> int:
    """How often a rule was changed. One query."""
    return rule_changes().filter(at__gte=_since(now)).count()


def _since(now: datetime) -> datetime:
    return now - timedelta(days=LATELY_DAYS)


def _holders() -> tuple[tuple[Any, int], ...]:
    people: dict[Any, set[int]] = {}
    for held in held_roles():
        if held.ended_at is None:
            people.setdefault(held.role, set()).add(held.person.pk)
    return tuple(sorted(((role, len(held)) for role, held in people.items()), key=lambda one: -one[1]))
