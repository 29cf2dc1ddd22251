"""One more attempt, and which of several counts."""

from datetime import timedelta

import pytest

from lessons.enums import EnrolmentEventKind
from lessons.models import EnrolmentEvent, UnitProgress
from quizzes.enums import Counts
from quizzes.errors import QuizzesError
from quizzes.queries.attempts import attempts_allowed
from quizzes.queries.revealing import is_revealed
from quizzes.services.attempting import next_start_at, save_answer, start_attempt, submit_attempt
from quizzes.services.granting import grant_attempt
from tests.factories.accounts import make_user
from tests.factories.quizzes import answer_to, make_exam, slots_of

pytestmark = pytest.mark.django_db
REASON = "Die Verbindung brach ab."


@pytest.fixture
def sit(enrolment, now):
    def sat(quiz, right):
        attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
        for slot in slots_of(attempt)[:right]:
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot), now=now)
        return submit_attempt(attempt=attempt, now=now)

    return sat


def test_a_granted_attempt_can_be_taken_and_hides_the_solutions_again(course, enrolment, sit, now):
    quiz = make_exam(course, attempts_allowed=1, pass_points=3, reveal="protected")
    first, teacher = sit(quiz, 1), make_user()
    assert is_revealed(first)
    with pytest.raises(QuizzesError):
        next_start_at(enrolment, quiz)

    assert grant_attempt(enrolment=enrolment, quiz=quiz, reason=f" {REASON} ", actor=teacher, now=now) == 2

    assert not is_revealed(first)
    assert start_attempt(enrolment=enrolment, quiz=quiz, seed=2, now=now).number == 2
    event = EnrolmentEvent.objects.get(kind=EnrolmentEventKind.ATTEMPT_GRANTED)
    assert (event.actor, event.reason, event.data) == (teacher, REASON, {"quiz": quiz.pk})


def test_it_is_granted_for_one_quiz(course, enrolment, now):
    quiz, other = make_exam(course, attempts_allowed=1), make_exam(course, slug="andere", attempts_allowed=2)

    grant_attempt(enrolment=enrolment, quiz=quiz, reason=REASON, actor=None, now=now)

    assert (attempts_allowed(enrolment, quiz), attempts_allowed(enrolment, other)) == (2, 2)


@pytest.mark.parametrize(
    ("reason", "allowed", "closed", "code"),
    [
        ("", 1, False, "no-reason"),
        ("x" * 501, 1, False, "no-reason"),
        (REASON, None, False, "unlimited"),
        (REASON, 1, True, "enrolment-closed"),
    ],
)
def test_what_cannot_be_granted(course, enrolment, now, *, reason, allowed, closed, code):
    quiz = make_exam(course, attempts_allowed=allowed)
    enrolment.closed_at = now if closed else None
    enrolment.save()

    with pytest.raises(QuizzesError) as refusal:
        grant_attempt(enrolment=enrolment, quiz=quiz, reason=reason, actor=None, now=now)

    assert refusal.value.code == code
    assert not EnrolmentEvent.objects.filter(kind=EnrolmentEventKind.ATTEMPT_GRANTED).exists()


@pytest.mark.parametrize(
    ("counts", "results", "share", "passed"),
    [
        (Counts.BEST, [1, 3, 2], "1.00000", True),
        (Counts.LAST, [1, 3, 2], "0.66667", False),
        (Counts.FIRST, [1, 3, 2], "0.33333", False),
        (Counts.FIRST, [3, 1], "1.00000", True),
        (Counts.LAST, [1, 3], "1.00000", True),
    ],
)
def test_which_attempt_is_the_result(course, sit, *, counts, results, share, passed):
    quiz = make_exam(course, pass_points=3, counts=counts)

    for right in results:
        sit(quiz, right)

    entry = UnitProgress.objects.get()
    assert (str(entry.share), entry.passed) == (share, passed)


def test_the_waiting_time_stays(course, enrolment, sit, now):
    quiz = make_exam(course, attempts_allowed=1, wait_hours=24)
    sit(quiz, 0)

    grant_attempt(enrolment=enrolment, quiz=quiz, reason=REASON, actor=None, now=now)

    assert next_start_at(enrolment, quiz) == now + timedelta(hours=24)
