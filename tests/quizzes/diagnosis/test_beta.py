"""The Beta distribution against closed forms, and its properties."""

from math import asin, comb, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.diagnosis.beta import cdf, exceeds, quantile

halves = st.integers(1, 120).map(lambda number: number / 2)  # what counts and priors add up to
shares = st.floats(0.001, 0.999)


@pytest.mark.parametrize(
    ("x", "a", "b", "exact"),
    [
        (0.3, 1, 1, 0.3),
        (0.5, 2, 1, 0.25),
        (0.2, 1, 3, 1 - 0.8**3),
        (0.75, 11.5, 1, 0.75**11.5),
        (0.25, 0.5, 0.5, 1 / 3),  # arcsine distribution
        (0.9, 0.5, 0.5, 2 / pi * asin(sqrt(0.9))),
        (-1, 2, 3, 0),
        (0, 2, 3, 0),
        (1, 2, 3, 1),
        (2, 2, 3, 1),
    ],
)
def test_cdf_of_closed_forms(x, a, b, exact):
    assert cdf(x, a, b) == pytest.approx(exact, abs=1e-13)


@given(st.integers(1, 40), st.integers(1, 40), shares)
def test_cdf_of_whole_numbers_is_a_binomial_tail(a, b, x):
    tail = sum(comb(a + b - 1, k) * x**k * (1 - x) ** (a + b - 1 - k) for k in range(a, a + b))

    assert cdf(x, a, b) == pytest.approx(tail, abs=1e-12)


@given(halves, halves, shares)
def test_cdf_is_symmetric(a, b, x):
    assert cdf(x, a, b) == pytest.approx(1 - cdf(1 - x, b, a), abs=1e-12)


@given(halves, halves, shares, shares)
def test_cdf_never_falls(a, b, one, other):
    low, high = sorted((one, other))

    assert 0 <= cdf(low, a, b) <= cdf(high, a, b) + 1e-13 <= 1 + 1e-12


@given(halves, halves, shares)
def test_quantile_is_the_inverse(a, b, share):
    assert cdf(quantile(share, a, b), a, b) == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize(
    ("share", "a", "b", "exact"), [(0.05, 1, 1, 0.05), (0.25, 2, 1, 0.5), (0.95, 1, 2, 1 - sqrt(0.05))]
)
def test_quantile_of_closed_forms(share, a, b, exact):
    assert quantile(share, a, b) == pytest.approx(exact, abs=1e-12)


def test_many_answers_are_no_harder():
    assert cdf(0.5, 5000.5, 5000.5) == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize(
    ("first", "second", "exact"),
    [((1, 1), (1, 1), 1 / 2), ((1, 1), (2, 1), 2 / 3), ((3, 1), (1, 1), 1 / 4), ((2, 1), (2, 1), 1 / 2)],
)
def test_exceeds_of_closed_forms(first, second, exact):
    assert exceeds(first, second) == pytest.approx(exact)


@given(*[st.tuples(st.integers(1, 30), st.integers(1, 30))] * 2)
def test_one_of_two_is_the_greater(first, second):
    assert exceeds(first, second) + exceeds(second, first) == pytest.approx(1)
