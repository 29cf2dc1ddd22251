"""Simulated learners answer as their profile says."""

from collections import Counter
from random import Random

import pytest

from quizzes.simulation.learners import answer, learner_of, profiles_of

TERMS = ("F", "O", "Z")
PROFILES = {profile.name: profile for profile in profiles_of(TERMS)}


def test_profiles_for_three_terms():
    assert list(PROFILES) == [
        *["guesser", "novice", "borderline", "good", "master"],
        *["pair FO", "pair FZ", "pair OZ"],
        *["direction F-O", "direction F-Z", "direction O-F", "direction O-Z", "direction Z-F", "direction Z-O"],
    ]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_each_row_adds_up_to_one(profile):
    assert all(sum(row.values()) == pytest.approx(1) for row in profile.matrix.values())


def test_a_pair_confuser_knows_the_third_term():
    """The figures of the design study: 0.48, 0.44, 0.08 for the pair, 0.88 for the other."""
    matrix = PROFILES["pair FO"].matrix

    assert matrix["F"] == pytest.approx({"F": 0.48, "O": 0.44, "Z": 0.08})
    assert matrix["O"] == pytest.approx({"F": 0.44, "O": 0.48, "Z": 0.08})
    assert matrix["Z"]["Z"] == pytest.approx(0.88)


def test_learners_scatter_around_their_profile():
    rng = Random(1)

    learners = [learner_of(PROFILES["master"], rng) for _number in range(2000)]

    shares = sorted(learner["F"]["F"] for learner in learners)
    assert sum(shares) / len(shares) == pytest.approx(0.90, abs=0.01)
    assert (shares[100], shares[-100]) == pytest.approx((0.80, 0.97), abs=0.02)


@pytest.mark.parametrize(("difficulty", "right"), [(0.0, 0.72), (-3.0, 0.98), (3.0, 0.11)])
def test_a_harder_case_is_answered_right_less_often(difficulty, right):
    rng = Random(1)

    given = Counter(answer(PROFILES["borderline"].matrix, "O", difficulty, rng) for _number in range(4000))

    assert given["O"] / 4000 == pytest.approx(right, abs=0.02)
    assert abs(given["F"] - given["Z"]) <= 4 * (given["F"] + given["Z"]) ** 0.5  # both are as likely
