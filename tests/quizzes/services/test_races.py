"""Several windows at once: one attempt, one step a number. The control shows the race when the locks are taken away."""

from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection
from django.db.models import QuerySet

from coursesite.storage.prepared import Prepared
from quizzes.enums import Pool, Settled
from quizzes.errors import QuizzesError, StepConflict
from quizzes.models import AnswerStep, Attempt, Card, ContrastPair, QuestionVersion, TermEvent
from quizzes.queries.cards import next_case, queue_of
from quizzes.queries.verification import differences
from quizzes.services import adapting, attempting, comparing, evidence, explaining, refreshing, regrading
from tests.factories.adaptive import KNOWS_ALL, answer_of, make_check, make_practice
from tests.factories.quizzes import answer_to, make_cards, make_questions, single_data, slots_of
from tests.windows import LONGEST_WAIT, Gap, at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time: no race to show"),
]
WINDOWS = 4


@pytest.fixture(autouse=True)
def gap(monkeypatch) -> Gap:
    """Between looking and writing."""
    gap = Gap(WINDOWS)
    for name in ("draw", "last_step"):
        monkeypatch.setattr(attempting, name, gap.after(getattr(attempting, name)))
    return gap


def windows(act) -> Counter:
    return at_once(*(partial(act, number) for number in range(WINDOWS)))


def without_locks(monkeypatch, gap):
    gap.patience = LONGEST_WAIT
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **_options: queryset.all())
    monkeypatch.setattr(attempting, "LOCKED", Prepared(attempting.LOCKED.build))  # its SQL was written with the lock


def start(enrolment, quiz, now):
    return windows(lambda seed: attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=seed, now=now))


def save(enrolment, quiz, now):
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    answers = [answer_to(slots_of(attempt)[0], right=right) for right in (True, False)]
    return windows(
        lambda number: attempting.save_answer(attempt=attempt, position=1, seq=1, answer=answers[number % 2], now=now)
    )


def test_four_starts_make_one_attempt(enrolment, quiz, now):
    assert start(enrolment, quiz, now) == {"done": WINDOWS}
    assert Attempt.objects.get().slots.count() == 3


def test_control_four_starts_without_locks(enrolment, quiz, now, monkeypatch, gap):
    without_locks(monkeypatch, gap)

    assert start(enrolment, quiz, now)["IntegrityError"] > 0


def test_four_saves_of_two_answers_store_one(enrolment, quiz, now):
    outcomes = save(enrolment, quiz, now)

    assert outcomes == {"done": 2, StepConflict.__name__: 2}
    assert AnswerStep.objects.count() == 1


def test_control_four_saves_without_locks(enrolment, quiz, now, monkeypatch, gap):
    without_locks(monkeypatch, gap)

    assert save(enrolment, quiz, now)["IntegrityError"] > 0


def ask_next(course, enrolment, now):
    attempt = adapting.start_one_by_one(enrolment=enrolment, quiz=make_check(course, per_term=4), seed=1, now=now)
    answer = answer_of(slots_of(attempt)[0], KNOWS_ALL)
    attempting.save_answer(attempt=attempt, position=1, seq=1, answer=answer, now=now)
    return windows(lambda _number: adapting.ask_next(attempt=attempt, position=1, now=now))


def test_four_windows_that_go_on_get_one_next_question(course, enrolment, now):
    assert ask_next(course, enrolment, now) == {"done": 1, QuizzesError.__name__: 3}
    assert Attempt.objects.get().slots.count() == 2


def test_control_four_windows_that_go_on_without_locks(course, enrolment, now, monkeypatch, gap):
    without_locks(monkeypatch, gap)
    last_look = Gap(WINDOWS, LONGEST_WAIT)  # the order of the options is chosen once the place of the question is known
    monkeypatch.setattr(attempting, "option_order", last_look.after(attempting.option_order))

    assert ask_next(course, enrolment, now)["IntegrityError"] > 0


def test_a_submission_and_a_start_do_not_wait_for_each_other_for_ever(enrolment, quiz, now):
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    def act(number):
        if number % 2:
            attempting.submit_attempt(attempt=attempt, now=now)
        else:
            attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=number, now=now)

    assert windows(act) == {"done": WINDOWS}
    assert Attempt.objects.filter(state="open").count() <= 1


def answer_card(course, enrolment, now):
    """Four clicks on "check" in the spaced review."""
    enrolment.completed_on = now.date() - timedelta(days=30)
    enrolment.save()
    make_cards(course, ("AB", "D1"))
    question = next_case(queue_of(enrolment.user, now.date()).due[0])
    answer = answer_to(type("Slot", (), {"version": question.current}))
    values = {"user": enrolment.user, "question_uid": question.uid, "answer": answer, "confidence": ""}
    return windows(lambda _number: refreshing.answer_card(**values, now=now))


