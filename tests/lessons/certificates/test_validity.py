"""The last day of a certificate, by months and by calendar day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.certificates.validity import Status, Validity, last_day, renewal_opens, status_of


@pytest.mark.parametrize(
    ("completed", "validity", "expected"),
    [
        (date(2026, 11, 27), Validity(), None),
        (date(2026, 11, 27), Validity(12), date(2027, 11, 27)),
        (date(2026, 8, 31), Validity(6), date(2027, 2, 28)),
        (date(2028, 2, 29), Validity(12), date(2029, 2, 28)),
        (date(2028, 2, 29), Validity(48), date(2032, 2, 29)),
        (date(2026, 11, 27), Validity(24, (12, 31)), date(2027, 12, 31)),
        (date(2026, 12, 31), Validity(12, (12, 31)), date(2027, 12, 31)),
        (date(2027, 1, 1), Validity(12, (12, 31)), date(2027, 12, 31)),
        (date(2027, 3, 1), Validity(12, (2, 29)), date(2028, 2, 29)),
        (date(2026, 3, 1), Validity(12, (2, 29)), date(2027, 2, 28)),
        (date(2026, 2, 1), Validity(3, (12, 31)), date(2026, 5, 1)),
    ],
)
def test_last_day(completed, validity, expected):
    assert last_day(completed, validity) == expected


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(1, 60),
    st.none() | st.tuples(st.integers(1, 12), st.integers(1, 31)),
)
def test_the_last_day_lies_after_completion_and_within_the_months(completed, months, ends):
    found = last_day(completed, Validity(months, ends))

    assert completed < found <= last_day(completed, Validity(months))


@pytest.mark.parametrize(
    ("ended", "until", "status"),
    [
        ("", None, Status.VALID),
        ("", date(2026, 11, 27), Status.VALID),
        ("", date(2026, 11, 26), Status.EXPIRED),
        ("revoked", date(2026, 11, 26), Status.REVOKED),
        ("replaced", None, Status.REPLACED),
    ],
)
def test_status(ended, until, status):
    assert status_of(ended=ended, valid_until=until, today=date(2026, 11, 27)) == status


@pytest.mark.parametrize(
    ("completed", "last", "days", "expected"),
    [
        (date(2028, 2, 29), date(2029, 2, 28), 60, date(2028, 12, 30)),
        (date(2027, 6, 1), date(2028, 2, 29), 1, date(2028, 2, 28)),
        (date(2026, 12, 1), date(2026, 12, 31), 60, date(2026, 12, 16)),
        (date(2026, 12, 30), date(2026, 12, 31), 60, date(2026, 12, 30)),
    ],
)
def test_when_a_renewal_opens(completed, last, days, expected):
    assert renewal_opens(completed, last, days) == expected
