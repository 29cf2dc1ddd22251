"""Eleven hypotheses, what follows from them, and when the check is over."""

from collections import Counter
from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import (
    NeedsThreeTerms,
    Verdict,
    expected_entropies,
    hypotheses,
    is_over,
    next_term,
    posterior,
    verdict,
)
from tests.quizzes.diagnosis.matrices import NEARLY, PAIR, TERMS, confusions, counted, renamed

EMPTY = Confusion.of(TERMS)


def chances(confusion):
    found = posterior(confusion)
    return {made.name: round(chance, 4) for made, chance in zip(found.hypotheses, found.chances, strict=True)}


def short(found):
    return found.code, found.pair, found.direction


def test_hypotheses_follow_from_the_terms():
    assert [made.name for made in hypotheses("ABC")] == [
        *["master", "novice", "pair AB", "pair AC", "pair BC"],
        *["direction A-B", "direction A-C", "direction B-A", "direction B-C", "direction C-A", "direction C-B"],
    ]


def test_templates_of_a_pair_and_of_a_direction():
    by_name = {made.name: made.template for made in hypotheses(TERMS)}

    assert by_name["master"][0] == pytest.approx((0.88, 0.06, 0.06))
    assert by_name["novice"][2] == pytest.approx((0.29, 0.29, 0.42))
    assert by_name["pair FZ"] == (
        pytest.approx((0.50, 0.08, 0.42)),
        pytest.approx((0.075, 0.85, 0.075)),
        pytest.approx((0.42, 0.08, 0.50)),
    )
    assert by_name["direction O-Z"] == (
        pytest.approx((0.85, 0.075, 0.075)),
        pytest.approx((0.09, 0.33, 0.58)),
        pytest.approx((0.075, 0.075, 0.85)),
    )


def test_priors_and_rows_add_up_to_one():
    made = hypotheses(TERMS)

    assert sum(hypothesis.prior for hypothesis in made) == pytest.approx(1)
    assert all(sum(row) == pytest.approx(1) for hypothesis in made for row in hypothesis.template)


@pytest.mark.parametrize("terms", ["AB", "ABCD", ""])
def test_another_number_of_terms_is_refused(terms):
    with pytest.raises(NeedsThreeTerms, match=f"three terms, not {len(terms)}") as refused:
        hypotheses(terms)

    assert refused.value.terms == tuple(terms)


def test_nothing_known_leaves_the_priors():
    assert posterior(EMPTY).chances == pytest.approx([made.prior for made in hypotheses(TERMS)])


def test_posterior_of_a_confused_pair():
    assert chances(PAIR) == {
        "master": 0.0597,
        "novice": 0.0048,
        "pair FO": 0.8621,
        "pair FZ": 0.0001,
        "pair OZ": 0.0018,
        "direction F-O": 0.0603,
        "direction F-Z": 0.0002,
        "direction O-F": 0.0094,
        "direction O-Z": 0.0015,
        "direction Z-F": 0.0,
        "direction Z-O": 0.0002,
    }
    assert round(posterior(PAIR).pair("F", "O"), 4) == round(posterior(PAIR).pair("O", "F"), 4) == 0.9318
    assert short(verdict(PAIR)) == ("not-sure", ("F", "O"), None)
    assert not is_over(PAIR)


def test_one_slip_leaves_a_master_likely_but_not_sure():
    found = chances(NEARLY)

    assert (found["master"], found["direction O-Z"], found["pair OZ"]) == (0.9277, 0.0336, 0.0203)
    assert verdict(NEARLY) == Verdict("not-sure", posterior(NEARLY).p_master)
    assert verdict(NEARLY).passes_practice
    assert not is_over(NEARLY)


@pytest.mark.parametrize(
    ("rows", "said", "over"),
    [
        (((3, 0, 0), (0, 3, 0), (0, 0, 3)), ("mastered", None, None), True),
        (((3, 0, 0), (0, 3, 0), (0, 0, 2)), ("not-sure", None, None), False),  # one event too early
        (((1, 1, 1), (1, 1, 1), (1, 1, 1)), ("not-yet", None, None), True),
        (((1, 3, 0), (3, 1, 0), (0, 0, 4)), ("not-yet", ("F", "O"), None), True),
        (((4, 0, 0), (0, 0, 4), (0, 0, 4)), ("not-yet", ("O", "Z"), ("O", "Z")), True),
        (((4, 0, 0), (0, 4, 0), (4, 0, 0)), ("not-yet", ("F", "Z"), ("Z", "F")), True),
        (((0, 4, 0), (4, 0, 0), (0, 0, 0)), ("not-sure", None, None), False),  # clear, but too early to say
    ],
)
def test_verdicts(rows, said, over):
    assert (short(verdict(counted(*rows))), is_over(counted(*rows))) == (said, over)


