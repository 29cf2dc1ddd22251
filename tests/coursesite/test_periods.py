"""When a period of months is over, by the calendar of the site's time zone."""

from datetime import UTC, date, datetime

import pytest

from coursesite.periods import earlier, last_day_over, time_over


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2027, 3, 15), 12, date(2026, 3, 15)),
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2029, 2, 28), 12, date(2028, 2, 28)),
        (date(2027, 1, 10), 1, date(2026, 12, 10)),
        (date(2027, 12, 10), 36, date(2024, 12, 10)),
    ],
    ids=["a year", "a shorter month", "leap year before", "over New Year", "three years, December"],
)
def test_the_same_day_so_many_months_before(day, months, found):
    assert earlier(day, months) == found


def test_days_are_those_of_the_site():
    """In Berlin it is the 16th already; the day a year before ends at its midnight, in winter 23:00 UTC."""
    now = datetime(2027, 2, 15, 23, 30, tzinfo=UTC)

    assert last_day_over(now, 12) == date(2026, 2, 16)
    assert time_over(now, 12) == datetime(2026, 2, 16, 23, 0, tzinfo=UTC)
