import pytest
from django.test import Client

from coursesite.accounts.models import User
from lessons.models import Course
from tests.factories.lessons import make_course
from tests.factories.quizzes import make_quiz_course
from tests.factories.workshop import make_instructor, signed_in


@pytest.fixture
def course() -> Course:
    """Terms A, B, C."""
    return make_quiz_course(slug="kurs", title="Drei Begriffe", access="assigned")


@pytest.fixture
def teacher(course: Course) -> User:
    return make_instructor(course, name="Ada Minke")


@pytest.fixture
def workshop(teacher: User) -> Client:
    return signed_in(teacher)


@pytest.fixture
def stranger() -> Client:
    """The instructor of another course."""
    return signed_in(make_instructor(make_course(slug="anderer", access="assigned")))
