"""The end of an attempt, in steps of ten milliseconds: what arrives in time counts, what comes later does not."""

from datetime import timedelta

import pytest

from quizzes.errors import AttemptOver
from quizzes.models import AnswerStep
from quizzes.services.attempting import is_over, remaining_seconds, save_answer, start_attempt, submit_attempt
from tests.factories.quizzes import answer_to, make_exam, slots_of

pytestmark = pytest.mark.django_db
STEPS = range(-50, 60, 10)  # milliseconds


@pytest.fixture
def attempt(course, enrolment, now):
    quiz = make_exam(course, pass_points=1, minutes_limit=30)
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)


@pytest.mark.parametrize("milliseconds", STEPS)
@pytest.mark.parametrize("after", ["deadline", "grace"])
def test_arrival_decides(attempt, settings, milliseconds, after):
    grace = timedelta(seconds=settings.ANSWER_GRACE_SECONDS if after == "grace" else 0)
    arrival = attempt.deadline + grace + timedelta(milliseconds=milliseconds)
    in_time = after == "deadline" or milliseconds <= 0
    first, second, _third = slots_of(attempt)
    save_answer(attempt=attempt, position=1, seq=1, answer=answer_to(first), now=attempt.started_at)

    if in_time:
        save_answer(attempt=attempt, position=2, seq=1, answer=answer_to(second), now=arrival)
    else:
        with pytest.raises(AttemptOver):
            save_answer(attempt=attempt, position=2, seq=1, answer=answer_to(second), now=arrival)

    assert is_over(attempt, arrival) is not in_time
    assert remaining_seconds(attempt, arrival) == 0
    assert AnswerStep.objects.count() == 1 + in_time
    submitted = submit_attempt(attempt=attempt, now=arrival)
    assert (submitted.points, submitted.passed) == (1 + in_time, True)
    assert submitted.submitted_at == min(arrival, attempt.deadline)
