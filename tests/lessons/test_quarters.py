from datetime import date

import pytest

from lessons.quarters import Quarter


@pytest.mark.parametrize(
    ("day", "code", "first", "last"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 8, 15), "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_quarter(day, code, first, last):
    quarter = Quarter.of(day)

    assert (str(quarter), quarter.first, quarter.last) == (code, first, last)
    assert Quarter.parse(code) == quarter


@pytest.mark.parametrize(("count", "code"), [(0, "2026-Q3"), (1, "2026-Q4"), (2, "2027-Q1"), (-3, "2025-Q4")])
def test_quarters_later(count, code):
    assert str(Quarter(2026, 3).later(count)) == code


@pytest.mark.parametrize("code", ["", "2026", "2026-Q5", "2026-Q0", "2026-q1", "26-Q1", "2026-Q1 ", "٢٠٢٦-Q1"])
def test_what_is_no_quarter(code):
    with pytest.raises(ValueError, match="no quarter"):
        Quarter.parse(code)
