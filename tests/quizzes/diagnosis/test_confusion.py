"""Counts of confusions and what they tell; the figures are those of a design study, to four digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.diagnosis.confusion import Confusion
from tests.quizzes.diagnosis.matrices import PAIR, TERMS, confusions, counted, renamed


def table(value, confusion):
    return [[round(value(right, given_), 4) for given_ in confusion.terms] for right in confusion.terms]


def test_events_are_counted_by_what_was_expected_and_given():
    events = [("F", "F"), ("F", "O"), ("F", "O"), ("Z", "F")]

    assert Confusion.of(TERMS, events) == counted((1, 2, 0), (0, 0, 0), (1, 0, 0))


def test_counts_of_a_term():
    assert (PAIR.total, PAIR.right, PAIR.asked("O"), PAIR.count("O", "F")) == (24, 17, 8, 2)


def test_posterior_means():
    assert table(PAIR.mean, PAIR) == [[0.6190, 0.3333, 0.0476], [0.2381, 0.6190, 0.1429], [0.0476, 0.1429, 0.8095]]


@pytest.mark.parametrize(
    ("term", "interval"), [("F", (0.3700, 0.8412)), ("O", (0.3700, 0.8412)), ("Z", (0.5891, 0.9612))]
)
def test_ninety_percent_intervals(term, interval):
    assert tuple(round(end, 4) for end in PAIR.interval(term, term)) == interval


@pytest.mark.parametrize(("term", "chance"), [("F", 0.1943), ("O", 0.1943), ("Z", 0.7291)])
def test_chance_that_a_term_is_mastered(term, chance):
    assert round(PAIR.mastery(term), 4) == chance


def test_confusion_of_each_pair():
    assert {pair: round(PAIR.pair(*pair), 4) for pair in PAIR.pairs} == {
        ("F", "O"): 0.2857,
        ("F", "Z"): 0.0476,
        ("O", "Z"): 0.1429,
    }


def test_what_is_shown_is_corrected_for_guessing():
    assert round(PAIR.known("F"), 4) == 0.4286
    assert [round(end, 4) for end in PAIR.known_interval("F")] == [0.0550, 0.7617]
    assert counted((0, 8, 0), (0, 0, 0), (0, 0, 0)).known("F") == 0.0


def test_two_terms_are_guessed_half_the_time():
    assert counted((7, 1), (0, 0), terms=("A", "B")).known("A") == pytest.approx(2 * 8.5 / 10 - 1)


@pytest.mark.parametrize(
    ("terms", "counts"),
    [
        (("F",), ((1,),)),
        (("F", "F"), ((1, 0), (0, 1))),
        (("F", "O"), ((1, 0),)),
        (("F", "O"), ((1, 0), (0, 1, 0))),
        (("F", "O"), ((1, -1), (0, 1))),
    ],
)
def test_counts_that_make_no_sense_are_refused(terms, counts):
    with pytest.raises(ValueError, match=r"\."):
        Confusion(terms, counts)


def test_a_strange_term_is_named():
    with pytest.raises(ValueError, match=r"Not among the terms: X\."):
        Confusion.of(TERMS, [("F", "X")])
    with pytest.raises(ValueError, match=r"Not among the terms: X\."):
        PAIR.plus("X", "F")


@given(confusions(), st.sampled_from(TERMS), st.sampled_from(TERMS))
def test_an_event_raises_its_own_cell_and_leaves_other_rows(before, expected, given_):
    after = before.plus(expected, given_)

    assert after.total == before.total + 1
    assert after.mean(expected, given_) > before.mean(expected, given_)
    assert all(after.mean(expected, term) < before.mean(expected, term) for term in TERMS if term != given_)
    assert all(
        after.mean(right, term) == before.mean(right, term) for right in TERMS if right != expected for term in TERMS
    )


@given(st.integers(2, 6).flatmap(confusions))
def test_each_row_adds_up_to_one_for_any_number_of_terms(confusion):
    for right in confusion.terms:
        assert sum(confusion.mean(right, given_) for given_ in confusion.terms) == pytest.approx(1)


@given(confusions(), st.permutations(TERMS))
def test_renaming_terms_renames_everything(confusion, order):
    other = renamed(confusion, order)

    for right in TERMS:
        assert [other.mean(right, term) for term in TERMS] == [confusion.mean(right, term) for term in TERMS]
        assert other.interval(right, right) == confusion.interval(right, right)
        assert other.mastery(right) == confusion.mastery(right)
    assert all(other.pair(*pair) == pytest.approx(confusion.pair(*pair)) for pair in confusion.pairs)
