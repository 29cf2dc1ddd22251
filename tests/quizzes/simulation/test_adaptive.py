"""The adaptive check on simulated learners: a small run, so with room for chance."""

from random import Random

import pytest

from quizzes.diagnosis.mastery import NeedsThreeTerms
from quizzes.simulation.adaptive import confused_pair, coverage, figures, outcome, outcomes, population, run
from quizzes.simulation.learners import profiles_of

TERMS = ("F", "O", "Z")
PROFILES = {profile.name: profile for profile in profiles_of(TERMS)}


@pytest.fixture(scope="module")
def made():
    return {outcome.profile.name: outcome for outcome in outcomes(TERMS, learners=3000, seed=1)}


def test_population_is_forty_twenty_forty():
    assert population(TERMS) == pytest.approx(
        {"master": 0.4, "novice": 0.2, "pair FO": 0.4 / 3, "pair FZ": 0.4 / 3, "pair OZ": 0.4 / 3}
    )


def test_the_check_is_short_and_mostly_right(made):
    """Measured with 10,000 learners: 12.1 questions, 95.7 %, 3.9 %, 98.5 %, 86 %."""
    found = figures(made.values())

    assert 11.5 < found.questions <= 13
    assert found.right >= 0.945
    assert found.false_pass <= 0.055
    assert found.undecided <= 0.03
    assert found.names_right >= 0.95
    assert 0.80 <= found.names_apt <= 0.92


def test_who_knows_nothing_does_not_pass(made):
    assert (made["guesser"].passed, made["novice"].passed) == (0, pytest.approx(0, abs=0.01))
    assert made["guesser"].questions < made["master"].questions < made["borderline"].questions


def test_a_direction_counts_as_its_pair(made):
    assert made["direction O-Z"].named_right / made["direction O-Z"].named > 0.9


def test_intervals_hold_what_they_promise():
    held = coverage(TERMS, learners=1000, seed=1)

    assert list(held) == [9, 15, 24]
    assert all(0.87 <= share <= 0.93 for share in held.values())


def test_a_run_has_nine_to_thirty_questions():
    rng = Random(1)
    lengths = {
        run(PROFILES[name].matrix, rng).questions
        for name in ("guesser", "borderline", "master")
        for _number in range(100)
    }

    assert (min(lengths), max(lengths)) == (9, 30)


@pytest.mark.parametrize(
    ("name", "pair"),
    [("master", None), ("pair FZ", ("F", "Z")), ("direction O-F", ("F", "O")), ("direction O-Z", ("O", "Z"))],
)
def test_the_pair_a_profile_confuses(name, pair):
    assert confused_pair(PROFILES[name]) == pair


def test_the_same_seed_gives_the_same_figures():
    first, again, other = (outcome(PROFILES["pair OZ"], learners=50, seed=seed) for seed in (1, 1, 2))

    assert first == again != other


def test_two_terms_have_no_check():
    with pytest.raises(NeedsThreeTerms):
        outcomes(("A", "B"), learners=10, seed=1)
