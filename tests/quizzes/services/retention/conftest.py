"""A course with an exam of three cases and a row."""

import pytest

from quizzes.enums import Pool
from tests.factories.lessons import make_unit
from tests.factories.quizzes import TERMS, make_questions, make_quiz, make_quiz_course, set_data, single_data


@pytest.fixture
def course():
    """With a lesson, so that whoever passes has not completed it yet."""
    course = make_quiz_course(slug="kurs")
    make_unit(course)
    return course


@pytest.fixture
def quiz(course):
    """Three cases and a row of three, all asked of everybody."""
    make_questions(course, [single_data(term) for term in TERMS], pool=Pool.MIDTERM)
    make_questions(course, [set_data("ABC")], pool=Pool.MIDTERM)
    cells = [{"term": term, "form": "einordnen"} for term in TERMS]
    return make_quiz(course, [*cells, {"form": "zuordnen", "cases": 3}], pass_points=3, ask_confidence=True)
