"""Figures of items and test, computed by hand, and what must hold for every table.

The hand-made table, five people and three items:

    p1 1 1 1   p2 1 1 0   p3 1 0 1   p4 0 1 0   p5 0 0 0        totals 3, 2, 2, 1, 0

Item a: variance .3; rests 2, 1, 1, 1, 0: variance .5; covariance .25; r = .25/√.15 = .6455. Both in order of size give
the same covariance, so its efficiency is 1. cov(a, total) = .55, cov(b, total) = .3, cov(c, total) = .45, their roots
.7416, .5477, .6708, together 1.9601. Best 27 % are 1.35 people, p1 and .35 of p2 and p3, who share a total: for b
(1 + .35 · .5)/1.35 = .8704, last 27 %: p5 and .35 of p4: .35/1.35 = .2593.
Totals: mean 1.6, variance 1.3; alpha 3/2 · (1 - .9/1.3) = .4615.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.matrix import Table, efficiency, upper_lower

BY_HAND = Table(("a", "b", "c"), (1.0,) * 3, ((1, 1, 1), (1, 1, 0), (1, 0, 1), (0, 1, 0), (0, 0, 0)))


def figures(column):
    values = column.sd, column.discrimination_index, column.efficiency, column.weight, column.rest_correlation
    return tuple(None if value is None else round(value, 4) for value in values)


def test_items_by_hand():
    a, b, c = BY_HAND.columns

    assert figures(a) == (0.5477, 1.0, 1.0, 0.3783, 0.6455)
    assert figures(b) == (0.5477, 0.6111, 0.0, 0.2794, 0.0)
    assert figures(c) == (0.5477, 0.8704, 0.375, 0.3422, 0.3273)
    assert [column.item.facility for column in BY_HAND.columns] == pytest.approx([0.6, 0.6, 0.4])


def test_test_by_hand():
    whole = BY_HAND.whole

    assert (whole.count, whole.mean, whole.median) == (5, 1.6, 2)
    assert whole.sd == pytest.approx(1.3**0.5)
    assert whole.alpha == pytest.approx(0.461538, abs=1e-6)
    assert whole.error_ratio == pytest.approx(0.733799, abs=1e-6)
    assert whole.standard_error == pytest.approx(0.836660, abs=1e-6)


def test_rest_counts_what_was_reached_only():
    """The last one reached two items of three and had the other right: a rest of 1, like the first one's."""
    table = Table(("a", "b", "c"), (1.0,) * 3, ((1, 1, 1), (0, 0, 0), (1, 1, None)))

    a, _b, c = table.columns

    assert (a.item.count, a.item.strong_count, c.item.count) == (3, 2, 2)
    assert a.item.discrimination == pytest.approx(1)
    assert table.totals == [3, 0, 2]


def test_maxima_make_shares():
    table = Table(("a", "b"), (4.0, 1.0), ((4, 1), (2, 0), (1, 1)))

    a, _b = table.columns

    assert a.item.facility == pytest.approx(7 / 12)
    assert a.sd == pytest.approx((7 / 3) ** 0.5)
    assert table.totals == [5, 2, 2]


def test_one_person_leaves_everything_undefined_but_the_mean():
    table = Table(("a", "b"), (1.0, 1.0), ((1, 0),))

    assert [figures(column) for column in table.columns] == [(None,) * 5] * 2
    assert (table.whole.mean, table.whole.sd, table.whole.alpha, table.whole.kurtosis) == (1, None, None, None)


def test_an_item_against_the_test_has_no_weight():
    table = Table(("a", "b", "c"), (1.0,) * 3, ((0, 1, 1), (0, 1, 1), (1, 0, 0), (1, 0, 0)))

    assert [column.weight for column in table.columns] == [None, 0.5, 0.5]
    assert [column.rest_correlation for column in table.columns] == [-1, None, None]


@pytest.mark.parametrize(
    ("shares", "totals", "index"),
    [([1, 1, 0, 0], [4, 3, 2, 1], 1.0), ([1, 0, 1, 0], [1, 1, 1, 1], 0.0), ([0, 1], [2, 1], -1.0), ([1], [1], None)],
)
def test_upper_lower(shares, totals, index):
    assert upper_lower(shares, totals) == (None if index is None else pytest.approx(index))


def test_efficiency_without_a_difference_is_undefined():
    assert efficiency([1, 1, 1], [1, 2, 3]) is None


@st.composite
def tables(draw):
    width = draw(st.integers(1, 5))
    cells = st.one_of(st.none(), st.integers(0, 4).map(lambda number: number / 4))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12))
    return Table(tuple("abcde"[:width]), (1.0,) * width, tuple(map(tuple, rows)))


def everything(table):
    whole = [getattr(table.whole, name) for name in table.whole.__dataclass_fields__]
    items = [[*figures(column), column.item.facility, column.item.discrimination] for column in table.columns]
    return [None if value is None else round(value, 6) for value in sum(items, whole)]


@given(tables(), st.randoms())
def test_the_order_of_people_changes_nothing(table, random):
    rows = list(table.rows)
    random.shuffle(rows)

    assert everything(Table(table.names, table.maxima, tuple(rows))) == pytest.approx(everything(table), nan_ok=False)


@given(tables())
def test_bounds(table):
    for column in table.columns:
        assert column.discrimination_index is None or -1 - 1e-9 <= column.discrimination_index <= 1 + 1e-9
        assert column.efficiency is None or column.efficiency <= 1 + 1e-9
        assert column.weight is None or 0 <= column.weight <= 1
        assert column.rest_correlation is None or -1 <= column.rest_correlation <= 1
    assert table.whole.alpha is None or table.whole.alpha <= 1 + 1e-9
    assert sum(column.weight or 0 for column in table.columns) <= 1 + 1e-9
