"""Sums by classes of rest say what the single answers say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.sums import Sums, at_least, class_of, thirds, total_of

shares = st.integers(0, 20).map(lambda number: number / 20)
answers = st.lists(st.tuples(shares, shares), max_size=40)


def by_class(pairs):
    found = {}
    for share, rest in pairs:
        found[class_of(rest)] = found.get(class_of(rest), Sums()) + Sums.of([(share, rest)])
    return found


@pytest.mark.parametrize(
    ("rest", "number"),
    [(0.0, 0), (0.009, 0), (0.01, 1), (39 / 50, 78), (0.7799, 77), (0.999, 99), (1.0, 100), (1.2, 100), (-0.1, 0)],
)
def test_class_of_a_rest(rest, number):
    assert class_of(rest) == number


def test_no_hundredth_slips_into_the_class_below():
    assert [class_of(number / 100) for number in range(101)] == list(range(101))
    assert [class_of(float(Fraction(points, 25))) for points in range(26)] == [4 * points for points in range(26)]


def test_mean_variance_and_correlation_by_hand():
    """Shares 1, 1, 0, 0, rests .75, .5, .5, .25: variance 1/3, covariance 1/12, √(1/3 · 1/24) = .1179."""
    sums = Sums.of([(1, 0.75), (1, 0.5), (0, 0.5), (0, 0.25)])

    assert (sums.n, sums.mean) == (4, 0.5)
    assert sums.variance == pytest.approx(1 / 3)
    assert sums.covariance == pytest.approx(1 / 12)
    assert sums.correlation == pytest.approx(0.70711, abs=1e-5)


@pytest.mark.parametrize("pairs", [[], [(1, 0.5)], [(1, 0.2), (1, 0.8)], [(0, 0.5), (1, 0.5)]], ids=str)
def test_what_is_undefined_is_none(pairs):
    assert Sums.of(pairs).correlation is None


def test_tenths_that_are_all_the_same_have_no_correlation():
    """In floating point their variance is not quite zero."""
    assert Sums.of([(0.1, rest / 7) for rest in range(7)] * 100).correlation is None


@given(answers, st.randoms())
def test_order_changes_nothing_and_classes_lose_nothing(pairs, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)

    one, other = Sums.of(pairs), total_of(by_class(shuffled))

    assert one.n == other.n
    assert one.both == pytest.approx(other.both)
    assert (one.correlation is None) == (other.correlation is None)
    assert one.correlation is None or -1 <= one.correlation <= 1


def test_at_least_takes_whole_classes():
    found = by_class([(1, 0.77), (1, 0.78), (0, 0.785), (0, 1.0)])

    assert at_least(found, 0.78) == Sums.of([(1, 0.78), (0, 0.785), (0, 1.0)])


@pytest.mark.parametrize(
    ("rests", "ends"),
    [
        ([10, 20, 30, 40, 50, 60], (20, 50)),
        ([10, 10, 10, 40, 50, 60], (10, 50)),  # three of six: they stay together
        ([10, 20, 20, 20, 50, 60], (10, 50)),
        ([10, 20], (10, 20)),
        ([10, 10], None),
        ([], None),
    ],
)
def test_thirds_keep_the_same_rest_together(rests, ends):
    assert thirds(by_class([(0, rest / 100) for rest in rests])) == ends
