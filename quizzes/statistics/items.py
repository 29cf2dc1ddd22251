"""Is this a good item? Its facility, whether it tells strong learners from weak ones, and when somebody should look.

Textbook and Moodle use the same words for different things. Computed here, as shares from 0 to 1 where Moodle shows
percent (Moodle: "Quiz statistics calculations", docs.moodle.org/dev; textbook: Lienert & Raatz, Testaufbau und
Testanalyse; Ebel & Frisbie, Essentials of Educational Measurement):

facility                  mean share of the item's points. Moodle's "facility index" is the same; German textbooks call
                          it Schwierigkeitsindex, though a high one is an easy item.
discrimination            correlation of the item with the *rest* of the test, the corrected item-total correlation; for
                          0 and 1 the corrected point-biserial. Moodle calls this one "discrimination index". Textbooks
                          also know the uncorrected one, with the item in the total; it flatters short tests.
discrimination index      here only the textbook's: facility among the best 27 % by total minus among the last 27 %
                          (Kelley 1939). See `matrix.py`, as for the next two.
discriminative efficiency Moodle's: the covariance with the rest, divided by the largest that the same marks could have.
effective weight          Moodle's: √cov(item, total), divided by the sum of these over all items.

The policy, by number of answers, was simulated for tests of 24 items: below FEW nothing but counts; below ENOUGH the
strong learners' rule, which finds ambiguous and miskeyed items with a false alarm in 2 to 3 of 100 good ones, while a
low discrimination would be one in 7 to 11 of 100; from ENOUGH on everything. A flag changes no score. It asks somebody
to look.
"""

from dataclasses import dataclass, field
from math import sqrt

from quizzes.diagnosis.beta import cdf, quantile
from quizzes.statistics.sums import ByClass, Sums, at_least, total_of

FEW = 20
ENOUGH = 50
STRONG_REST = 0.78  # of the other points; a cut of 19 of 24 is as high
STRONG_LEAST = 5  # strong learners, before their answers are a hint
STRONG_FACILITY = 0.75  # what an item should reach among them
STRONG_SURE = 0.90
LOW_DISCRIMINATION = 0.10
PRIOR = 0.5  # Jeffreys' Beta(.5, .5)
TAIL = 0.025  # on each side of a 95 % interval

STRONG_FAIL, LOW = "strong-fail", "low-discrimination"


@dataclass(frozen=True)
class Item:
    """What is known of one item. None where it is undefined, or there are too few answers to say it.

    `facility`: 0 to 1 with its 95 % interval. `discrimination`: -1 to 1, with its standard error. `strong`: facility
    among `strong_count` learners with at least STRONG_REST of the other points. `stage`: counts, some, all.
    """

    count: int
    points: float
    stage: str
    facility: float | None
    interval: tuple[float, float] | None
    discrimination: float | None
    error: float | None
    strong_count: int
    strong: float | None
    flags: tuple[str, ...] = field(default=())


def item_of(by_class: ByClass) -> Item:
    """From the sums of all its answers by classes of rest."""
    total, strong = total_of(by_class), at_least(by_class, STRONG_REST)
    stage, found = stage_of(total.n), total.correlation
    return Item(
        count=total.n,
        points=total.share,
        stage=stage,
        facility=total.mean,
        interval=facility_interval(total),
        discrimination=found,
        error=standard_error(found, total.n),
        strong_count=strong.n,
        strong=strong.mean,
        flags=_flags(stage, found, strong),
    )


def stage_of(count: int) -> str:
    """How much may be said of so many answers."""
    return "counts" if count < FEW else "some" if count < ENOUGH else "all"


def facility_interval(sums: Sums) -> tuple[float, float] | None:
    """95 % credible interval of the facility: Beta(.5 + points, .5 + missed). 15 of 20 right: .536 to .898.

    For part credit it is a little wider than it had to be: shares between 0 and 1 vary less than 0 and 1 do.
    """
    if not sums.n:
        return None
    a, b = PRIOR + sums.share, PRIOR + max(0.0, sums.n - sums.share)
    return quantile(TAIL, a, b), quantile(1 - TAIL, a, b)


def standard_error(discrimination: float | None, count: int) -> float | None:
    """(1 - r²) / √(n - 1), for large n (Pearson & Filon 1898). r = .3 of 50 answers: .13."""
    if discrimination is None or count < 2:
        return None
    return (1 - discrimination**2) / sqrt(count - 1)


def strong_fail(strong: Sums) -> bool:
    """Do learners who know the rest fail here? P(facility among them < .75) > .90, of five of them or more.

    Of 6 strong learners 2 right: P = .98. 4 right: P = .68, which is no flag yet.
    """
    if strong.n < STRONG_LEAST:
        return False
    a, b = PRIOR + strong.share, PRIOR + max(0.0, strong.n - strong.share)
    return cdf(STRONG_FACILITY, a, b) > STRONG_SURE


def _flags(stage: str, discrimination: float | None, strong: Sums) -> tuple[str, ...]:
    flags = []
    if stage != "counts" and strong_fail(strong):
        flags.append(STRONG_FAIL)
    if stage == "all" and discrimination is not None and discrimination < LOW_DISCRIMINATION:
        flags.append(LOW)
    return tuple(flags)
