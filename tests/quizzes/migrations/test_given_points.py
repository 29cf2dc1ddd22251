"""What persons gave before it had a field of its own is taken from the marks, and only where they still say it."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from quizzes.enums import AttemptState, Settled
from quizzes.queries.attempts import PASS_KEPT
from quizzes.queries.verification import differences
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.marking import mark_answer
from quizzes.services.regrading import settle_question
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import ESSAY, make_questions, make_quiz, make_quiz_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def slot(now):
    """Marked with 2 of 2 and 0 of 3."""
    course = make_quiz_course()
    make_questions(course, [ESSAY], type_key="essay")
    quiz = make_quiz(course, [{"form": "praxisauftrag"}], pass_points=3)
    attempt = start_attempt(enrolment=make_started(make_user(), course), quiz=quiz, seed=1, now=now)
    save_answer(attempt=attempt, position=1, seq=1, answer="Wir hören zu.", now=now)
    submit_attempt(attempt=attempt, now=now)
    return mark_answer(slot=attempt.slots.get(), points=(2, 0), comment="", marker=make_user(), now=now)


def settle(slot, settled, now):
    settle_question(version=slot.version, settled=settled, reason="Unklar", actor=None, now=now)


def migrate(slot):
    """As if the field had just been made."""
    type(slot).objects.update(given_points=[])
    import_module("quizzes.migrations.0008_given_points").fill_given_points(apps, None)
    slot.refresh_from_db()
    slot.attempt.refresh_from_db()
    return slot.given_points, slot.attempt.state


def overwrite(slot, *shares, **values):
    """What an earlier settlement left behind."""
    parts = [{**part, "share": share} for part, share in zip(slot.parts, shares, strict=True)]
    type(slot).objects.filter(pk=slot.pk).update(parts=parts)
    type(slot.attempt).objects.filter(pk=slot.attempt_id).update(**values)


@pytest.mark.parametrize("settled", [Settled.NO, Settled.NOT_SCORED])
def test_marks_that_stand_are_kept(slot, now, settled):
    settle(slot, settled, now)

    assert migrate(slot) == ([2, 0], AttemptState.MARKED)
    assert differences(slot.attempt) == []


def test_what_counts_for_all_stays_so_and_is_marked_again_once_that_is_undone(slot, now):
    settle(slot, Settled.FOR_ALL, now)
    assert migrate(slot) == ([], AttemptState.MARKED)
    assert differences(slot.attempt) == []

    settle(slot, Settled.NO, now)

    slot.attempt.refresh_from_db()
    assert (slot.attempt.state, slot.attempt.points, slot.attempt.passed) == (AttemptState.AWAITING_MARKING, 0, True)


def test_marks_that_were_written_over_are_given_again_and_no_pass_is_lost(slot):
    overwrite(slot, "1/2", "1/2", points=5, passed=True)

    assert migrate(slot) == ([], AttemptState.AWAITING_MARKING)
    assert slot.attempt.rule[PASS_KEPT]


def test_nothing_given_in_an_attempt_that_waits_may_be_what_another_version_left(slot):
    overwrite(slot, "0", "0", state=AttemptState.AWAITING_MARKING)

    assert migrate(slot) == ([], AttemptState.AWAITING_MARKING)
    overwrite(slot, "0", "0", state=AttemptState.MARKED)
    assert migrate(slot) == ([0, 0], AttemptState.MARKED)
