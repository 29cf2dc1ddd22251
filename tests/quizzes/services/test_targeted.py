"""Targeted practice: aimed at the weakest pair, explained at once, and required between two attempts at an exam."""

from datetime import timedelta

import pytest

from quizzes.diagnosis.practice import MOST_PRACTICE
from quizzes.enums import AttemptState, Pool, Settled
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, TermEvent
from quizzes.queries.contents import content_of
from quizzes.queries.reviewing import review_of
from quizzes.queries.targeted import practice_due, weakest_pair_of
from quizzes.services.adapting import ask_next, start_one_by_one
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.evidence import rebuild
from quizzes.services.regrading import settle_question
from tests.factories.accounts import make_operator
from tests.factories.adaptive import (
    KNOWS_ALL,
    TAKES_C_FOR_B,
    answer_of,
    make_practice,
    practise_last,
    practise_until_over,
)
from tests.factories.lessons import make_started
from tests.factories.quizzes import TERMS, make_exam, slots_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def practice(course):
    return make_practice(course)


@pytest.fixture
def exam(course):
    return make_exam(course, per_term=3, slug="ende", pass_points=8, practice_between=True)


@pytest.fixture
def fail(enrolment, exam, now):
    """Sits the exam and takes each C for B."""

    def sat(at=now):
        attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=at)
        for slot in slots_of(attempt):
            answer = answer_of(slot, TAKES_C_FOR_B)
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=at)
        return submit_attempt(attempt=attempt, now=at)

    return sat


@pytest.fixture
def due(enrolment, exam, now):
    """What has to be done before the next attempt."""
    return lambda: practice_due(enrolment, exam, now=now)


@pytest.fixture
def start(enrolment, practice, now):
    def started(at=now):
        return start_one_by_one(enrolment=enrolment, quiz=practice, seed=7, now=at)

    return started


def cases(attempt):
    return [content_of(slot.version, tuple(TERMS)).case for slot in slots_of(attempt)]


def test_it_aims_at_the_pair_that_the_answers_show(fail, start, enrolment, course, now):
    fail()

    attempt = start()
    practise_until_over(attempt, TAKES_C_FOR_B, now=now)

    assert weakest_pair_of(enrolment.user, course.pk) == ("B", "C")
    assert attempt.rule["pair"] == ["B", "C"]
    assert sum(case.contrast == "BC" for case in cases(attempt)) > MOST_PRACTICE / 3
    assert len({case.contrast for case in cases(attempt)}) > 1


def test_who_tells_the_pair_apart_is_done_early(start, now):
    attempt = start()

    practise_until_over(attempt, KNOWS_ALL, now=now)

    said = review_of(attempt).practised
    assert (said.is_separated, said.is_done, said.right) == (True, True, said.answers)
    assert 9 <= said.answers < MOST_PRACTICE
    assert (attempt.state, attempt.passed) == (AttemptState.MARKED, None)


def test_who_mixes_the_pair_up_practises_twenty_cases(fail, start, now):
    fail()
    attempt = start()

    practise_until_over(attempt, TAKES_C_FOR_B, now=now)

    said = review_of(attempt).practised
    assert (said.answers, said.is_separated, said.is_done) == (MOST_PRACTICE, False, True)


def test_no_question_comes_before_the_last_one_was_explained(start, now):
    attempt = start()
    answer = answer_of(slots_of(attempt)[0], KNOWS_ALL)
    save_answer(attempt=attempt, position=1, seq=1, answer=answer, now=now)

    with pytest.raises(QuizzesError) as refusal:
        ask_next(attempt=attempt, position=1, now=now)

    assert refusal.value.code == "unchecked"
    assert len(slots_of(attempt)) == 1


def test_each_answer_is_evidence_at_once_and_rebuilding_gives_the_same(start, enrolment, now):
    attempt = start()
    for _case in range(3):
        practise_last(attempt, TAKES_C_FOR_B, now=now)
    before = list(TermEvent.objects.values_list("slot", "seq", "context", "is_first"))

    rebuild(user=enrolment.user)

    assert [context for _slot, _seq, context, _first in before] == ["targeted"] * 3
    assert list(TermEvent.objects.values_list("slot", "seq", "context", "is_first")) == before


