"""Attempts whose time is over are closed, each by itself."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from coursesite import clock
from quizzes.enums import AttemptState
from quizzes.models import Attempt, AttemptSlot, QuestionVersion
from quizzes.services.attempting import save_answer, start_attempt
from quizzes.services.closing import AT_ONCE, Closed, close_overdue
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import answer_to, make_exam, slots_of

pytestmark = pytest.mark.django_db
GRACE = timedelta(seconds=10)


@pytest.fixture
def quiz(course):
    return make_exam(course, pass_points=2, minutes_limit=30)


@pytest.fixture
def starts(course, quiz):
    def started(now, count=1):
        runs = [make_started(make_user(), course) for _ in range(count)]
        return [start_attempt(enrolment=run, quiz=quiz, seed=1, now=now) for run in runs]

    return started


def states():
    return sorted(Attempt.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("late", "count"), [(timedelta(0), 0), (timedelta(milliseconds=10), 1), (timedelta(days=3), 1)]
)
def test_it_is_over_when_the_grace_is(starts, now, late, count):
    [attempt] = starts(now)

    assert close_overdue(now=attempt.deadline + GRACE + late) == Closed(count, ())
    assert states() == [AttemptState.MARKED if count else AttemptState.OPEN]


def test_what_was_saved_in_time_counts(starts, now):
    [attempt] = starts(now)
    for slot in slots_of(attempt)[:2]:
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot), now=now)

    close_overdue(now=now + timedelta(hours=1))

    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed, attempt.submitted_at) == (2, True, attempt.deadline)


def test_one_that_cannot_be_closed_stops_no_other_and_is_tried_again(starts, now, settings):
    first, broken, last = starts(now, 3)
    version = QuestionVersion.objects.create(
        question=broken.slots.first().version.question, number=99, type="no-such-type", content={}, content_hash="x"
    )
    AttemptSlot.objects.filter(attempt=broken, position=1).update(version=version)

    twice = [close_overdue(now=now + timedelta(hours=1)) for _ in range(2)]

    assert twice == [Closed(2, (broken.public_id,)), Closed(0, (broken.public_id,))]
    assert set(Attempt.objects.exclude(state=AttemptState.OPEN)) == {first, last}


def test_more_than_are_held_at_once(starts, now, monkeypatch):
    monkeypatch.setattr("quizzes.services.closing.AT_ONCE", 2)
    starts(now, 5)

    assert AT_ONCE > 2
    assert close_overdue(now=now + timedelta(hours=1)).count == 5


def test_without_a_time_limit_nothing_is_closed(course, enrolment, now):
    start_attempt(enrolment=enrolment, quiz=make_exam(course, slug="ohne"), seed=1, now=now)

    assert close_overdue(now=now + timedelta(days=400)) == Closed(0, ())


def test_the_command_says_what_it_did_and_what_it_could_not(starts, now, capsys):
    _fine, broken = starts(clock.now() - timedelta(hours=2), 2)

    call_command("run_due")
    said = "2 attempts closed, their time was over.\nItem analysis of kurs: 3 wordings.\nSearch of kurs: 3 texts.\n"
    assert capsys.readouterr().out == said
    call_command("run_due")
    assert capsys.readouterr().out == ""

    Attempt.objects.filter(pk=broken.pk).update(state=AttemptState.OPEN)
    version = QuestionVersion.objects.create(
        question=broken.slots.first().version.question, number=99, type="no-such-type", content={}, content_hash="x"
    )
    AttemptSlot.objects.filter(attempt=broken, position=1).update(version=version)
    with pytest.raises(CommandError, match="close attempts"):
        call_command("run_due")
    assert broken.public_id in capsys.readouterr().err
