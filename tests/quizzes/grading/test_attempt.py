from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading.attempt import Cuts, GradedSlot, PassRule, Result, result
from quizzes.grading.mark import Part


def case(term, share=1):
    return GradedSlot(1, Fraction(share), (Part("", term, term, Fraction(share)),))


def row_set(*right_or_not):
    """A set with one row per letter: a capital is right, a small letter wrong."""
    parts = tuple(
        Part(f"r{n}", letter.upper(), letter.upper() if letter.isupper() else None, Fraction(letter.isupper()))
        for n, letter in enumerate(right_or_not)
    )
    share = sum((part.share for part in parts), Fraction()) / len(parts)
    return GradedSlot(len(parts), share, parts)


def slots(right, wrong=""):
    return [*(case(term) for term in right), *(case(term, 0) for term in wrong)]


MIDTERM = PassRule(points=7, per_term=2)
EXAM = PassRule(points=19, per_term=5)


def test_result_adds_points_in_all_and_per_term():
    assert result([case("F"), case("O", 0), row_set("F", "o", "Z")], PassRule(3)) == Result(
        points=Fraction(3),
        maximum=5,
        per_term={"F": (Fraction(2), 2), "O": (Fraction(0), 2), "Z": (Fraction(1), 1)},
        passed=True,
    )


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "passed"),
    [
        ("FFFOOOZZZ", "", MIDTERM, True),
        ("FFOOZZZ", "FO", MIDTERM, True),  # exactly at both cuts
        ("FFOOZZ", "FOZ", MIDTERM, False),  # every term reached, one point short
        ("FFFOOOZ", "ZZ", MIDTERM, False),  # enough points, one term short
        ("F" * 8 + "O" * 6 + "Z" * 5, "OOZZZ", EXAM, True),
        ("F" * 8 + "O" * 7 + "Z" * 4, "OZZZZ", EXAM, False),
        ("F" * 7 + "O" * 6 + "Z" * 5, "FOOZZZ", EXAM, False),
        ("", "FOZ", PassRule(0), True),
    ],
)
def test_passing_needs_the_points_and_each_term(right, wrong, rule, passed):
    assert result(slots(right, wrong), rule).passed is passed


@pytest.mark.parametrize(
    ("share", "passed"),
    [(Fraction(1), True), (Fraction(999_999, 1_000_000), False), (Fraction(2, 3), False)],
)
def test_cuts_are_compared_exactly(share, passed):
    """0.999999 is stored as 1.00000 and still does not reach the cut."""
    assert result([case("F", share)], PassRule(1)).passed is passed
    assert result([case("F"), case("O", share)], PassRule(1, per_term=1)).passed is passed


def test_thirds_add_up_to_whole_points():
    thirds = [GradedSlot(1, Fraction(1, 3))] * 21

    assert result(thirds, PassRule(7)) == Result(points=Fraction(7), maximum=21, per_term={}, passed=True)


def test_skipped_questions_count_zero_and_stay_in_the_maximum():
    skipped = GradedSlot(2, Fraction(0), (Part("r1", "F", None, Fraction(0)), Part("r2", "O", None, Fraction(0))))

    assert result([case("F"), skipped], PassRule(1, per_term=1)) == Result(
        points=Fraction(1), maximum=3, per_term={"F": (Fraction(1), 2), "O": (Fraction(0), 1)}, passed=False
    )


def test_questions_without_cases_count_for_points_only():
    ordering = GradedSlot(1, Fraction(5, 6), (Part("a", None, None, Fraction(1)), Part("b", None, None, Fraction(0))))

    assert result([ordering], PassRule(0, per_term=1)) == Result(
        points=Fraction(5, 6), maximum=1, per_term={}, passed=True
    )


def test_without_a_rule_nobody_passes_or_fails():
    assert result([case("F")], None).passed is None
    assert result([], None) == Result(points=Fraction(0), maximum=0, per_term={}, passed=None)


@pytest.mark.parametrize("rule", [{"points": -1}, {"points": 1, "per_term": -1}])
def test_a_rule_asks_for_no_points_or_more(rule):
    with pytest.raises(ValueError, match="pass rule"):
        PassRule(**rule)


@given(st.permutations(slots("FFOOZ", "FOZZ")))
def test_the_order_of_questions_never_changes_a_result(permuted):
    assert result(permuted, MIDTERM) == result(slots("FFOOZ", "FOZZ"), MIDTERM)


@given(st.lists(st.sampled_from(["F", "O", "Z", "f", "o", "z"]), min_size=1, max_size=12))
def test_points_are_the_sum_over_terms_however_cases_are_bundled(letters):
    single = result([row_set(letter) for letter in letters], PassRule(4, 2))

    assert result([row_set(*letters)], PassRule(4, 2)) == single
    assert sum((points for points, _ in single.per_term.values()), Fraction()) == single.points
    assert sum(maximum for _, maximum in single.per_term.values()) == single.maximum


def taken_out(slot):
    return GradedSlot(slot.points, slot.share, slot.parts, is_scored=False)


def test_what_was_taken_out_counts_for_nothing_and_the_rule_shrinks_with_it():
    asked = slots("F" * 8 + "O" * 6 + "Z" * 4, "OOZZZZ")

    whole = result(asked, EXAM)
    without_a_miss = result([*asked[:-1], taken_out(asked[-1])], EXAM)
    without_a_hit = result([taken_out(asked[0]), *asked[1:]], EXAM)

    assert (whole.passed, whole.cuts) == (False, Cuts(19, {"F": 5, "O": 5, "Z": 5}))
    assert (without_a_miss.maximum, without_a_miss.cuts) == (23, Cuts(18, {"F": 5, "O": 5, "Z": 4}))
    assert without_a_miss.passed
    assert (without_a_hit.points, without_a_hit.cuts) == (17, Cuts(18, {"F": 4, "O": 5, "Z": 5}))


def test_a_term_that_was_taken_out_whole_is_no_hurdle():
    asked = [*slots("FF"), taken_out(case("O", 0))]

    assert result(asked, PassRule(3, 1)) == Result(Fraction(2), 2, {"F": (Fraction(2), 2)}, passed=True)


@given(st.lists(st.tuples(st.sampled_from("FOZ"), st.booleans()), min_size=1, max_size=24), st.integers(0, 24))
def test_taking_a_miss_out_never_harms(answers, cut):
    asked = [case(term, int(right)) for term, right in answers]
    rule = PassRule(min(cut, len(asked)), 1)
    before = result(asked, rule)

    for index, slot in enumerate(asked):
        if not slot.share:
            after = result([*asked[:index], taken_out(slot), *asked[index + 1 :]], rule)
            assert after.passed or not before.passed
