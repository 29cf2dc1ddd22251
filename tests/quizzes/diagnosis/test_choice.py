"""Which question comes next in the adaptive check?"""

from dataclasses import replace
from random import Random

import pytest

from quizzes.diagnosis.choice import Candidate, next_question
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import MOST

TERMS = ("F", "O", "Z")
NOTHING = Confusion.of(TERMS)
DECIDED = Confusion.of(TERMS, [(term, term) for term in TERMS for _ in range(3)])
FRESH = Candidate(2, "F", "neu", "neu", "D2")
ASKED = Candidate(1, "F", "alt", "alt", "D1")


def chosen(*pool, asked=(), confusion=NOTHING, seed=1):
    found = next_question(confusion, pool, asked=asked, rng=Random(seed))
    return found and found.id


@pytest.mark.parametrize(
    "worse",
    [
        {"is_seen": True},
        {"is_seen": True, "answered": 7},
        {"family": "alt"},
        {"company": "alt"},
        {"dimension": "D1"},
        {"exposure": 1},
    ],
    ids=str,
)
def test_another_one_comes_first(worse):
    other = replace(FRESH, id=3, **worse)

    assert {chosen(ASKED, other, FRESH, asked=[1], seed=seed) for seed in range(10)} == {2}


def test_a_new_question_comes_before_all_else_and_then_what_was_answered_longest_ago():
    repeating = replace(ASKED, id=3, exposure=9)
    early, late = (replace(FRESH, id=pk, is_seen=True, answered=step) for pk, step in [(4, 10), (5, 11)])

    assert chosen(ASKED, late, early, repeating, asked=[1]) == 3
    assert chosen(ASKED, late, early, asked=[1]) == 4


def test_questions_without_a_company_do_not_repeat_one():
    pool = [replace(FRESH, id=pk, company="", family="", exposure=pk) for pk in (2, 3)]

    assert chosen(replace(ASKED, company="", family=""), *pool, asked=[1]) == 2


def test_a_term_without_questions_is_not_asked_for():
    pool = [replace(FRESH, id=pk, term=term) for pk, term in [(2, "F"), (3, "O")]]

    assert {chosen(*pool, asked=[2], seed=seed) for seed in range(20)} == {3}


def test_the_same_seed_chooses_the_same():
    pool = [replace(FRESH, id=pk, term=term) for pk, term in enumerate("FOZ" * 10)]

    assert [chosen(*pool, seed=seed) for seed in range(30)] == [chosen(*pool, seed=seed) for seed in range(30)]
    assert len({chosen(*pool, seed=seed) for seed in range(30)}) > 10


@pytest.mark.parametrize(
    ("confusion", "asked", "pool"),
    [
        (DECIDED, [1], [ASKED, FRESH]),
        (NOTHING, range(10, 10 + MOST), [FRESH]),
        (NOTHING, [1], [ASKED]),
        (NOTHING, [], []),
    ],
    ids=["decided", "asked enough", "none left", "none"],
)
def test_it_is_over(confusion, asked, pool):
    assert chosen(*pool, asked=list(asked), confusion=confusion) is None
