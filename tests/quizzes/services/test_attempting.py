"""Start, save, submit: what is frozen, what is refused, what is stored."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from coursesite.accounts.enums import TimeFactor
from lessons.enums import ProgressState
from lessons.models import UnitProgress
from quizzes.enums import AttemptState, Navigation, Reveal
from quizzes.errors import AttemptOver, QuizzesError, StepConflict
from quizzes.models import AnswerStep, Attempt
from quizzes.queries.attempts import recomputed
from quizzes.services import attempting, versioning
from quizzes.types.base import AnswerProblem
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import (
    answer_to,
    make_exam,
    make_questions,
    make_quiz,
    rewrite,
    set_data,
    single_data,
    slots_of,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def start(enrolment, quiz, now):
    """Starts an attempt; the seed counts up."""

    def started(at=now, seed=1):
        return attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=seed, now=at)

    return started


def save(attempt, position, seq, answer, at):
    return attempting.save_answer(attempt=attempt, position=position, seq=seq, answer=answer, now=at)


def answer_all(attempt, at, *, wrong=()):
    """All right but the questions of these terms."""
    for slot in slots_of(attempt):
        right = slot.version.content["case"]["term"] not in wrong
        save(attempt, slot.position, 1, answer_to(slot, right=right), at)


def submit(attempt, at):
    return attempting.submit_attempt(attempt=attempt, now=at)


def steps():
    return list(AnswerStep.objects.order_by("pk").values_list("slot__position", "seq", "answer"))


# --- start ---


def test_starting_draws_and_freezes(start, enrolment, quiz, now):
    attempt = start()

    slots = slots_of(attempt)
    assert (attempt.number, attempt.state, attempt.seed, attempt.maximum) == (1, AttemptState.OPEN, 1, 3)
    rule = {"points": 2, "per_term": None, "reveal": Reveal.AFTER_SUBMIT, "navigation": Navigation.FREE}
    assert attempt.rule == rule
    assert (attempt.started_at, attempt.deadline, attempt.submitted_at, attempt.passed) == (now, None, None, None)
    assert [slot.position for slot in slots] == [1, 2, 3]
    assert sorted(slot.version.content["case"]["term"] for slot in slots) == ["A", "B", "C"]
    assert UnitProgress.objects.get().state == ProgressState.IN_PROGRESS


def test_starting_twice_makes_one_attempt(start):
    first = start()

    again = start(seed=2)

    assert again == first
    assert Attempt.objects.count() == 1
    assert first.slots.count() == 3


def test_an_attempt_keeps_its_rule_wording_and_order(course, enrolment, now):
    quiz = make_exam(course, form="szenario", pass_points=2)
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=7, now=now)
    before = [(slot.version_id, slot.version.content["stem"], slot.option_order) for slot in slots_of(attempt)]
    quiz.pass_points = 3
    quiz.save()
    for slot in slots_of(attempt):
        question = slot.version.question
        data = rewrite(question, stem="Jetzt ganz anders gefragt?")
        versioning.save_version(question=question, type_key="single", data=data, author=None, now=now)

    attempt = Attempt.objects.get()

    assert [(slot.version_id, slot.version.content["stem"], slot.option_order) for slot in slots_of(attempt)] == before
    assert attempt.rule["points"] == 2


def test_terms_keep_their_order_and_sentences_do_not(course, enrolment, now):
    make_questions(course, [single_data("A", form="szenario") for _ in range(8)], pool="practice")
    quiz = make_quiz(course, [{"cases": 8, "pool": "practice"}])

    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=3, now=now)

    places = {slot.option_order.index(answer_to(slot)) for slot in slots_of(attempt)}
    assert len(places) > 1, "the correct answer stands in another place from question to question"


def test_unseen_questions_come_first(course, enrolment, now):
    quiz = make_exam(course, spare=1)
    first = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    submit(first, now)

    second = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=2, now=now)

    asked = [{slot.version.question_id for slot in slots_of(attempt)} for attempt in (first, second)]
    assert asked[0] & asked[1] == set()
    assert (second.number, second.notes) == (2, [])


def test_a_wish_that_could_not_be_met_is_noted(start, now):
    submit(start(), now)

    second = start(seed=2)

    assert [note["wish"] for note in second.notes] == ["unseen"]


def test_a_bank_that_is_too_small_says_so(course, enrolment, now):
    quiz = make_quiz(course, [{"term": "A", "cases": 9}])

    with pytest.raises(QuizzesError) as refusal:
        attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    assert refusal.value.code == "cell-unfillable"
    assert Attempt.objects.count() == 0


def test_a_quiz_without_cells_cannot_be_started(course, enrolment, now):
    with pytest.raises(QuizzesError) as refusal:
        attempting.start_attempt(enrolment=enrolment, quiz=make_quiz(course), seed=1, now=now)

    assert refusal.value.code == "no-cells"
    assert Attempt.objects.count() == 0


def test_attempts_are_limited(start, quiz, now):
    quiz.attempts_allowed = 1
    quiz.save()
    submit(start(), now)

    with pytest.raises(QuizzesError) as refusal:
        start(seed=2)

    assert refusal.value.code == "no-attempt-left"
    assert Attempt.objects.count() == 1


def test_the_next_attempt_waits(start, quiz, enrolment, now):
    quiz.wait_hours = 24
    quiz.save()
    submit(start(), now)

    with pytest.raises(QuizzesError) as refusal:
        start(at=now + 23 * HOUR)

    assert refusal.value.code == "too-early"
    assert attempting.next_start_at(enrolment, quiz) == now + 24 * HOUR
    assert start(at=now + 24 * HOUR).number == 2


def test_what_the_bank_cannot_give_is_noted_and_nobody_is_kept_from_starting(start, quiz):
    quiz.draw_dimensions, quiz.decoys_least, quiz.decoys_most = 2, 1, 2
    quiz.save()

    attempt = start()

    assert attempt.notes == [{"wish": "decoys", "values": ["0"]}, {"wish": "dimensions", "values": ["1"]}]
    assert len(slots_of(attempt)) == 3


def test_a_run_that_has_ended_starts_nothing(start, enrolment, now):
    enrolment.closed_at = now
    enrolment.save()

    with pytest.raises(QuizzesError) as refusal:
        start()

    assert refusal.value.code == "enrolment-closed"


def test_the_next_run_has_its_own_attempts(start, quiz, course, enrolment, now):
    quiz.attempts_allowed = 1
    quiz.save()
    submit(start(), now)
    enrolment.closed_at = now
    enrolment.save()
    renewed = make_started(enrolment.user, course, cycle=2)

    attempt = attempting.start_attempt(enrolment=renewed, quiz=quiz, seed=2, now=now)

    assert attempt.number == 1


@pytest.mark.parametrize(("factor", "minutes"), [(TimeFactor.NORMAL, 40), (TimeFactor.HALF_MORE, 60)])
def test_the_end_is_an_instant_with_the_persons_own_time(course, quiz, now, factor, minutes):
    quiz.minutes_limit = 40
    quiz.save()
    enrolment = make_started(make_user(time_factor=factor), course)

    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    assert attempt.deadline == now + timedelta(minutes=minutes)
    assert attempting.remaining_seconds(attempt, now + timedelta(minutes=minutes - 1, milliseconds=500)) == 59


def test_unlimited_time_has_no_end(course, quiz, now):
    quiz.minutes_limit = 40
    quiz.save()
    enrolment = make_started(make_user(time_factor=TimeFactor.UNLIMITED), course)

    assert attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now).deadline is None


def test_an_attempt_whose_time_is_over_makes_way_for_the_next(start, quiz, now):
    quiz.minutes_limit = 40
    quiz.save()
    first = start()

    second = start(at=now + HOUR)

    first.refresh_from_db()
    assert (first.state, first.submitted_at, first.points) == (AttemptState.MARKED, first.deadline, 0)
    assert (second.number, second.state) == (2, AttemptState.OPEN)


# --- save ---


def test_steps_are_appended_and_the_newest_counts(start, now):
    attempt = start()
    slot = slots_of(attempt)[1]
    wrong, right = answer_to(slot, right=False), answer_to(slot)

    answers = [save(attempt, 2, 1, wrong, now), save(attempt, 2, 2, right, now)]

    assert [(saved.seq, saved.known, saved.remaining) for saved in answers] == [(1, False, None), (2, False, None)]
    assert steps() == [(2, 1, wrong), (2, 2, right)]
    assert recomputed(attempt).points == 1


def test_the_same_step_again_is_known(start, now):
    attempt = start()
    answer = answer_to(slots_of(attempt)[0])
    save(attempt, 1, 1, answer, now)

    again = save(attempt, 1, 1, answer, now)

    assert (again.seq, again.known) == (1, True)
    assert steps() == [(1, 1, answer)]


@pytest.mark.parametrize(
    ("seq", "right"),
    [(1, True), (2, False), (4, True), (0, True), (-1, True), (2_000_000_000, True)],
    ids=["lower", "other answer", "jump", "zero", "negative", "huge"],
)
def test_a_step_that_does_not_follow_is_a_conflict(start, now, seq, right):
    attempt = start()
    slot = slots_of(attempt)[0]
    first, second = answer_to(slot, right=False), answer_to(slot)
    save(attempt, 1, 1, first, now)
    save(attempt, 1, 2, second, now)

    with pytest.raises(StepConflict) as conflict:
        save(attempt, 1, seq, answer_to(slot, right=right), now)

    assert (conflict.value.seq, conflict.value.answer) == (2, second)
    assert len(steps()) == 2


def test_a_first_step_that_jumps_is_a_conflict_with_nothing(start, now):
    attempt = start()

    with pytest.raises(StepConflict) as conflict:
        save(attempt, 1, 2, answer_to(slots_of(attempt)[0]), now)

    assert (conflict.value.seq, conflict.value.answer, steps()) == (0, None, [])


@pytest.mark.parametrize("answer", ["nie-da", "\x00", "", 1, True, ["a"], {"a": "b"}, "x" * 30_000])
def test_what_was_not_on_offer_is_not_stored(start, now, answer):
    attempt = start()

    with pytest.raises(AnswerProblem):
        save(attempt, 1, 1, answer, now)

    assert steps() == []


@pytest.mark.parametrize("position", [0, 4, -1, 10**30])
def test_an_unknown_slot_is_refused(start, now, position):
    attempt = start()

    with pytest.raises(QuizzesError) as refusal:
        save(attempt, position, 1, None, now)

    assert refusal.value.code == "unknown-slot"


def test_an_empty_set_is_no_answer(course, enrolment, now):
    make_questions(course, [set_data()])
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=make_quiz(course, [{"cases": 3}]), seed=1, now=now)

    save(attempt, 1, 1, {}, now)

    assert steps() == [(1, 1, None)]


def test_answers_count_until_shortly_after_the_end(start, quiz, now):
    quiz.minutes_limit = 40
    quiz.save()
    attempt = start()
    slots = slots_of(attempt)
    end = now + timedelta(minutes=40)

    late = save(attempt, 1, 1, answer_to(slots[0]), end + timedelta(seconds=10))

    assert late.remaining == 0
    with pytest.raises(AttemptOver):
        save(attempt, 2, 1, answer_to(slots[1]), end + timedelta(seconds=10, milliseconds=1))
    assert submit(attempt, end + HOUR).points == 1


def test_nothing_is_stored_after_submission(start, now):
    attempt = submit(start(), now)

    with pytest.raises(AttemptOver):
        save(attempt, 1, 1, None, now)

    assert steps() == []


# --- forms, without JavaScript ---


def save_form(attempt, seen, answer, at):
    return attempting.save_form(attempt=attempt, position=1, seen=seen, answer=answer, now=at)


def test_a_form_stores_what_is_new_only(start, now):
    attempt = start()
    answer = answer_to(slots_of(attempt)[0])

    results = [save_form(attempt, seen, sent, now) for seen, sent in [(0, answer), (0, answer), (1, answer), (1, None)]]

    assert [(saved.seq, saved.known) for saved in results] == [(1, False), (1, True), (1, True), (1, True)]
    assert steps() == [(1, 1, answer)]


def test_a_form_from_before_another_answer_is_a_conflict(start, now):
    attempt = start()
    slot = slots_of(attempt)[0]
    save_form(attempt, 0, answer_to(slot), now)

    with pytest.raises(StepConflict) as conflict:
        save_form(attempt, 0, answer_to(slot, right=False), now)

    assert (conflict.value.seq, conflict.value.answer) == (1, answer_to(slot))
    assert len(steps()) == 1


# --- submit ---


def test_result_is_exact_and_reaches_the_unit(start, quiz, now):
    attempt = start()
    answer_all(attempt, now, wrong="C")

    done = submit(attempt, now + HOUR)

    result = recomputed(done)
    assert (result.points, result.maximum, result.passed) == (2, 3, True)
    assert result.per_term == {"A": (1, 1), "B": (1, 1), "C": (0, 1)}
    assert (done.state, done.points, done.passed, done.submitted_at) == (AttemptState.MARKED, 2, True, now + HOUR)
    entry = UnitProgress.objects.get()
    assert (entry.unit, entry.state, entry.passed) == (quiz.unit, ProgressState.COMPLETED, True)
    assert entry.share == Decimal("0.66667")


def test_thirds_add_up_to_whole_points(course, enrolment, now):
    make_questions(course, [set_data("ABC"), set_data("AAB")])
    quiz = make_quiz(course, [{"cases": 6}], pass_points=4, pass_per_term=1)
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    for slot in slots_of(attempt):
        answer = answer_to(slot)
        answer.pop(next(row for row in answer if answer[row] == "A"))
        save(attempt, slot.position, 1, answer, now)

    done = submit(attempt, now)

    assert [slot.share for slot in slots_of(done)] == [Decimal("0.66667")] * 2
    assert (done.points, done.passed) == (4, True)
    assert recomputed(done).per_term == {"A": (1, 3), "B": (2, 2), "C": (1, 1)}


def test_each_term_must_be_reached(start, quiz, now):
    quiz.pass_per_term = 1
    quiz.save()
    attempt = start()
    answer_all(attempt, now, wrong="B")

    assert (submit(attempt, now).points, Attempt.objects.get().passed) == (2, False)


def test_submitting_twice_marks_once(start, now):
    attempt = start()
    answer_all(attempt, now)
    first = submit(attempt, now)

    second = submit(attempt, now + HOUR)

    assert (second, second.submitted_at) == (first, now)
    assert UnitProgress.objects.count() == 1


def test_failed_then_passed(start, now):
    submit(start(), now)
    failed = UnitProgress.objects.get()
    second = start(seed=2)
    answer_all(second, now)

    submit(second, now)

    passed = UnitProgress.objects.get()
    assert (failed.state, failed.share, failed.passed) == (ProgressState.IN_PROGRESS, 0, False)
    assert (passed.state, passed.share, passed.passed) == (ProgressState.COMPLETED, 1, True)
    assert list(Attempt.objects.order_by("number").values_list("number", "passed")) == [(1, False), (2, True)]


def test_a_later_wording_changes_no_result(start, now):
    attempt = start()
    answer_all(attempt, now)
    submit(attempt, now)
    before = recomputed(attempt)
    for slot in slots_of(attempt):
        data = single_data("A" if slot.version.content["case"]["term"] != "A" else "B")
        versioning.save_version(question=slot.version.question, type_key="single", data=data, author=None, now=now)

    assert recomputed(Attempt.objects.get()) == before
    assert before.points == Fraction(3)


def test_after_the_end_of_a_run_an_attempt_is_marked_but_not_reported(start, enrolment, now):
    attempt = start()
    answer_all(attempt, now)
    enrolment.closed_at = now
    enrolment.save()

    submit(attempt, now)

    assert (Attempt.objects.get().state, Attempt.objects.get().points) == (AttemptState.MARKED, 3)
    assert UnitProgress.objects.get().passed is None


def test_a_quiz_without_a_rule_is_completed_by_submitting(course, enrolment, now):
    quiz = make_exam(course)
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    assert submit(attempt, now).passed is None
    assert UnitProgress.objects.get().state == ProgressState.COMPLETED


def test_a_renewal_has_attempts_of_its_own_and_no_practice_to_do_first(enrolment, quiz, now):
    """One attempt alone, failed; the run is closed and renewed: the new run begins at attempt 1."""
    quiz.attempts_allowed, quiz.practice_between = 1, True
    quiz.save()
    first = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    submit(first, now)
    with pytest.raises(QuizzesError):
        attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=2, now=now + HOUR)
    type(enrolment).objects.filter(pk=enrolment.pk).update(closed_at=now)
    renewed = make_started(enrolment.user, enrolment.course, cycle=2, path="short")

    again = attempting.start_attempt(enrolment=renewed, quiz=quiz, seed=3, now=now + HOUR)
    answer_all(again, now + HOUR)
    submit(again, now + HOUR)

    renewed.refresh_from_db()
    assert (again.number, bool(renewed.passed_on), bool(renewed.completed_on)) == (1, True, True)
