"""Student's t against printed tables and closed forms, and the interval of a mean."""

from math import pi, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.diagnosis.means import Interval, mean_of_shares, t_quantile

shares = st.lists(st.floats(0, 1), min_size=2, max_size=60)


@pytest.mark.parametrize(
    ("share", "freedom", "printed"),
    [
        (0.95, 9, 1.833), (0.95, 29, 1.699), (0.95, 1, 6.314), (0.95, 120, 1.658), (0.975, 9, 2.262), (0.9, 4, 1.533),
        (0.05, 9, -1.833), (0.5, 7, 0.0), (0.95, 100_000, 1.645),
    ],
)  # fmt: skip
def test_t_quantile_of_printed_tables(share, freedom, printed):
    assert t_quantile(share, freedom) == pytest.approx(printed, abs=5e-4)


@given(st.floats(0.51, 0.99))
def test_t_quantile_with_one_degree_of_freedom_is_cauchys(share):
    assert t_quantile(share, 1) == pytest.approx(tan(pi * (share - 0.5)), rel=1e-6)


def test_the_interval_of_the_docstring():
    found = mean_of_shares([0.5] * 10 + [0.7] * 10)

    assert (found.mean, found.low, found.high) == pytest.approx((0.6, 0.5603, 0.6397), abs=5e-5)


def test_equal_shares_have_no_width_unless_a_deviation_is_given():
    assert mean_of_shares([0.5] * 10) == Interval(0.5, 0.5, 0.5)
    # t.95(9) * .1 / sqrt(10) = .05797
    assert mean_of_shares([0.5] * 10, least_deviation=0.1).low == pytest.approx(0.5 - 0.05797, abs=1e-5)


@given(shares, st.floats(0, 0.5))
def test_the_interval_holds_the_mean_and_stays_within_0_and_1(values, least):
    found = mean_of_shares(values, least_deviation=least)

    assert 0 <= found.low <= found.mean + 1e-12
    assert found.mean - 1e-12 <= found.high <= 1
