"""Which cards somebody has: what the pages that ask it pay for."""

import pytest

from coursesite import clock
from quizzes.queries.cards import queue_of
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_cards, make_quiz_course

pytestmark = pytest.mark.django_db


def test_whoever_has_met_no_pair_asks_nothing_of_the_question_bank():
    course, user = make_quiz_course(), make_user()
    make_started(user, course)
    make_cards(course, ("AB", "D1"))

    assert queries_of(lambda: queue_of(user, clock.today())) == 3


def test_whoever_has_completed_the_course_has_its_cards():
    course, user = make_quiz_course(), make_user()
    make_started(user, course, completed_on=clock.today())
    make_cards(course, ("AB", "D1"))

    assert [card.pair for card in queue_of(user, clock.today()).cards] == ["AB"]
