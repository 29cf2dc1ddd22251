"""When may what be said of an item, and when should somebody look at it?"""

from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.items import facility_interval, item_of, standard_error, strong_fail
from quizzes.statistics.sums import Sums, class_of


def by_class(pairs):
    found = {}
    for share, rest in pairs:
        found[class_of(rest)] = found.get(class_of(rest), Sums()) + Sums.of([(share, rest)])
    return found


def test_facility_interval_is_the_one_of_its_docstring():
    low, high = facility_interval(Sums(n=20, share=15))

    assert (round(low, 3), round(high, 3)) == (0.536, 0.898)


@pytest.mark.parametrize(("count", "points"), [(10_000, 10_000), (10_000, 0), (1, 1), (3, 1.5)])
def test_facility_interval_holds_at_its_bounds(count, points):
    low, high = facility_interval(Sums(n=count, share=points))

    assert 0 <= low < high <= 1
    assert low <= points / count + 1e-3
    assert high >= points / count - 1e-3


def test_standard_error_is_the_one_of_its_docstring():
    assert standard_error(0.3, 50) == pytest.approx(0.13)
    assert standard_error(None, 50) is None
    assert standard_error(0.3, 1) is None


@pytest.mark.parametrize(("count", "right", "fails"), [(6, 2, True), (6, 4, False), (4, 0, False), (5, 5, False)])
def test_strong_learners_fail_from_five_of_them_on(count, right, fails):
    assert strong_fail(Sums(n=count, share=right)) is fails


def answers(count, *, strong_right):
    """Half of them know the rest, half do not; the others get every second item right."""
    strong = [(float(number < strong_right * count / 2), 0.9) for number in range(count // 2)]
    return strong + [(float(number % 2), 0.4) for number in range(count - count // 2)]


@pytest.mark.parametrize(
    ("count", "stage", "flags"),
    [(19, "counts", ()), (20, "some", ("strong-fail",)), (49, "some", ("strong-fail",)),
     (50, "all", ("strong-fail", "low-discrimination"))],
)  # fmt: skip
def test_flags_come_with_the_number_of_answers(count, stage, flags):
    item = item_of(by_class(answers(count, strong_right=0.3)))

    assert (item.count, item.stage, item.flags) == (count, stage, flags)


def test_a_good_item_has_no_flag():
    item = item_of(by_class(answers(60, strong_right=0.95)))

    assert item.flags == ()
    assert (item.strong_count, round(item.strong, 2)) == (30, 0.97)
    assert item.discrimination == pytest.approx(0.527, abs=0.001)


def test_an_item_without_answers_is_nothing():
    item = item_of({})

    assert (item.count, item.facility, item.interval, item.discrimination, item.strong) == (0, None, None, None, None)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=60))
def test_figures_keep_their_bounds(pairs):
    item = item_of(by_class(pairs))

    assert item.facility is None or 0 <= item.facility <= 1 + 1e-9
    assert item.discrimination is None or -1 <= item.discrimination <= 1
    assert item.interval is None or 0 <= item.interval[0] <= item.interval[1] <= 1


def simulated(rng, kind):
    """30 mixed learners, 23 other items. A miskeyed item rewards what is wrong; of an ambiguous one half is lost."""
    pairs = []
    for _learner in range(30):
        level = rng.choice([0.9, 0.9, 0.4, 0.61, 0.61])
        rest = sum(rng.random() < level for _item in range(23)) / 23
        knows = rng.random() < level
        right = {"good": knows, "ambiguous": knows and rng.random() < 0.5, "miskeyed": not knows and rng.random() < 0.5}
        pairs.append((float(right[kind]), rest))
    return pairs


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("good", 0.0, 0.05), ("ambiguous", 0.70, 1.0), ("miskeyed", 0.97, 1.0)]
)
def test_hit_rates_are_those_the_policy_rests_on(kind, low, high):
    rng = Random(7)

    found = fmean("strong-fail" in item_of(by_class(simulated(rng, kind))).flags for _test in range(400))

    assert low <= found <= high