def test_four_clicks_in_the_spaced_review_answer_once(course, enrolment, now):
    assert answer_card(course, enrolment, now) == {"done": 1, QuizzesError.__name__: 3}
    assert AnswerStep.objects.count() == Card.objects.count() == 1


def test_control_four_clicks_in_the_spaced_review_without_locks(course, enrolment, now, monkeypatch, gap):
    without_locks(monkeypatch, gap)
    monkeypatch.setattr(refreshing, "next_case", Gap(WINDOWS, LONGEST_WAIT).after(refreshing.next_case))

    assert answer_card(course, enrolment, now) != {"done": 1, QuizzesError.__name__: 3}


def answer_applied(course, enrolment, now):
    """Four clicks on "check" below two cases that were compared."""
    cases = make_questions(course, [single_data("B"), single_data("C")], pool=Pool.PRACTICE)
    values = {"uid": "kp", "expected": "B", "given": "C", "apply": [question.uid for question in cases]}
    pair = ContrastPair.objects.create(course=course, **values)
    answer = answer_to(type("Slot", (), {"version": cases[0].current}))
    given = {"user": enrolment.user, "pair": pair, "question_uid": cases[0].uid, "answer": answer}
    return windows(lambda _number: comparing.answer_applied(**given, now=now))


def test_four_clicks_below_a_comparison_answer_once(course, enrolment, now):
    assert answer_applied(course, enrolment, now) == {"done": 1, QuizzesError.__name__: 3}
    assert AnswerStep.objects.count() == 1


@pytest.fixture
def practising(course, enrolment, now):
    """A practice whose first case is answered."""
    attempt = adapting.start_one_by_one(enrolment=enrolment, quiz=make_practice(course, per_term=4), seed=1, now=now)
    answer = answer_of(slots_of(attempt)[0], KNOWS_ALL)
    attempting.save_answer(attempt=attempt, position=1, seq=1, answer=answer, now=now)
    return attempt


def explain_against(attempt, other, now):
    """Two windows have the answer explained, two do something else."""

    def act(number):
        if number % 2:
            explaining.explain_answer(attempt=attempt, position=1, now=now)
        else:
            other()

    return windows(act)


def test_evidence_that_is_derived_anew_waits_for_an_answer_that_is_explained(practising, now):
    """Neither loses the event, and neither fails: both hold her run first."""
    user = practising.enrolment.user

    assert explain_against(practising, lambda: evidence.rebuild(user=user), now) == {"done": WINDOWS}
    assert TermEvent.objects.count() == 1


def test_a_click_on_next_and_one_on_end_do_not_wait_for_each_other_for_ever(practising, now):
    outcomes = explain_against(practising, lambda: attempting.submit_attempt(attempt=practising, now=now), now)

    assert set(outcomes) <= {"done", "AttemptOver"}
    assert TermEvent.objects.count() == 1


@pytest.fixture
def submission(enrolment, quiz, now, monkeypatch):
    """A thread that has read how the questions count, and stores the result once `go_on` is set."""
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    has_read, go_on, marks_of = Event(), Event(), attempting.marks_of

    def marked_slowly(*args):
        found = marks_of(*args)
        has_read.set()
        go_on.wait(LONGEST_WAIT)
        return found

    def submit():
        try:
            attempting.submit_attempt(attempt=attempt, now=now)
        finally:
            connection.close()

    monkeypatch.setattr(attempting, "marks_of", marked_slowly)
    thread = Thread(target=submit)
    thread.attempt, thread.go_on = attempt, go_on
    thread.start()
    assert has_read.wait(LONGEST_WAIT)
    return thread


def settled_meanwhile(submission, now):
    version = slots_of(submission.attempt)[0].version
    regrading.settle_question(version=version, settled=Settled.FOR_ALL, reason="Unklar", actor=None, now=now)
    submission.join()
    submission.attempt.refresh_from_db()
    return submission.attempt.state, submission.attempt.points, differences(submission.attempt)


def test_what_is_submitted_after_all_attempts_were_looked_at_is_marked_as_the_question_is_settled(
    submission, now, monkeypatch
):
    locked = regrading._locked

    def look(pk):
        submission.go_on.set()
        return locked(pk)

    monkeypatch.setattr(regrading, "_locked", look)

    assert settled_meanwhile(submission, now) == ("marked", 1, [])


def test_and_so_is_what_is_submitted_while_they_are_looked_at(submission, now, monkeypatch):
    compared = regrading._compared

    def compare(version):
        yield from compared(version)
        if QuestionVersion.objects.get(pk=version.pk).settled:  # no preview
            submission.go_on.set()
            submission.join()

    monkeypatch.setattr(regrading, "_compared", compare)

    assert settled_meanwhile(submission, now) == ("marked", 1, [])
