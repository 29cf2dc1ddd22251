"""A whole table of marks, one row a person, one column an item: what the figures need that sums do not hold.

A cell is a mark in points, None where the item was not reached. Each item is judged by those who reached it, and their
rest is the share of the points of the *other items they reached*. For the test as a whole what was not reached counts
nothing, as in the attempt itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from statistics import fmean

from quizzes.statistics.items import Item, item_of
from quizzes.statistics.sums import SAME, ByClass, Sums, class_of, correlation
from quizzes.statistics.totals import Totals, totals_of

KELLEY = 0.27  # of the people, in each of the groups that the discrimination index compares (Kelley 1939)

Row = Sequence[float | None]


@dataclass(frozen=True)
class Column:
    """One item, with what the textbooks and Moodle say of it; all of it None where it is undefined.

    `sd`: of the marks, in points, with n - 1 (Moodle's "standard deviation", there in percent of the maximum).
    `discrimination_index`: -1 to 1, textbook. `efficiency`: Moodle's discriminative efficiency, at most 1. `weight`:
    Moodle's effective weight, 0 to 1, None for an item whose covariance with the total is negative. `rest_correlation`:
    with the *sum* of the other marks, as Moodle's discrimination index; `item.discrimination` takes their share, which
    is the same where everybody reached everything.
    """

    name: str
    item: Item
    sd: float | None
    discrimination_index: float | None
    efficiency: float | None
    weight: float | None
    rest_correlation: float | None


@dataclass(frozen=True)
class Table:
    """`maxima`: points of each item, above zero. There is one row or more, each with a cell for each name."""

    names: tuple[str, ...]
    maxima: tuple[float, ...]
    rows: tuple[Row, ...]

    @cached_property
    def totals(self) -> list[float]:
        return [sum(mark for mark in row if mark is not None) for row in self.rows]

    @cached_property
    def reached(self) -> list[float]:
        """Points that each person could have had."""
        return [sum(self.maxima[place] for place, mark in enumerate(row) if mark is not None) for row in self.rows]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        weights = self._weights()
        return tuple(self._column(number, name, weights[number]) for number, name in enumerate(self.names))

    @cached_property
    def whole(self) -> Totals:
        marks = ([row[number] or 0.0 for row in self.rows] for number in range(len(self.names)))
        return totals_of(self.totals, [_variance(column) for column in marks])

    def _column(self, number: int, name: str, weight: float | None) -> Column:
        reached = [index for index, row in enumerate(self.rows) if row[number] is not None]
        marks = [self.rows[index][number] or 0.0 for index in reached]
        others = [self.totals[index] - mark for index, mark in zip(reached, marks, strict=True)]
        spread = _variance(marks)
        return Column(
            name=name,
            item=item_of(self._by_class(number, reached)),
            sd=None if spread is None else sqrt(spread),
            discrimination_index=upper_lower(
                [mark / self.maxima[number] for mark in marks], [self.totals[index] for index in reached]
            ),
            efficiency=efficiency(marks, others),
            weight=weight,
            rest_correlation=correlation(spread, _variance(others), covariance(marks, others)),
        )

    def _by_class(self, number: int, reached: Sequence[int]) -> ByClass:
        pairs: dict[int, list[tuple[float, float]]] = {}
        for index in reached:
            share, rest = (self.rows[index][number] or 0.0) / self.maxima[number], self._rest(index, number)
            pairs.setdefault(class_of(rest), []).append((share, rest))
        return {rest: Sums.of(found) for rest, found in pairs.items()}

    def _rest(self, index: int, number: int) -> float:
        """0 for whoever reached nothing else."""
        maximum = self.reached[index] - self.maxima[number]
        return (self.totals[index] - (self.rows[index][number] or 0.0)) / maximum if maximum > SAME else 0.0

    def _weights(self) -> list[float | None]:
        roots = []
        for number in range(len(self.names)):
            reached = [(row[number], total) for row, total in zip(self.rows, self.totals, strict=True)]
            pairs = [(mark, total) for mark, total in reached if mark is not None]
            found = covariance([mark for mark, _total in pairs], [total for _mark, total in pairs])
            roots.append(sqrt(found) if found is not None and found >= 0 else None)
        whole = sum(root for root in roots if root is not None)
        return [root / whole if root is not None and whole > 0 else None for root in roots]


def upper_lower(shares: Sequence[float], totals: Sequence[float]) -> float | None:
    """Textbook's discrimination index: mean share of the best 27 % by total minus that of the last 27 %.

    Where the border runs through people with the same total, each of them counts in part, so that no order decides.
    Shares 1, 1, 0, 0 with totals 4, 3, 2, 1: a group is 1.08 people, so 1 - 0 = 1. None for one person.
    """
    if len(shares) < 2:
        return None
    size = max(1.0, KELLEY * len(shares))
    return _end_mean(shares, totals, size, best=True) - _end_mean(shares, totals, size, best=False)


def efficiency(marks: Sequence[float], others: Sequence[float]) -> float | None:
    """Moodle's discriminative efficiency: cov(mark, rest) / cov(both in order of size). None where that is zero."""
    found, most = covariance(marks, others), covariance(sorted(marks), sorted(others))
    return found / most if found is not None and most is not None and most > SAME else None


def covariance(one: Sequence[float], other: Sequence[float]) -> float | None:
    """With n - 1; None for fewer than two."""
    if len(one) < 2:
        return None
    first, second = fmean(one), fmean(other)
    return sum((a - first) * (b - second) for a, b in zip(one, other, strict=True)) / (len(one) - 1)


def _end_mean(shares: Sequence[float], totals: Sequence[float], size: float, *, best: bool) -> float:
    by_total: dict[float, list[float]] = {}
    for share, total in zip(shares, totals, strict=True):
        by_total.setdefault(round(total, 9), []).append(share)
    left, points = size, 0.0
    for total in sorted(by_total, reverse=best):
        taken = min(left, len(by_total[total]))
        points += taken * fmean(by_total[total])
        left -= taken
    return points / size


def _variance(values: Sequence[float]) -> float | None:
    """Exactly zero where all are the same but for rounding."""
    found = covariance(values, values)
    return None if found is None else found if found > SAME else 0.0
