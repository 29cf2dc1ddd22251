"""What do a few sums tell of one item? Everything that needs no single answer.

An answer gives two numbers from 0 to 1: `share`, what it reached of the item's points, and `rest`, what the same person
reached of all *other* points that she was asked for. Rest is a share, not a sum, since drawn forms ask everybody
something else; where all were asked the same, it is the textbook's rest score divided by a constant, and every
correlation is the same.

A database can add up by classes of rest of one hundredth, and what is asked of parts of the learners (thirds, the
strong) is then answered from whole classes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, sqrt
from operator import mul

CLASSES = 100  # of rest, each a hundredth wide; the last holds those who reached all of it
ROUNDING = 1e-6  # 39 of 50 points are .78, though a computer's .78 times 100 is a little less
SAME = 1e-12  # a variance below that is none: floating-point sums leave as much


@dataclass(frozen=True)
class Sums:
    """Of `n` answers: Σ share, Σ share², Σ rest, Σ rest², Σ share·rest."""

    n: int = 0
    share: float = 0.0
    share2: float = 0.0
    rest: float = 0.0
    rest2: float = 0.0
    both: float = 0.0

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]]) -> "Sums":
        """From (share, rest), an answer each."""
        found = list(pairs)
        shares, rests = [share for share, _rest in found], [rest for _share, rest in found]
        products = (fsum(map(mul, *two)) for two in ((shares, shares), (rests, rests), (shares, rests)))
        share2, rest2, both = products
        return cls(len(found), fsum(shares), share2, fsum(rests), rest2, both)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.n + other.n,
            self.share + other.share,
            self.share2 + other.share2,
            self.rest + other.rest,
            self.rest2 + other.rest2,
            self.both + other.both,
        )

    @property
    def mean(self) -> float | None:
        """Mean share; None without an answer."""
        return self.share / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """Of the shares, with n - 1, as Moodle has it; None for fewer than two answers."""
        return _moment(self.n, self.share, self.share, self.share2)

    @property
    def covariance(self) -> float | None:
        """Of share and rest, with n - 1; None for fewer than two answers."""
        return _moment(self.n, self.share, self.rest, self.both)

    @property
    def correlation(self) -> float | None:
        """Pearson's, of share and rest, from -1 to 1; None where one of them is the same for everybody."""
        return correlation(self.variance, _moment(self.n, self.rest, self.rest, self.rest2), self.covariance)


ByClass = Mapping[int, Sums]
"""Class of rest, 0 to CLASSES → the sums of those in it."""


def class_of(rest: float) -> int:
    """The hundredths that a rest has: .785 is in class 78. A rest of .78 is in it too, however it was computed."""
    return min(CLASSES, max(0, int(rest * CLASSES + ROUNDING)))


def total_of(by_class: ByClass) -> Sums:
    return sum(by_class.values(), Sums())


def at_least(by_class: ByClass, rest: float) -> Sums:
    """Of those with this rest or more; `rest` in whole hundredths."""
    return sum((sums for number, sums in by_class.items() if number >= class_of(rest)), Sums())


def thirds(by_class: ByClass) -> tuple[int, int] | None:
    """The highest class of the bottom third and the lowest of the top third.

    Whoever has the same rest stays together, so a third may be smaller than a third of the people; it is larger only
    where one class alone is. None where both would be the same class.
    """
    third = sum(sums.n for sums in by_class.values()) / 3
    low, high = _end(sorted(by_class), by_class, third), _end(sorted(by_class, reverse=True), by_class, third)
    return (low, high) if low is not None and high is not None and low < high else None


def correlation(one: float | None, other: float | None, both: float | None) -> float | None:
    """From two variances and the covariance; rounding never takes it beyond -1 or 1."""
    if one is None or other is None or both is None or one <= SAME or other <= SAME:
        return None
    return min(1.0, max(-1.0, both / sqrt(one * other)))


def _end(classes: list[int], by_class: ByClass, third: float) -> int | None:
    """The last class that still fits into a third; the first one fits always."""
    last, count = None, 0
    for number in classes:
        count += by_class[number].n
        if last is not None and count > third:
            break
        last = number
    return last


def _moment(n: int, one: float, other: float, product: float) -> float | None:
    return (product - one * other / n) / (n - 1) if n > 1 else None
