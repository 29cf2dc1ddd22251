"""How sure is a share of which only a few answers are known?

Beta distribution without a library: its distribution function by the continued fraction of the incomplete beta
function, evaluated by Lentz's method (Numerical Recipes, section 6.4), and quantiles by bisection. Both agree with
closed forms to more than ten digits for the parameters that counts of answers lead to.
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p

TINY = 1e-300  # keeps a denominator from being zero
CLOSE = 1e-15
MOST_TERMS = 10_000  # some dozens are enough for hundreds of answers
HALVINGS = 60  # an interval of 1 becomes 1e-18


def cdf(x: float, a: float, b: float) -> float:
    """P(X <= x) of Beta(a, b), also called I_x(a, b); a and b are above zero. Beta(2, 1): cdf(.5) = .25."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side of the mean
        return 1 - _lower(1 - x, b, a)
    return _lower(x, a, b)


@lru_cache(maxsize=4096)
def quantile(share: float, a: float, b: float) -> float:
    """The x below which `share` of Beta(a, b) lies. Beta(1, 1): quantile(.05) = .05. Half a millisecond."""
    low, high = 0.0, 1.0
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        if cdf(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def exceeds(first: tuple[int, int], second: tuple[int, int]) -> float:
    """P(Y > X) of Beta(*first) for X and Beta(*second) for Y, whole parameters: a finite sum (E. Miller 2015).

    Beta(1, 1) twice: .5. Beta(1, 1) and Beta(2, 1): 2/3.
    """
    (a, b), (c, d) = first, second
    return sum(
        exp(_log_beta(a + number, b + d) - log(d + number) - _log_beta(1 + number, d) - _log_beta(a, b))
        for number in range(c)
    )


def _lower(x: float, a: float, b: float) -> float:
    front = exp(a * log(x) + b * log1p(-x) - _log_beta(a, b)) / a
    return front / _fraction(x, a, b)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)) by Lentz's method."""
    value, c, d = 1.0, 1.0, 0.0
    for number in range(1, MOST_TERMS):
        m = number // 2
        if number % 2:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + step * d or TINY)
        c = 1 + step / c or TINY
        value *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return value
