"""Shape and reliability of totals, by hand."""

import pytest

from quizzes.statistics.totals import alpha_of, shape_of, totals_of


def test_skewness_and_kurtosis_by_hand():
    """Deviations -3, -2, -1, 0, 6: m2 = 10, m3 = 36, m4 = 278.8; k2 = 12.5, k3 = 75, k4 = 492.5."""
    skewness, kurtosis = shape_of([1, 2, 3, 4, 10])

    assert skewness == pytest.approx(75 / 12.5**1.5)
    assert kurtosis == pytest.approx(492.5 / 156.25)


@pytest.mark.parametrize("totals", [[1], [1, 2], [3, 3, 3], [0.1 + 0.2, 0.3, 0.3, 0.3]], ids=str)
def test_shape_of_too_few_or_the_same_is_undefined(totals):
    assert shape_of(totals) == (None, None)


def test_three_have_a_skewness_and_no_kurtosis():
    assert shape_of([1, 2, 3]) == (0, None)


@pytest.mark.parametrize(
    ("variances", "sd", "alpha"),
    [([0.25, 0.25], 1.0, 1.0), ([0.25, 0.25], 0.5**0.5, 0.0), ([0.25], 0.5, None), ([0.25, 0.25], 0.0, None),
     ([0.25, None], 1.0, None), ([0.25, 0.25], None, None)],
)  # fmt: skip
def test_alpha(variances, sd, alpha):
    assert alpha_of(variances, sd) == (None if alpha is None else pytest.approx(alpha))


def test_a_negative_alpha_is_not_hidden():
    """Two items that contradict each other: the error ratio is above 1."""
    found = totals_of([1, 1, 1, 2], [0.3, 0.3])

    assert found.alpha == pytest.approx(2 * (1 - 0.6 / 0.25))
    assert found.error_ratio == pytest.approx((1 - found.alpha) ** 0.5)
