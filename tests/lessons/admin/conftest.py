import pytest
from django.test import Client

from coursesite.accounts.models import User
from lessons.models import Course, Lesson
from tests.factories.accounts import make_operator
from tests.factories.lessons import make_course, make_lesson
from tests.factories.workshop import make_instructor, signed_in


@pytest.fixture
def course() -> Course:
    return make_course(slug="kurs", title="Drei Begriffe", access="assigned")


@pytest.fixture
def lesson(course: Course) -> Lesson:
    """Published in version 1."""
    return make_lesson(course, "Erste Fassung.", slug="eins", title="Lektion Eins")


@pytest.fixture
def teacher(course: Course) -> User:
    return make_instructor(course, name="Ada Minke")


@pytest.fixture
def workshop(teacher: User) -> Client:
    """A client signed in as the course's instructor."""
    return signed_in(teacher)


@pytest.fixture
def stranger() -> Client:
    """The instructor of another course."""
    return signed_in(make_instructor(make_course(slug="anderer", access="assigned")))


@pytest.fixture
def operator() -> User:
    return make_operator(name="Ole Betrieb")
