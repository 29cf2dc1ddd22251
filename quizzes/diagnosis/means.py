"""How sure is the mean of a small group?

Interval of a mean by Student's t (W. S. Gosset 1908): mean ± t·s/√n, with the standard deviation s of the n values (its
divisor is n - 1) and the quantile t of n - 1 degrees of freedom. T and the Beta distribution are one: with T of ν
degrees of freedom, ν/(ν + T²) is Beta(ν/2, 1/2), so t² = ν(1 - x)/x, and P(|T| > t) is what lies below x.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from quizzes.diagnosis.beta import quantile

LEVEL = 0.9  # as the intervals of the profile


@dataclass(frozen=True)
class Interval:
    """Shares from 0 to 1, low ≤ mean ≤ high."""

    mean: float
    low: float
    high: float


def t_quantile(share: float, freedom: int) -> float:
    """The t below which `share` of Student's distribution lies; 0 < share < 1. t_quantile(.95, 9): 1.833."""
    tail = 2 * min(share, 1 - share)
    x = quantile(tail, freedom / 2, 0.5)
    t = sqrt(freedom * (1 - x) / x)
    return t if share > 0.5 else -t


def mean_of_shares(shares: Sequence[float], *, level: float = LEVEL, least_deviation: float = 0.0) -> Interval:
    """Two shares or more. A smaller standard deviation than `least_deviation` counts as that one.

    Ten times .5 and ten times .7: .6 (.560 to .640), since s = .1026 and t = 1.729.
    """
    mean, count = fmean(shares), len(shares)
    deviation = max(stdev(shares, mean), least_deviation)
    half = t_quantile((1 + level) / 2, count - 1) * deviation / sqrt(count)
    return Interval(mean, max(mean - half, 0.0), min(mean + half, 1.0))
