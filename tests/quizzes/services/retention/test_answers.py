"""Thirteen months after a course its answers are gone; a day before, all are there."""

from datetime import date, timedelta

import pytest

from coursesite import clock
from lessons.models import Certificate, EffectFigure, Enrolment, UnitProgress
from quizzes.enums import AttemptState, Mode, Pool, Settled
from quizzes.models import (
    AnswerStep,
    Attempt,
    AttemptSlot,
    Card,
    CardPause,
    Objection,
    ResultNotice,
    SecondMarking,
    TermEvent,
)
from quizzes.queries.contents import content_of
from quizzes.services.attempting import start_attempt
from quizzes.services.practising import answer_check
from tests.factories.accounts import make_user
from tests.factories.certificates import make_certificate
from tests.factories.effect import make_figure
from tests.factories.lessons import make_started
from tests.factories.old_answers import DAY, end, in_months, purge, settle, sit
from tests.factories.quizzes import TERMS, make_checked_lesson, make_questions, make_quiz, single_data, slots_of

pytestmark = pytest.mark.django_db


def test_after_thirteen_months_answers_are_gone_and_results_stay(quiz):
    attempt, other = sit(quiz, wrong=[1]), sit(quiz)
    end(attempt)
    Enrolment.objects.filter(attempts=other).update(completed_on=clock.today() + 60 * DAY)
    make_certificate(attempt.enrolment.user)
    make_figure(quiz.course, attempt.enrolment.user.memberships.get().department, date(2026, 7, 1))
    kept = (Enrolment, UnitProgress, Certificate, EffectFigure)
    before = {model: list(model.objects.order_by("pk").values()) for model in kept}
    assert all(before.values())
    results = list(Attempt.objects.order_by("pk").values("points", "maximum", "passed", "state", "submitted_at"))

    assert purge(in_months(13)) == ["Kept long enough: answers of 1 attempts and 0 cards deleted."]

    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {other.pk}
    assert set(TermEvent.objects.values_list("slot__attempt", flat=True)) == {other.pk}
    assert {model: list(model.objects.order_by("pk").values()) for model in kept} == before
    assert (
        list(Attempt.objects.order_by("pk").values("points", "maximum", "passed", "state", "submitted_at")) == results
    )
    assert purge(in_months(13)) == []


def test_nothing_that_is_left_tells_what_was_answered(quiz):
    right, wrong = sit(quiz), sit(quiz, wrong=[1, 2, 3, 4])
    AttemptSlot.objects.update(comment="Gut begründet.", given_points=[1], flagged=True, explained=[1])
    end(right, wrong)

    purge(in_months(13))

    for attempt, share in [(right, 1), (wrong, 0)]:
        for slot in slots_of(attempt):
            assert {part["given"] for part in slot.parts} == {None}
            told = (slot.share, slot.option_order, slot.comment, slot.flagged, slot.explained, slot.is_emptied)
            assert (*told, slot.given_points) == (share, [], "", False, [], True, [])


def test_a_day_before_everything_is_there(quiz):
    end(sit(quiz, wrong=[1]))
    stored = (Attempt, AttemptSlot, AnswerStep, TermEvent)
    before = {model: list(model.objects.order_by("pk").values()) for model in stored}

    assert purge(in_months(12, days=-1)) == []
    assert {model: list(model.objects.order_by("pk").values()) for model in stored} == before
    assert len(purge(in_months(12, days=1))) == 1


def test_a_run_ends_when_it_is_completed_or_closed(quiz):
    going_on, closed = sit(quiz), sit(quiz)
    end(closed, closed_at=clock.now())

    purge(in_months(13))

    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {going_on.pk}


def test_what_was_answered_after_the_end_is_kept_as_long(quiz):
    attempt = sit(quiz)
    end(attempt)
    late = sit(quiz, run=attempt.enrolment, now=in_months(6))

    purge(in_months(13))
    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {late.pk}

    purge(in_months(19))
    assert not AnswerStep.objects.exists()


def test_practice_and_what_never_came_to_a_result_go_as_a_whole(course, quiz):
    questions = make_questions(course, [single_data("A"), single_data("B")], pool=Pool.PRACTICE)
    lesson = make_checked_lesson(course, questions)
    run = make_started(make_user(), course)
    uid, answer = questions[0].uid, content_of(questions[0].current, tuple(TERMS)).options[0].token
    answer_check(enrolment=run, lesson=lesson, question_uid=uid, answer=answer, now=clock.now())
    exam = sit(quiz, run=run)
    begun = start_attempt(enrolment=run, quiz=quiz, seed=2, now=clock.now())
    waiting = sit(make_quiz(course, [{"term": "A"}], slug="auftrag"), run=run)
    Attempt.objects.filter(pk=waiting.pk).update(state=AttemptState.AWAITING_MARKING)
    end(exam)
    assert {attempt.quiz.mode for attempt in Attempt.objects.all()} == {Mode.CHECK, Mode.MIDTERM}
    assert begun.is_open

    purge(in_months(13))

    assert list(Attempt.objects.all()) == [exam]


def test_what_was_said_about_answers_goes_with_them(quiz):
    attempt = sit(quiz, wrong=[1])
    slot, now = slots_of(attempt)[0], clock.now()
    Objection.objects.create(slot=slot, reason="Beides passt.", made_at=now)
    SecondMarking.objects.create(slot=slot, requested_by=make_user(), requested_at=now)
    settle(attempt, Settled.FOR_ALL)
    assert ResultNotice.objects.exists()
    end(attempt)

    purge(in_months(13))

    assert [model.objects.count() for model in (Objection, SecondMarking, ResultNotice)] == [0, 0, 0]


def test_cards_go_when_none_was_asked_for_so_long(course, quiz):
    asked_late, idle, going_on = (sit(quiz) for _number in range(3))
    end(asked_late, idle)
    for attempt, day in [(asked_late, in_months(6)), (idle, clock.now()), (going_on, clock.now())]:
        for dimension in ("D1", "D2"):
            is_late = dimension == "D1"
            Card.objects.create(
                user=attempt.enrolment.user, course=course, pair="AB", dimension=dimension, due_on=clock.today(),
                stability=1, difficulty=1, reviewed_on=(day.date() if is_late else clock.today()),
            )  # fmt: skip

    assert purge(in_months(13))[0].endswith("and 2 cards deleted.")
    kept = {asked_late.enrolment.user_id, going_on.enrolment.user_id}
    assert set(Card.objects.values_list("user", flat=True)) == kept
    assert Card.objects.count() == 4


def test_a_pause_that_is_over_goes(quiz):
    on, over = make_user(), make_user()
    CardPause.objects.create(user=on, until=clock.today() + timedelta(days=1))
    CardPause.objects.create(user=over, until=clock.today())

    assert purge(clock.now()) == []
    assert CardPause.objects.get().user == on


def test_the_period_is_the_settings(quiz, settings):
    end(sit(quiz))
    settings.KEEP_ANSWERS_MONTHS = 6

    assert len(purge(in_months(7))) == 1
