"""A learner in a course with an exam of three questions, one a term."""

from datetime import UTC, datetime

import pytest

from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_exam, make_quiz_course


@pytest.fixture
def now():
    return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def enrolment(course):
    return make_started(make_user(), course)


@pytest.fixture
def quiz(course):
    """Passed with two points of three."""
    return make_exam(course, pass_points=2)
