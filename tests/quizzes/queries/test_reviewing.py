"""Which question decides between what was mixed up?"""

from fractions import Fraction

import pytest

from lessons.models import Term
from quizzes.grading.mark import Part
from quizzes.queries.attempts import is_complete
from quizzes.queries.reviewing import TermPoints, contrasts_of, deciding_questions
from quizzes.types.base import CaseTag
from tests.factories.quizzes import TERMS, make_quiz_course


@pytest.mark.parametrize(
    ("reached", "maximum", "percent"),
    [(2, 3, 67), (1, 3, 33), (199, 200, 99), (200, 200, 100), (0, 3, 0), (0, 0, 0)],
)
def test_a_share_is_rounded_and_only_all_is_a_hundred_percent(reached, maximum, percent):
    points = TermPoints(Term(), Fraction(reached), maximum, reached)

    assert (points.percent, points.limit_percent) == (percent, percent)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ([("A", "B")], [1]),
        ([("B", "A")], [1]),
        ([("C", "A")], [3]),
        ([("A", "A")], [1]),
        ([("A", None)], [1]),
        ([("C", "B"), ("A", "B"), ("B", "C")], [1, 2]),
        ([("A", "X")], []),
    ],
    ids=[
        "one way",
        "other way",
        "another pair than the case's",
        "right: the case's",
        "open: the case's",
        "a set",
        "unknown",
    ],
)
def test_the_pair_that_was_mixed_up_decides(chosen, numbers):
    """Each case of A was written for the pair AB, of B for BC, of C for AC."""
    by_pair = contrasts_of(make_quiz_course().pk)
    contrast = {"A": "AB", "B": "BC", "C": "AC"}
    cases = [CaseTag(str(place), expected, contrast[expected]) for place, (expected, _given) in enumerate(chosen)]
    parts = [Part(str(place), *pair, Fraction(0)) for place, pair in enumerate(chosen)]

    found = deciding_questions(parts, cases, by_pair, tuple(TERMS))

    assert [question.number for question in found] == numbers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "is_yes"),
    [
        ([("B", "A")], True),
        ([("B", "B")], False),
        ([("A", "B")], False),
        ([("C", "B")], False),
        ([("B", "A"), ("B", "A")], False),
    ],
    ids=["its answer is yes", "another pair's question", "the other term", "nothing is said of it", "a set"],
)
def test_where_the_answer_is_certainly_yes_that_is_said(chosen, is_yes):
    """Else its last words, which name the other term, would read like the solution."""
    course = make_quiz_course()
    course.contrasts.filter(pair="AB").update(yes="B")
    cases = [CaseTag(str(place), expected, "BC") for place, (expected, _given) in enumerate(chosen)]
    parts = [Part(str(place), *pair, Fraction(0)) for place, pair in enumerate(chosen)]

    [found] = deciding_questions(parts, cases, contrasts_of(course.pk), tuple(TERMS))

    assert found.is_yes is is_yes


@pytest.mark.parametrize(
    ("answer", "complete"),
    [(None, False), ("a", True), ({}, False), ({"x": "A"}, False), ({"x": "A", "y": "B"}, True)],
)
def test_a_set_is_complete_when_each_row_has_an_answer(answer, complete):
    assert is_complete(["x", "y"], answer) == complete
