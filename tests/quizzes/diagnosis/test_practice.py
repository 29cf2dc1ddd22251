"""Targeted practice: which pair, which case next, and when is it enough?"""

from collections import Counter
from math import log
from random import Random

import pytest

from quizzes.diagnosis.choice import Candidate
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.practice import MOST_PRACTICE, evidence_apart, is_enough, is_separated, next_case, weakest_pair

TERMS = ("F", "O", "Z")
PAIR = ("F", "O")
RIGHT, WRONG = ("F", "F"), ("O", "F")
CONTRASTS = [("F", "FO"), ("O", "FO"), ("F", "FZ"), ("Z", "FZ"), ("O", "OZ"), ("Z", "OZ")]
POOL = [
    Candidate(number, term, f"family-{number}", contrast=contrast)
    for number, (term, contrast) in enumerate(CONTRASTS * 8, 1)
]


@pytest.mark.parametrize(
    ("counts", "pair"),
    [
        ([[5, 3, 0], [2, 5, 1], [0, 1, 7]], ("F", "O")),
        ([[5, 0, 0], [0, 2, 3], [0, 0, 5]], ("O", "Z")),
        ([[3, 0, 2], [0, 5, 0], [2, 0, 3]], ("F", "Z")),
    ],
)
def test_the_weakest_pair_is_the_one_that_is_most_likely_confused(counts, pair):
    assert weakest_pair(Confusion(TERMS, tuple(map(tuple, counts)))) == pair


def test_without_answers_there_is_a_pair_all_the_same():
    assert weakest_pair(Confusion.of(TERMS)) == ("F", "O")


def test_four_terms_have_a_weakest_pair_too():
    assert weakest_pair(Confusion.of(("A", "B", "C", "D"), [("C", "D"), ("D", "C")])) == ("C", "D")


def test_evidence_is_walds_ratio_over_the_cases_of_the_pair():
    answers = [RIGHT, WRONG, ("Z", "F"), ("O", "Z")]

    assert evidence_apart(PAIR, answers) == pytest.approx(log(0.85 / 0.65) + 2 * log(0.15 / 0.35))


@pytest.mark.parametrize(
    ("right", "wrong", "separated"),
    [(8, 0, False), (9, 0, True), (11, 1, False), (12, 1, True), (14, 2, False), (15, 2, True), (17, 3, False)],
)
def test_so_many_right_answers_tell_the_pair_apart(right, wrong, separated):
    assert is_separated(PAIR, [RIGHT] * right + [WRONG] * wrong) is separated


def test_cases_of_the_third_term_say_nothing_of_the_pair():
    assert not is_separated(PAIR, [("Z", "Z")] * 30)


@pytest.mark.parametrize(("asked", "enough"), [(19, False), (20, True)])
def test_it_ends_at_twenty_cases(asked, enough):
    assert is_enough(PAIR, [WRONG] * (asked - 1), asked=asked) is enough


def practised(seed):
    asked, rng = [], Random(seed)
    while len(asked) < MOST_PRACTICE:
        asked.append(next_case(PAIR, POOL, asked=asked, rng=rng).id)
    return [POOL[pk - 1] for pk in asked]


def test_most_cases_set_the_pair_against_each_other_and_others_are_mixed_in():
    counts = Counter(case.contrast == "FO" for seed in range(40) for case in practised(seed))

    assert 0.65 < counts[True] / counts.total() < 0.85
    assert all(len({case.contrast for case in practised(seed)}) > 1 for seed in range(10))


def test_no_case_comes_twice_and_the_same_seed_gives_the_same():
    assert len({case.id for case in practised(3)}) == MOST_PRACTICE
    assert practised(3) == practised(3)


def test_unseen_cases_come_first():
    seen = [Candidate(number, "F", contrast="FO", is_seen=True, answered=number) for number in (1, 2)]
    fresh = Candidate(3, "O", contrast="FO")

    assert {next_case(PAIR, [*seen, fresh], asked=(), rng=Random(seed)).id for seed in range(9)} == {3}


def test_when_the_pair_has_no_more_cases_others_go_on_until_none_is_left():
    pool = [Candidate(1, "F", contrast="FO"), Candidate(2, "Z", contrast="OZ")]

    assert next_case(PAIR, pool, asked=[1], rng=Random(1)).id == 2
    assert next_case(PAIR, pool, asked=[1, 2], rng=Random(1)) is None
