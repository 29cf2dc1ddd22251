"""Which rules protect people here, what holds on this site, and what can nobody set?

A rule names its value, the bounds that stand in code, and why. A value outside its bounds keeps the site from starting
(coursesite/checks.py). The works council reads all of them, and the text for the agreement is made of them. Each floor
registers its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coursesite.accounts.enums import Role

MINUTE, DAY = 60, 24 * 3600


@dataclass(frozen=True)
class Rule:
    """`unit` makes words of a number; without one the rule is a switch, and `least=1` means that it must be on.

    `applies`: where it is not asked for, the bounds do not count (the local profile knows demo people only).
    """

    key: str
    title: Any
    reason: Any
    value: Callable[[], int]
    least: int | None = None
    most: int | None = None
    unit: Callable[[int], str] | None = None
    applies: Callable[[], bool] = lambda: True

    @property
    def is_kept(self) -> bool:
        value = self.value()
        above = self.least is None or value >= self.least
        return not self.applies() or (above and (self.most is None or value <= self.most))

    @property
    def shown(self) -> str:
        return self._said(self.value())

    @property
    def bounds(self) -> str:
        """In words; what no setting can change."""
        if self.unit is None:
            return str(_("always on in the production profile"))
        parts = [
            (_("at least %(value)s"), self.least),
            (_("at most %(value)s"), self.most),
        ]
        return ", ".join(str(words) % {"value": self._said(value)} for words, value in parts if value is not None)

    def _said(self, value: int) -> str:
        return self.unit(value) if self.unit else str(_("yes") if value else _("no"))


@dataclass(frozen=True)
class Disclosure:
    """Which columns a role sees of people by name, on one page or in one kind of file. `columns` are words."""

    role: Role
    title: Any
    columns: Sequence[Any]

    @property
    def shown(self) -> str:
        return ", ".join(str(column) for column in self.columns)


rules: dict[str, Rule] = {}
disclosures: list[Disclosure] = []


def register_rule(rule: Rule) -> None:
    rules[rule.key] = rule


def register_disclosure(disclosure: Disclosure) -> None:
    disclosures.append(disclosure)


def broken_rules() -> list[Rule]:
    return [rule for rule in rules.values() if not rule.is_kept]


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def months(count: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def in_production() -> bool:
    return not settings.LOCAL


register_rule(
    Rule(
        "reauthenticate-for-export",
        _("Files with people's data ask for the password again"),
        _("A computer left unlocked must not be enough to take data away."),
        lambda: int(settings.REAUTHENTICATE_FOR_EXPORT),
        least=1,
        applies=in_production,
    )
)
register_rule(
    Rule(
        "reauthenticate-after",
        _("How long after signing in they do not ask"),
        _("Long enough for one piece of work, not for a working day."),
        lambda: settings.REAUTHENTICATE_AFTER // MINUTE,
        most=60,
        unit=minutes,
    )
)
register_rule(
    Rule(
        "second-factor",
        _("Second factor for the personnel department, instructors and operators"),
        _("Other people's data is open to them: a password alone does not do."),
        lambda: int(settings.SECOND_FACTOR_REQUIRED),
        least=1,
        applies=in_production,
    )
)
register_rule(
    Rule(
        "session",
        _("How long a sign-in lasts at most"),
        _("A forgotten device must not stay open."),
        lambda: settings.SESSION_COOKIE_AGE // DAY,
        most=14,
        unit=days,
    )
)
register_rule(
    Rule(
        "keep-journal",
        _("How long the audit log is kept"),
        _("Long enough to look into a suspicion, and not longer: it holds data about people, too."),
        lambda: settings.KEEP_JOURNAL_MONTHS,
        least=12,
        most=36,
        unit=months,
    )
)
register_rule(
    Rule(
        "keep-mails",
        _("How long it is kept which mail went to whom"),
        _("To answer whether a reminder came; afterwards nobody asks."),
        lambda: settings.KEEP_MAILS_MONTHS,
        least=1,
        most=12,
        unit=months,
    )
)