def test_at_thirty_events_the_check_stops_without_a_decision():
    open_ = counted((7, 2, 1), (1, 8, 1), (1, 1, 8))

    assert (open_.total, is_over(open_), verdict(open_).code) == (30, True, "not-sure")
    assert not is_over(counted((7, 2, 1), (1, 8, 1), (1, 1, 7)))


@pytest.mark.parametrize("seed", range(20))
def test_each_term_comes_twice_before_the_choice_adapts(seed):
    """But for those drawn by chance: then a term is at most that much ahead."""
    rng, confusion = Random(seed), EMPTY
    while min(confusion.asked(term) for term in TERMS) < 2:
        term = next_term(confusion, rng)
        confusion = confusion.plus(term, term)

    assert confusion.total <= 12


def test_the_next_term_is_the_one_that_tells_most():
    """F and O are confused: Z would tell nothing new. One of four draws is left to chance, a third of them Z."""
    drawn = Counter(next_term(PAIR, Random(seed)) for seed in range(3000))
    entropies = dict(zip(TERMS, expected_entropies(PAIR), strict=True))

    best = min(entropies, key=entropies.get)
    assert max(entropies, key=entropies.get) == "Z"
    assert drawn[best] / 3000 == pytest.approx(0.75 + 0.25 / 3, abs=0.025)
    assert drawn["Z"] / 3000 == pytest.approx(0.25 / 3, abs=0.02)


def test_only_terms_with_questions_left_are_asked_for():
    assert {next_term(PAIR, Random(seed), {"Z", "O"}) for seed in range(100)} == {"O", "Z"}
    assert {next_term(EMPTY, Random(seed), "Z") for seed in range(20)} == {"Z"}
    with pytest.raises(ValueError, match="no term"):
        next_term(EMPTY, Random(1), ())


def test_the_same_seed_asks_for_the_same_terms():
    asked = [[next_term(PAIR, rng) for _number in range(20)] for rng in (Random(7), Random(7))]

    assert asked[0] == asked[1]


@given(confusions())
def test_posterior_is_bayes_rule_and_adds_up_to_one(confusion):
    weights = []
    for made in hypotheses(TERMS):
        weight = made.prior
        for counts, shares in zip(confusion.counts, made.template, strict=True):
            for count, share in zip(counts, shares, strict=True):
                weight *= share**count
        weights.append(weight)

    found = posterior(confusion).chances
    assert sum(found) == pytest.approx(1)
    assert found == pytest.approx([weight / sum(weights) for weight in weights])


@given(confusions(most=200))
def test_hundreds_of_answers_do_not_underflow(confusion):
    assert sum(posterior(confusion).chances) == pytest.approx(1)


@given(confusions(most=6), st.permutations(TERMS))
def test_renaming_terms_renames_everything(confusion, order):
    mine, theirs = posterior(confusion), posterior(renamed(confusion, order))
    pairs = confusion.pairs

    assert theirs.p_master == pytest.approx(mine.p_master)
    assert [theirs.pair(*pair) for pair in pairs] == pytest.approx([mine.pair(*pair) for pair in pairs])
    for way in [*pairs, *(pair[::-1] for pair in pairs)]:
        assert theirs.direction(*way) == pytest.approx(mine.direction(*way))
    said, other = verdict(confusion), verdict(renamed(confusion, order))
    assert (said.code, said.direction, set(said.pair or ())) == (other.code, other.direction, set(other.pair or ()))
    expected = [
        dict(zip(made.terms, expected_entropies(made), strict=True)) for made in (confusion, renamed(confusion, order))
    ]
    assert expected[0] == pytest.approx(expected[1])


@given(confusions(most=4), st.sampled_from(TERMS))
def test_one_more_answer_is_expected_to_leave_less_open(confusion, term):
    """Information is never negative, and the sum by hand is the sum of the formula."""
    believed = posterior(confusion)
    row = TERMS.index(term)
    by_hand = 0.0
    for column, given_ in enumerate(TERMS):
        chance = sum(
            p * made.template[row][column] for p, made in zip(believed.chances, believed.hypotheses, strict=True)
        )
        by_hand += chance * entropy(posterior(confusion.plus(term, given_)).chances)

    found = expected_entropies(confusion)[row]
    assert found == pytest.approx(by_hand, abs=1e-9)
    assert found <= entropy(believed.chances) + 1e-12


def entropy(chances_):
    return -sum(chance * log(chance) for chance in chances_ if chance)
