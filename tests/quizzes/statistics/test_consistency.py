"""Estimated from one form, p0 and kappa are close to what a second form would have shown."""

from collections import Counter
from math import exp, log
from random import Random
from statistics import fmean

import pytest

from quizzes.statistics.consistency import Case, Cut, abilities, consistency, error_at

LENGTH, CUT = 24, 19


def taken(rng, share, difficulties):
    level = log(share / (1 - share))
    return [rng.random() < 1 / (1 + exp(difficulty - level)) for difficulty in difficulties]


def two_forms(profiles, people=3000):
    """Both forms of each person: as (share of people, true share) says, scattered a little."""
    rng = Random(11)
    forms = [[rng.gauss(0, 0.6) for _item in range(LENGTH)] for _form in range(2)]
    weights, levels = zip(*profiles, strict=True)
    for level in rng.choices(levels, weights, k=people):
        share = rng.betavariate(30 * level, 30 * (1 - level))
        yield [taken(rng, share, form) for form in forms]


@pytest.mark.parametrize(
    "profiles",
    [[(0.4, 0.9), (0.2, 0.4), (0.4, 0.61)], [(0.8, 0.9), (0.05, 0.4), (0.15, 0.61)], [(1.0, 0.9)]],
    ids=["mixed", "mostly masters", "masters only"],
)
def test_the_estimate_is_what_two_forms_show(profiles):
    both = list(two_forms(profiles))
    first, second = ([sum(forms[number]) for forms in both] for number in range(2))
    agree = fmean((one >= CUT) == (other >= CUT) for one, other in zip(first, second, strict=True))
    passed = fmean(total >= CUT for total in first + second)
    chance = passed**2 + (1 - passed) ** 2
    form = [Case(fmean(forms[0][number] for forms in both)) for number in range(LENGTH)]

    found = consistency([form], Cut(CUT), totals=Counter(first), seed=5)

    assert found.agree == pytest.approx(agree, abs=0.03)
    assert found.kappa == pytest.approx((agree - chance) / (1 - chance), abs=0.06)


def test_who_all_know_everything_agree_and_chance_explains_it():
    found = consistency([[Case(1.0)] * 8], Cut(2), totals={8: 30}, seed=1)

    assert (found.agree, found.kappa) == (1.0, None)


def test_the_rule_per_term_counts():
    """All from one term: the other term's point is missing."""
    form = [Case(0.999, "F")] * 9 + [Case(0.001, "Z")]

    whole = consistency([form], Cut(9), totals={9: 30}, seed=1)
    per_term = consistency([form], Cut(9, per_term=1), totals={9: 30}, seed=1)

    assert whole.agree < 1
    assert per_term != whole


def test_the_same_seed_gives_the_same_figure():
    form = [Case(0.7)] * LENGTH

    one, other = (consistency([form], Cut(CUT), totals={15: 20, 20: 20}, seed=9, people=200) for _run in range(2))

    assert one == other


def test_abilities_are_weights():
    weights = abilities([[("", 0.0)] * 4], {0: 10, 4: 10})

    assert sum(weights) == pytest.approx(1)
    assert weights[0] > 0.1 < weights[-1]
    assert weights[len(weights) // 2] < 0.01


def test_error_at_the_cut_by_hand():
    assert error_at(19, 24) == pytest.approx(2.0323, abs=1e-4)
    assert (error_at(24, 24), error_at(0, 24), error_at(1, 1)) == (0, 0, 0)