def test_between_two_attempts_practice_is_required(fail, start, exam, enrolment, now):
    assert practice_due(enrolment, exam, now=now) is None
    fail()
    assert practice_due(enrolment, exam, now=now)

    with pytest.raises(QuizzesError) as refusal:
        start_attempt(enrolment=enrolment, quiz=exam, seed=2, now=now + DAY)
    attempt = start(now + DAY)
    practise_until_over(attempt, TAKES_C_FOR_B, now=now + DAY)

    assert refusal.value.code == "practice-first"
    assert practice_due(enrolment, exam, now=now) is None
    assert start_attempt(enrolment=enrolment, quiz=exam, seed=2, now=now + DAY).number == 2


def test_practice_that_was_ended_early_does_not_do(fail, start, due, practice, now):
    fail()
    attempt = start(now + DAY)
    practise_last(attempt, KNOWS_ALL, now=now + DAY)
    submit_attempt(attempt=attempt, now=now + DAY)

    assert not review_of(attempt).practised.is_done
    assert due() == practice


def test_practice_before_the_attempt_does_not_count_for_the_next(fail, start, due, practice, now):
    practise_until_over(start(), KNOWS_ALL, now=now)
    fail(now + DAY)

    assert due() == practice


def test_each_further_attempt_needs_its_own_practice(fail, start, due, practice, now):
    fail()
    practise_until_over(start(now + DAY), KNOWS_ALL, now=now + DAY)
    fail(now + 2 * DAY)

    assert due() == practice


def test_nobody_is_kept_out_by_practice_that_is_not_there(fail, exam, practice, enrolment, now):
    fail()
    practice.unit.retired_at = now
    practice.unit.save()

    assert practice_due(enrolment, exam, now=now) is None


def test_a_small_pool_is_done_when_all_was_asked(course, exam, fail, enrolment, now):
    fail()
    quiz = make_practice(course, per_term=2)
    attempt = start_one_by_one(enrolment=enrolment, quiz=quiz, seed=1, now=now + DAY)

    practise_until_over(attempt, TAKES_C_FOR_B, now=now + DAY)

    assert len(slots_of(attempt)) == 6
    assert practice_due(enrolment, exam, now=now) is None


def test_no_question_of_the_exam_is_practised(fail, start, now):
    fail()
    attempt = start(now + DAY)
    practise_until_over(attempt, TAKES_C_FOR_B, now=now + DAY)

    assert {slot.version.question.pool for slot in slots_of(attempt)} == {Pool.PRACTICE}


def test_another_run_does_not_remember_the_attempts_of_the_first(fail, exam, practice, enrolment, now):
    fail()
    enrolment.closed_at = now
    enrolment.save()

    assert practice_due(make_started(enrolment.user, exam.course, cycle=2), exam, now=now) is None


@pytest.mark.parametrize("when", ["opens_at", "closes_at"])
def test_nobody_is_kept_out_by_practice_that_is_locked(fail, due, practice, now, when):
    fail()
    setattr(practice.unit, when, now + DAY if when == "opens_at" else now - DAY)
    practice.unit.save()

    assert due() is None


def test_who_has_passed_or_has_no_attempt_left_need_not_practise(fail, due, exam, practice, now):
    fail()
    exam.attempts_allowed = 1
    exam.save()
    assert due() is None
    exam.attempts_allowed = 3
    assert due() == practice

    Attempt.objects.update(passed=True)
    assert due() is None


def test_a_case_that_turns_out_to_be_faulty_does_not_undo_a_practice(fail, start, due, now):
    fail()
    attempt = start(now + DAY)
    practise_until_over(attempt, TAKES_C_FOR_B, now=now + DAY)
    version = slots_of(attempt)[0].version

    settle_question(version=version, settled=Settled.NOT_SCORED, reason="Zweideutig.", actor=make_operator(), now=now)

    assert due() is None
    attempt.refresh_from_db()
    assert review_of(attempt).practised.is_done


def test_an_attempt_from_before_its_quiz_was_a_practice_is_shown_without_a_result(course, enrolment, practice, now):
    attempt = start_one_by_one(enrolment=enrolment, quiz=practice, seed=1, now=now)
    del attempt.rule["pair"]
    attempt.save()

    practise_last(attempt, KNOWS_ALL, now=now)

    attempt.refresh_from_db()
    assert (attempt.is_open, review_of(attempt).practised) == (False, None)
