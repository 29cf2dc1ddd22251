import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading.mark import Mark, Part, rounded, share_to_decimal

shares = st.fractions(min_value=0, max_value=1, max_denominator=50)


@pytest.mark.parametrize(
    ("share", "stored"),
    [
        (Fraction(0), "0.00000"),
        (Fraction(1), "1.00000"),
        (Fraction(2, 3), "0.66667"),
        (Fraction(1, 3), "0.33333"),
        (Fraction(1, 2), "0.50000"),
        (Fraction(1, 200_000), "0.00001"),
        (Fraction(1, 200_001), "0.00000"),
        (Fraction(199_999, 200_000), "1.00000"),
    ],
)
def test_share_to_decimal_keeps_five_places(share, stored):
    assert str(share_to_decimal(share)) == stored


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(56, 3), 1, "18.7"),
        (Fraction(37, 2), 0, "19"),
        (Fraction(10**30 + 1, 2), 0, str(5 * 10**29 + 1)),
    ],
)
def test_rounded_takes_halves_away_from_zero(value, places, shown):
    assert rounded(value, places) == Decimal(shown)


@given(shares)
def test_rounding_is_never_off_by_more_than_half_a_unit(share):
    assert abs(Fraction(share_to_decimal(share)) - share) <= Fraction(1, 200_000)


@given(st.lists(shares, min_size=1, max_size=8))
def test_mark_of_parts_is_their_exact_mean(values):
    parts = tuple(Part(f"r{n}", "F", "O", share) for n, share in enumerate(values))

    assert Mark.of_parts(parts) == Mark(sum(values) / Fraction(len(values)), parts)


@given(shares)
def test_part_survives_json(share):
    part = Part("r1", "F", None, share)

    assert Part.from_json(json.loads(json.dumps(part.to_json()))) == part


@pytest.mark.parametrize("share", [Fraction(-1, 9), Fraction(10, 9)])
def test_a_share_outside_0_to_1_is_a_defect(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Mark(share)
