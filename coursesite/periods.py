"""When is a period over? Periods are months (KEEP_… in settings.py), days are the site's calendar days."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.utils import timezone

MONTHS = 12


def last_day_over(now: datetime, months: int) -> date:
    """What ended on this day or before has been kept for so many months."""
    return earlier(timezone.localdate(now), months)


def time_over(now: datetime, months: int) -> datetime:
    """What happened before this moment has been kept for so many months."""
    day = last_day_over(now, months) + timedelta(days=1)
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def earlier(day: date, months: int) -> date:
    """The same day so many months before; where the month has no such day, its last one.

    >>> earlier(date(2029, 2, 28), 12), earlier(date(2028, 3, 31), 1)
    (datetime.date(2028, 2, 28), datetime.date(2028, 2, 29))
    """
    years, month = divmod(day.month - 1 - months, MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
