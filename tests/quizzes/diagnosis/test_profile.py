"""What a learner may be told, and from how many answers on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.diagnosis.advice import Advice, advice
from quizzes.diagnosis.confusion import Confusion
from quizzes.diagnosis.mastery import Verdict
from quizzes.diagnosis.profile import Contrast, Event, TermStanding, contrasts_due, profile, wrong_answers
from tests.quizzes.diagnosis.matrices import TERMS, counted

START = date(2026, 3, 2)


def events(answers, **fields):
    """ "FO" is F taken for O; one a day."""
    return [
        Event(*answer, day=START + timedelta(number), question=number, **fields)
        for number, answer in enumerate(answers.split())
    ]


def told(answers):
    return profile(TERMS, events(answers))


def test_without_answers_nothing_is_said():
    found = profile(TERMS, [])

    assert (found.answers, found.missing, found.certainty) == (0, 12, "too-few")
    assert found.terms == tuple(TermStanding(term, 0, "too-few") for term in TERMS)
    assert (found.verdict.code, found.verdict.pair) == ("not-sure", None)
    assert (found.change, found.wrong, found.contrasts) == (None, (), ())


def test_no_pair_is_named_before_twelve_answers():
    swapped = "FO OF FO OF FO OF ZZ ZZ ZZ ZZ ZZ"
    eleven, twelve = told(swapped), told(swapped + " FO")

    assert (eleven.missing, eleven.verdict.pair, eleven.verdict.chance, eleven.certainty) == (1, None, None, "too-few")
    assert (twelve.missing, twelve.verdict.pair, twelve.certainty) == (0, ("F", "O"), "provisional")


def test_an_unclear_pair_is_not_named():
    found = told("FO OO FF OZ ZZ ZF FF OO ZZ ZO OF FF")

    assert (found.verdict.pair, found.certainty) == (None, "provisional")


@pytest.mark.parametrize(
    ("answers", "certainty"),
    [("FO " * 7 + "OO ZZ " * 6, "provisional"), ("FO " * 8 + "OO ZZ " * 6, "sure"), ("FO " * 8 + "OO ZZ " * 2, "sure")],
    ids=["too few of the term", "enough", "too few of the other alone"],
)
def test_nothing_sure_is_said_of_a_term_with_too_few_answers(answers, certainty):
    found = told(answers)

    assert (found.verdict.direction, found.certainty) == (("F", "O"), certainty)


def test_a_likely_pair_is_provisional():
    found = told("FF FO OO OF ZZ ZZ " * 4)

    assert (found.verdict.pair, found.certainty) == (("F", "O"), "sure")
    found = told("FF FO FF OF ZZ ZZ OO OO FO ZZ OF ZZ FF OO")
    assert 0.8 <= found.verdict.chance < 0.95
    assert found.certainty == "provisional"


def test_a_term_is_judged_from_eight_answers_on():
    seven, eight = (told("FF " * number).terms[0] for number in (7, 8))

    assert seven == TermStanding("F", 7, "too-few")
    assert (eight.events, eight.certainty) == (8, "provisional")
    assert eight.known == pytest.approx((9.5 / 10.5 - 1 / 3) / (2 / 3))
    assert eight.interval[0] < eight.known < eight.interval[1]


def test_a_term_is_sure_when_a_decision_would_stand_on_it():
    assert told("FF " * 10).terms[0].certainty == "sure"
    assert told("FF " * 9 + "FO").terms[0].certainty == "provisional"
    assert told("FO " * 10).terms[0].certainty == "sure"


def test_only_first_answers_to_known_terms_count():
    again = events("FO " * 20, is_first=False)
    gone = events("FX XF " * 10)
    found = profile(TERMS, [*again, *events("FF OO"), *gone])

    assert (found.answers, found.confusion) == (2, counted((1, 0, 0), (0, 1, 0), (0, 0, 0)))
    assert found.wrong == ()


def test_only_the_last_thirty_count():
    found = told("FO OF " * 20 + "FF OO ZZ " * 10)

    assert (found.answers, found.confusion) == (70, counted((10, 0, 0), (0, 10, 0), (0, 0, 10)))
    assert (found.verdict.code, found.certainty, found.wrong, found.contrasts) == ("mastered", "sure", (), ())


@pytest.mark.parametrize(("count", "compared"), [(17, None), (18, 9), (21, 10), (24, 12), (60, 12)])
def test_change_compares_answers_that_are_not_the_same(count, compared):
    found = told("FF " * count).change

    assert (found and (found.before.total, found.after.total)) == (compared and (compared, compared))


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ("FO " * 9 + "FF " * 9, "better"),
        ("FF " * 9 + "FO " * 9, "worse"),
        ("FF FO FF " * 6, "unclear"),
        ("FO FO FO FO FF FF FF FF FF " + "FO FO FO FF FF FF FF FF FF ", "unclear"),
    ],
)
def test_trend_of_right_answers(answers, code):
    assert told(answers).change.code == code


def test_the_start_is_the_very_first_answers():
    found = told("FO " * 12 + "OO " * 40 + "FF " * 12).change

    assert found.before == counted((0, 12, 0), (0, 0, 0), (0, 0, 0))
    assert found.after == counted((12, 0, 0), (0, 0, 0), (0, 0, 0))


def test_what_one_was_sure_of_comes_first_then_the_newest():
    sure, unsure, silent = (
        Event("F", "O", confidence=confidence, question=confidence) for confidence in ("sure", "unsure", "")
    )
    newer = Event("O", "F", confidence="sure", question="newer")
    right = Event("O", "O", confidence="sure")

    assert wrong_answers([sure, unsure, newer, right, silent]) == (newer, sure, silent, unsure)


def test_two_confusions_in_one_direction_make_a_contrast_due():
    made = events("OZ FO ZO FF OZ FO OZ")

    assert contrasts_due(TERMS, made) == (
        Contrast(("O", "Z"), ("O", "Z"), 3, made[6]),
        Contrast(("F", "O"), ("F", "O"), 2, made[5]),
    )
    assert contrasts_due(TERMS, events("OZ ZO FO OF")) == ()


def test_of_as_many_the_newer_contrast_is_due_first():
    assert [due.direction for due in contrasts_due(TERMS, events("ZF FO FO ZF"))] == [("Z", "F"), ("F", "O")]
    assert contrasts_due(TERMS, events("ZF ZF"))[0].pair == ("F", "Z")


def test_a_confusion_beyond_the_window_is_over():
    assert told("FO " + "FF " * 28 + "FO").contrasts[0].count == 2
    assert told("FO " + "FF " * 29 + "FO").contrasts == ()


@pytest.mark.parametrize("terms", ["AB", "ABCD"])
def test_another_number_of_terms_has_a_profile_without_verdict(terms):
    found = profile(terms, events("AB AA BB BB " * 4))

    assert (found.verdict, found.certainty, found.terms[0].events) == (None, "provisional", 8)
    assert found.contrasts[0].direction == ("A", "B")
    assert advice(found.verdict) == (Advice("mixed-practice"),)


@given(st.lists(st.tuples(st.sampled_from(TERMS), st.sampled_from(TERMS)), max_size=45))
def test_nothing_is_claimed_from_too_few(answers):
    found = profile(TERMS, [Event(*answer) for answer in answers])

    assert found.confusion == Confusion.of(TERMS, answers[-30:])
    assert found.verdict.pair is None or (len(answers) >= 12 and found.verdict.chance >= 0.8)
    assert all((standing.known is None) == (standing.events < 8) for standing in found.terms)
    assert (found.certainty == "too-few") == (len(answers) < 12)


@pytest.mark.parametrize(
    ("verdict", "codes"),
    [
        (Verdict("mastered", 0.97), [Advice("nothing")]),
        (Verdict("not-sure", 0.6), [Advice("mixed-practice")]),
        (Verdict("not-yet", 0.01), [Advice("mixed-practice")]),
        (
            Verdict("not-yet", 0.01, ("F", "O"), ("O", "F"), 0.9),
            [Advice("read-pair", ("F", "O"), ("O", "F")), Advice("practise-pair", ("F", "O"), ("O", "F"))],
        ),
    ],
)
def test_advice(verdict, codes):
    assert list(advice(verdict)) == codes


def test_cases_that_were_chosen_since_they_are_hard_show_no_change():
    """Practice asks what somebody confuses: that she answers it worse than the rest says nothing of learning."""
    good = [Event(term, term) for term in TERMS for _case in range(4)]
    hard = [Event("O", "Z", is_aimed=True) for _case in range(12)]

    assert profile(TERMS, [*good, *hard]).change is None
    assert profile(TERMS, [*good, *good]).change is not None
