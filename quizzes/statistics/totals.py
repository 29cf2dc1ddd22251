"""What does the distribution of the totals say of a test? For the shell only: no page shows a coefficient as a seal.

Alpha falls when everybody has learnt (of masters only it is .19 where of a mixed group it is .83, with the same items),
so a good course lowers it. Whether decisions would be the same again is what `consistency.py` says.

mean, median, sd      in points; sd with n - 1.
skewness, kurtosis    by k-statistics, k3/k2^1.5 and k4/k2², as in Moodle; 0 for a normal distribution. Textbooks also
                      have m3/m2^1.5 and m4/m2² - 3 from plain moments, which are smaller in size for few people.
alpha                 Cronbach's: k/(k-1)·(1 - Σ s²_i / s²_X), with n - 1 in both; for 0 and 1 it is KR-20. Moodle calls
                      it "coefficient of internal consistency (CIC)" and shows percent. At most 1; it can be negative.
error ratio           √(1 - alpha): the part of the sd that is chance. Moodle shows percent.
standard error        sd · error ratio, in points: of one person's total. (Not that of the mean.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, median, variance

from quizzes.statistics.sums import SAME


@dataclass(frozen=True)
class Totals:
    """None where it is undefined: too few people or items, or everybody has the same total."""

    count: int
    mean: float
    median: float
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


def totals_of(totals: Sequence[float], item_variances: Sequence[float | None]) -> Totals:
    """Of at least one person. `item_variances`: with n - 1, in points, of the same people."""
    sd = _sd(totals)
    alpha = alpha_of(item_variances, sd)
    ratio = sqrt(max(0.0, 1 - alpha)) if alpha is not None else None
    skewness, kurtosis = shape_of(totals)
    return Totals(
        count=len(totals),
        mean=fmean(totals),
        median=median(totals),
        sd=sd,
        skewness=skewness,
        kurtosis=kurtosis,
        alpha=alpha,
        error_ratio=ratio,
        standard_error=sd * ratio if sd is not None and ratio is not None else None,
    )


def alpha_of(item_variances: Sequence[float | None], sd: float | None) -> float | None:
    """Two items or more, people who differ. Two items with variance 1/4 each, which always agree: 1."""
    items = [variance for variance in item_variances if variance is not None]
    k = len(items)
    if k < 2 or len(items) < len(item_variances) or not sd:
        return None
    return k / (k - 1) * (1 - sum(items) / sd**2)


def shape_of(totals: Sequence[float]) -> tuple[float | None, float | None]:
    """Skewness and kurtosis, by k-statistics (Fisher 1929). 1, 2, 3, 4, 10: 1.697 and 3.152."""
    n = len(totals)
    if n < 3 or _sd(totals) in (None, 0.0):
        return None, None
    mean = fmean(totals)
    m2, m3, m4 = (fmean((value - mean) ** power for value in totals) for power in (2, 3, 4))
    k2, k3 = n * m2 / (n - 1), n**2 * m3 / ((n - 1) * (n - 2))
    if n < 4:
        return k3 / k2**1.5, None
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return k3 / k2**1.5, k4 / k2**2


def _sd(values: Sequence[float]) -> float | None:
    """0 where all are the same but for rounding."""
    if len(values) < 2:
        return None
    found = variance(values)
    return sqrt(found) if found > SAME else 0.0
