"""Quizzes without a way back: an answer may be changed until the next question has one, or was left open."""

import pytest

from quizzes.enums import Navigation
from quizzes.errors import QuizzesError
from quizzes.models import AnswerStep
from quizzes.queries.sitting import within_reach
from quizzes.services import attempting
from tests.factories.quizzes import answer_to, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(enrolment, quiz, now):
    """Of three questions."""
    quiz.navigation = Navigation.FORWARD
    quiz.save()
    return attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)


def save(attempt, now, position, seq=1, *, right=True):
    answer = answer_to(slots_of(attempt)[position - 1], right=right)
    attempting.save_answer(attempt=attempt, position=position, seq=seq, answer=answer, now=now)


def stored():
    return list(AnswerStep.objects.order_by("pk").values_list("slot__position", "seq"))


def test_an_answer_may_be_changed_until_the_next_one_is_given(attempt, now):
    assert within_reach(attempt) == range(1, 2)
    save(attempt, now, 1)
    save(attempt, now, 1, 2, right=False)
    assert within_reach(attempt) == range(1, 3)
    save(attempt, now, 2)

    with pytest.raises(QuizzesError) as refusal:
        save(attempt, now, 1, 3)

    assert refusal.value.code == "passed-by"
    assert stored() == [(1, 1), (1, 2), (2, 1)]


def test_nothing_is_answered_ahead(attempt, now):
    with pytest.raises(QuizzesError) as refusal:
        save(attempt, now, 2)

    assert refusal.value.code == "passed-by"
    assert stored() == []


def test_leaving_a_question_open_goes_on_for_good(attempt, now):
    attempting.save_form(attempt=attempt, position=1, seen=0, answer=None, now=now)
    attempting.save_form(attempt=attempt, position=2, seen=0, answer=None, now=now)

    with pytest.raises(QuizzesError):
        save(attempt, now, 1)

    assert stored() == [(1, 1), (2, 1)]
    assert set(AnswerStep.objects.values_list("answer", flat=True)) == {None}
