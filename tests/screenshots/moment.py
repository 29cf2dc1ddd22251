"""The clock of the pictures: it stands still, so that two runs show the same."""

from datetime import UTC, datetime, timedelta

STANDS_AT = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)  # 14:03 in Berlin, a Monday
_now = STANDS_AT


def now() -> datetime:
    return _now


def days_ago(days: float, *, minutes: int = 0) -> datetime:
    return STANDS_AT - timedelta(days=days, minutes=minutes)


def turn_to(moment: datetime) -> None:
    """For what is made in the past."""
    global _now  # one process, one clock  # noqa: PLW0603
    _now = moment
