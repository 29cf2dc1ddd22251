"""The current answer is the newest step, whatever it says, and older ones are not even read."""

import pytest

from coursesite import clock
from quizzes.models import AnswerStep
from quizzes.queries.attempts import current_answers
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_started
from tests.factories.quizzes import give_terms, make_exam, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    course = give_terms(make_course())
    quiz = make_exam(course, per_term=1)
    return start_attempt(enrolment=make_started(make_user(), course), quiz=quiz, seed=1, now=clock.now())


def add(slot, *answers) -> None:
    now = clock.now()
    AnswerStep.objects.bulk_create(
        [AnswerStep(slot=slot, seq=seq, answer=answer, arrived_at=now) for seq, answer in enumerate(answers, 1)]
    )


def test_newest_of_each_slot(attempt) -> None:
    first, second, third = slots_of(attempt)
    add(first, "a", {"r1": "F", "ä": ["x"]})
    add(second, "b", "c", None)

    found = current_answers(attempt)

    assert {slot: (entry.seq, entry.answer, entry.given) for slot, entry in found.items()} == {
        first.pk: (2, {"r1": "F", "ä": ["x"]}, True),
        second.pk: (3, None, False),
    }
    assert found[first.pk].arrived_at.utcoffset() is not None
    assert third.pk not in found
