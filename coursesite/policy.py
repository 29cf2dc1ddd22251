"""Which rules protect people here, what holds on this site, and what can nobody set?

A rule names its value, the bounds that stand in code, and why. A value outside its bounds keeps the site from starting
(coursesite/checks.py). Some HR sets herself, on /reports/settings/, within the same bounds; what is stored counts only
as far as these allow. The works council reads all of them, and the text for the agreement is made of them. Each floor
registers its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coursesite.accounts.enums import Role
from coursesite.accounts.queries.rule_values import set_values
from coursesite.tables.columns import Column

MINUTE, DAY = 60, 24 * 3600


@dataclass(frozen=True)
class Rule:
    """`unit` makes words of a number; without one the rule is a switch, and `least=1` means that it must be on.

    `applies`: where it is not asked for, the bounds do not count (the local profile knows demo people only).
    `settable`: HR sets it, between `least` and `most`; `value` holds until she does.
    """

    key: str
    title: Any
    reason: Any
    value: Callable[[], int]
    least: int | None = None
    most: int | None = None
    unit: Callable[[int], str] | None = None
    applies: Callable[[], bool] = lambda: True
    settable: bool = False

    @property
    def is_kept(self) -> bool:
        value = self.value()
        above = self.least is None or value >= self.least
        return not self.applies() or (above and (self.most is None or value <= self.most))

    def allows(self, value: int) -> bool:
        """For somebody to set."""
        return self.settable and self.least is not None and self.most is not None and self.least <= value <= self.most

    def with_value(self, value: int) -> "Rule":
        """The same rule, with the nearest value that its bounds allow."""
        above = value if self.least is None else max(value, self.least)
        kept = above if self.most is None else min(above, self.most)
        return replace(self, value=partial(int, kept))

    @property
    def shown(self) -> str:
        return self.said(self.value())

    @property
    def asked(self) -> Any:
        """The title above a field, with the unit of what is typed; a value that is said has its unit beside it."""
        unit = TYPED_IN.get(self.unit)
        return format_lazy("{title} ({unit})", title=self.title, unit=unit) if unit else self.title

    @property
    def bounds(self) -> str:
        """In words; what no setting can change."""
        if self.unit is None:
            return str(_("on or off") if self.settable else _("always on in the production profile"))
        parts = [
            (_("at least %(value)s"), self.least or None),
            (_("at most %(value)s"), self.most),
        ]
        return ", ".join(str(words) % {"value": self.said(value)} for words, value in parts if value is not None)

    def said(self, value: int) -> str:
        return self.unit(value) if self.unit else str(_("yes") if value else _("no"))


@dataclass(frozen=True)
class Disclosure:
    """Which columns a role sees of people by name, on one page or in one kind of file.

    `columns` are those that the page or the file itself is made of; `addresses` are the names of its addresses.
    """

    role: Role
    title: Any
    columns: Sequence[Column]
    addresses: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Each once: two columns of one name hold the same."""
        return ", ".join(dict.fromkeys(str(column.title) for column in self.columns))


rules: dict[str, Rule] = {}
disclosures: list[Disclosure] = []


def register_rule(rule: Rule) -> None:
    rules[rule.key] = rule


def register_disclosure(disclosure: Disclosure) -> None:
    disclosures.append(disclosure)


def broken_rules() -> list[Rule]:
    """By what stands in code and environment; what HR has set cannot break a rule. No query."""
    return [rule for rule in rules.values() if not rule.is_kept]


def settable_rules() -> list[Rule]:
    return [rule for rule in rules.values() if rule.settable]


def in_force() -> dict[str, Rule]:
    """All rules by key, with what HR has set. One query, each time: it holds on all web machines at once."""
    found = set_values([rule.key for rule in settable_rules()])
    return {key: rule.with_value(found[key]) if key in found else rule for key, rule in rules.items()}


def value_of(key: str) -> int:
    """What holds now. One query where HR may set it."""
    rule = rules[key]
    found = set_values([key]) if rule.settable else {}
    return rule.with_value(found[key]).value() if key in found else rule.value()


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def months(count: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def times(count: int) -> str:
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": count}


def hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


TYPED_IN: dict[Callable[[int], str] | None, Any] = {hours: _("in hours"), days: _("in days")}


def in_production() -> bool:
    return not settings.LOCAL


RULES = (
    Rule(
        "reauthenticate-for-export",
        _("Files containing people’s data ask for the password again"),
        _("An unlocked computer must not be enough to take data away."),
        lambda: int(settings.REAUTHENTICATE_FOR_EXPORT),
        least=1,
        applies=in_production,
    ),
    Rule(
        "reauthenticate-after",
        _("How long after signing in the password is not asked for again"),
        _("Long enough for one task, not for a working day."),
        lambda: settings.REAUTHENTICATE_AFTER // MINUTE,
        most=60,
        unit=minutes,
    ),
    Rule(
        "second-factor",
        _("Second factor for the HR department, instructors and operators"),
        _("They have access to other people’s data: a password alone is not enough."),
        lambda: int(settings.SECOND_FACTOR_REQUIRED),
        least=1,
        applies=in_production,
    ),
    Rule(
        "session",
        _("Maximum duration of a sign-in"),
        _("A forgotten device must not stay signed in."),
        lambda: settings.SESSION_COOKIE_AGE // DAY,
        most=14,
        unit=days,
    ),
    Rule(
        "keep-journal",
        _("How long the audit log is kept"),
        _("Long enough to follow up a suspicion, and no longer: the log also contains data about people."),
        lambda: settings.KEEP_JOURNAL_MONTHS,
        least=12,
        most=36,
        unit=months,
    ),
    Rule(
        "keep-mails",
        _("How long we record which email went to whom"),
        _("To answer whether a reminder was sent; after that, nobody asks."),
        lambda: settings.KEEP_MAILS_MONTHS,
        least=1,
        most=12,
        unit=months,
    ),
    Rule(
        "invitation-holds",
        _("How long an invitation link is valid"),
        _("Long enough for a holiday; anyone who finds the email later must not get in with it."),
        lambda: settings.INVITATION_DAYS,
        least=1,
        most=14,
        unit=days,
        settable=True,
    ),
)
for _rule in RULES:
    register_rule(_rule)
