"""Who has set which rule when, and what was it before? As HR and the works council read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coursesite import policy
from coursesite.accounts.models import User
from coursesite.journal.models import Action, JournalEntry
from coursesite.tables.columns import Column

CHANGES = (
    Column("at", _("When")),
    Column("actor", _("Who")),
    Column("rule", _("Rule")),
    Column("before", _("Before")),
    Column("after", _("After")),
)


@dataclass(frozen=True)
class RuleChange:
    """`before` and `after` in words."""

    at: datetime
    actor: User | None
    title: Any
    before: str
    after: str


def rule_changes() -> QuerySet[JournalEntry]:
    """Newest first, of the rules that HR sets; as far back as the journal is kept."""
    keys = [rule.key for rule in policy.settable_rules()]
    entries = JournalEntry.objects.filter(action=Action.CHANGE_RULES, details__rule__in=keys)
    return entries.select_related("actor").order_by("-at", "-pk")


def change_of(entry: JournalEntry) -> RuleChange:
    rule, details = policy.rules[entry.details["rule"]], entry.details
    return RuleChange(entry.at, entry.actor, rule.title, rule.said(details["before"]), rule.said(details["after"]))
