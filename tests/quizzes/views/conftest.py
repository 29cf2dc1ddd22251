"""A learner who has begun a course, signed in, and its exam of three questions."""

import pytest
from django.test import Client

from coursesite import clock
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_exam, make_quiz_course


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs", title="Drei Begriffe")


@pytest.fixture
def learner():
    return make_user(name="Mira Lindqvist")


@pytest.fixture
def enrolment(learner, course):
    return make_started(learner, course)


@pytest.fixture
def quiz(course):
    """Passed with two points of three."""
    return make_exam(course, pass_points=2, pass_per_term=0)


@pytest.fixture
def attempt(enrolment, quiz):
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())


@pytest.fixture
def taker(client: Client, learner, enrolment) -> Client:
    """A client signed in as the learner."""
    client.force_login(learner)
    return client


@pytest.fixture
def stranger() -> Client:
    client = Client()
    client.force_login(make_user())
    return client
