"""Until which day does a certificate hold? All days are calendar days, and the last one counts to its end."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS = 12


@dataclass(frozen=True)
class Validity:
    """`months` of None: for ever. With `ends` (month, day) it ends on the last such day within the months."""

    months: int | None = None
    ends: tuple[int, int] | None = None


class Status(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


def last_day(completed: date, validity: Validity) -> date | None:
    """
    >>> last_day(date(2028, 2, 29), Validity(12))
    datetime.date(2029, 2, 28)
    >>> last_day(date(2026, 11, 27), Validity(24, (12, 31)))
    datetime.date(2027, 12, 31)
    """
    if validity.months is None:
        return None
    latest = later(completed, validity.months)
    if validity.ends is None:
        return latest
    candidates = (day_in(year, *validity.ends) for year in (latest.year, latest.year - 1))
    fixed = next(day for day in candidates if day <= latest)
    return fixed if fixed > completed else latest  # no such day within so few months


def later(day: date, months: int) -> date:
    """The same day so many months on; where the month has no such day, its last one."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    return day_in(day.year + years, month + 1, day.day)


def day_in(year: int, month: int, day: int) -> date:
    """The 29th of February of a common year is its 28th."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def renewal_opens(completed: date, last: date, days: int) -> date:
    """So many days before the last one, but not before half the time is over: who has just renewed is left alone.

    >>> renewal_opens(date(2026, 2, 28), date(2027, 2, 28), 60)
    datetime.date(2026, 12, 30)
    >>> renewal_opens(date(2026, 12, 1), date(2026, 12, 31), 60)
    datetime.date(2026, 12, 16)
    """
    return max(last - timedelta(days=days), completed + (last - completed) / 2)


def status_of(*, ended: str, valid_until: date | None, today: date) -> Status:
    """`ended`: "revoked", "replaced" or "". What was taken back stays so after its last day."""
    if ended:
        return Status(ended)
    return Status.EXPIRED if valid_until is not None and valid_until < today else Status.VALID
