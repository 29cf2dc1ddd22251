"""Targeted practice on simulated learners: short for who knows the terms, and no praise for who confuses them."""

import pytest

from quizzes.diagnosis.practice import MOST_PRACTICE
from quizzes.simulation.practice import practised

TERMS = ("F", "O", "Z")


@pytest.fixture(scope="module")
def found():
    return {made.profile.name: made for made in practised(TERMS, learners=400, seed=1)}


def test_most_masters_end_early(found):
    assert found["master"].separated > 0.6
    assert found["master"].cases < 17


@pytest.mark.parametrize("name", ["pair FO", "pair OZ", "pair FZ", "novice", "guesser"])
def test_hardly_anybody_who_confuses_the_pair_is_taken_to_tell_it_apart(found, name):
    assert found[name].separated < 0.05
    assert found[name].cases > MOST_PRACTICE - 1


def test_who_learnt_half_of_it_is_between(found):
    assert found["novice"].separated < found["borderline"].separated < found["master"].separated


def test_the_same_seed_gives_the_same(found):
    again = {made.profile.name: made for made in practised(TERMS, learners=400, seed=1)}

    assert again == found
