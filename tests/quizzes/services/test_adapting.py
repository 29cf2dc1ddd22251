"""The adaptive check: one question after the other, until it is clear what somebody tells apart."""

import pytest
from django.db import transaction

from lessons.models import Term, Unit, UnitProgress
from quizzes.diagnosis.mastery import MOST
from quizzes.enums import AttemptState, Pool, Settled
from quizzes.errors import AttemptOver, QuizzesError
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Question, QuestionVersion, TermEvent
from quizzes.queries.reviewing import review_of
from quizzes.queries.sitting import within_reach
from quizzes.services import attempting
from quizzes.services.adapting import ask_next, start_one_by_one
from quizzes.services.evidence import rebuild
from tests.factories.accounts import make_user
from tests.factories.adaptive import (
    KNOWS_ALL,
    TAKES_C_FOR_B,
    answer_last,
    answer_of,
    answer_until_over,
    make_check,
)
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_questions, set_data, single_data, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(course):
    return make_check(course)


@pytest.fixture
def start(enrolment, check, now):
    def started(*, seed=1):
        return start_one_by_one(enrolment=enrolment, quiz=check, seed=seed, now=now)

    return started


def save(attempt, now, *, position=1, seq=1, learner=KNOWS_ALL):
    answer = answer_of(slots_of(attempt)[position - 1], learner)
    attempting.save_answer(attempt=attempt, position=position, seq=seq, answer=answer, now=now)


def uids(attempt):
    return [slot.version.question.uid for slot in slots_of(attempt)]


def test_it_starts_with_one_question_and_four_tabs_start_one_check(start):
    attempts = {start(seed=seed).pk for seed in range(4)}

    assert len(attempts) == 1
    assert [len(slots_of(attempt)) for attempt in Attempt.objects.all()] == [1]


def test_who_knows_all_is_done_after_nine_questions(start, now):
    attempt = start()

    answer_until_over(attempt, KNOWS_ALL, now=now)

    finding = review_of(attempt).finding
    assert (finding.verdict.code, finding.answers, finding.pair, finding.lesson) == ("mastered", 9, (), None)
    assert [step.code for step in finding.advice] == ["nothing"]
    assert (attempt.state, attempt.passed, attempt.maximum) == (AttemptState.MARKED, None, 9)


@pytest.mark.parametrize("seed", range(5))
def test_who_takes_one_for_another_is_told_which_and_which_way(start, now, seed):
    attempt = start(seed=seed)

    answer_until_over(attempt, TAKES_C_FOR_B, now=now)

    finding = review_of(attempt).finding
    assert (finding.verdict.code, finding.pair, finding.direction) == (
        "not-yet",
        ("Birke", "Cello"),
        ("Cello", "Birke"),
    )
    assert [step.code for step in finding.advice] == ["read-pair", "practise-pair"]
    assert len(slots_of(attempt)) < MOST


def test_it_decides_nothing_about_the_course(start, check, enrolment, now):
    Unit.objects.filter(quiz=check).update(required=False)
    answer_until_over(start(), TAKES_C_FOR_B, now=now)

    enrolment.refresh_from_db()
    assert [(entry.state, entry.passed) for entry in UnitProgress.objects.all()] == [("completed", None)]
    assert (enrolment.passed_on, enrolment.completed_on) == (None, None)


def test_it_asks_single_cases_of_the_practice_pool_only(start, course, now):
    make_questions(course, [set_data(), set_data()], pool=Pool.PRACTICE)
    make_questions(course, [single_data("A")], pool=Pool.PRACTICE, status="retired")
    attempt = start()
    QuestionVersion.objects.update(settled=Settled.NOT_SCORED)  # so that it goes on to its end

    answer_until_over(attempt, KNOWS_ALL, now=now)

    asked = [slot.version.question for slot in slots_of(attempt)]
    assert {(question.pool, question.form, question.status) for question in asked} == {
        (Pool.PRACTICE, "einordnen", "live")
    }
    assert Question.objects.filter(pool=Pool.EXAM, form="einordnen").count() == 3


def test_without_a_decision_it_ends_at_thirty_questions(start, now):
    attempt = start()
    QuestionVersion.objects.update(settled=Settled.NOT_SCORED)

    answer_until_over(attempt, KNOWS_ALL, now=now)

    finding = review_of(attempt).finding
    assert (len(slots_of(attempt)), len(set(uids(attempt)))) == (MOST, MOST)
    assert (finding.verdict.code, finding.answers) == ("not-sure", 0)
    assert not TermEvent.objects.exists()


def test_a_small_pool_ends_it_too(course, enrolment, now):
    attempt = start_one_by_one(enrolment=enrolment, quiz=make_check(course, per_term=2), seed=1, now=now)

    answer_until_over(attempt, KNOWS_ALL, now=now)

    assert len(slots_of(attempt)) == 6
    assert review_of(attempt).finding.verdict.code == "not-sure"


def test_a_second_check_asks_what_was_not_asked_yet(start, now):
    first = start()
    answer_until_over(first, KNOWS_ALL, now=now)
    second = start(seed=2)
    answer_until_over(second, KNOWS_ALL, now=now)

    assert set(uids(first)).isdisjoint(uids(second))


def test_questions_of_a_lesson_or_of_practice_are_not_new_either(start, course, enrolment, now):
    known = list(Question.objects.filter(pool=Pool.PRACTICE).order_by("position")[: 3 * 8])
    other = make_check(course, slug="anderes", per_term=0)
    before = attempting.open_attempt(enrolment=enrolment, quiz=other, number=1, seed=1, now=now)
    for slot in attempting.add_slots(before, known):
        AnswerStep.objects.create(slot=slot, seq=1, answer="x", arrived_at=now)
    attempt = start()

    answer_until_over(attempt, KNOWS_ALL, now=now)

    assert set(uids(attempt)).isdisjoint(question.uid for question in known)


def test_others_are_asked_other_questions_first(start, check, course, now):
    answer_until_over(start(), KNOWS_ALL, now=now)
    other = start_one_by_one(enrolment=make_started(make_user(), course), quiz=check, seed=1, now=now)
    answer_until_over(other, KNOWS_ALL, now=now)

    first = Attempt.objects.exclude(pk=other.pk).get()
    assert set(uids(first)).isdisjoint(uids(other))


def test_the_same_seed_asks_the_same_questions(start, now):
    def run(seed):
        with transaction.atomic():
            attempt = start(seed=seed)
            answer_until_over(attempt, TAKES_C_FOR_B, now=now)
            found = uids(attempt), [slot.option_order for slot in slots_of(attempt)]
            transaction.set_rollback(True)
        return found

    assert run(5) == run(5)
    assert run(5) != run(6)


def test_asking_twice_adds_one_question(start, now):
    attempt = start()
    save(attempt, now)

    assert ask_next(attempt=attempt, position=1, now=now) == 2
    with pytest.raises(QuizzesError) as refusal:
        ask_next(attempt=attempt, position=1, now=now)

    attempt.refresh_from_db()
    assert refusal.value.code == "passed-by"
    assert (len(slots_of(attempt)), attempt.maximum) == (2, 2)


def test_a_confirmed_answer_stands(start, now):
    attempt = start()
    save(attempt, now)
    save(attempt, now, seq=2, learner=lambda _term: "A")
    ask_next(attempt=attempt, position=1, now=now)

    with pytest.raises(QuizzesError) as refusal:
        save(attempt, now, seq=3)

    assert refusal.value.code == "passed-by"
    assert AnswerStep.objects.count() == 2
    assert within_reach(attempt) == range(2, 3)


@pytest.mark.parametrize("way", ["nothing", "a form left empty", "withdrawn"])
def test_without_an_answer_there_is_no_next_question(start, now, way):
    attempt = start()
    if way == "a form left empty":
        attempting.save_form(attempt=attempt, position=1, seen=0, answer=None, now=now)
    if way == "withdrawn":
        save(attempt, now)
        attempting.save_answer(attempt=attempt, position=1, seq=2, answer=None, now=now)

    with pytest.raises(QuizzesError) as refusal:
        ask_next(attempt=attempt, position=1, now=now)

    assert refusal.value.code == "incomplete"
    assert len(slots_of(attempt)) == 1
    assert AnswerStep.objects.count() == (2 if way == "withdrawn" else 0)


def test_it_goes_on_where_it_was_left(start, now):
    attempt = start()
    for _question in range(4):
        answer_last(attempt, KNOWS_ALL, now=now)

    assert start(seed=9) == attempt
    assert within_reach(attempt) == range(5, 6)
    answer_until_over(attempt, KNOWS_ALL, now=now)
    assert len(slots_of(attempt)) == 9


def test_after_the_last_answer_it_is_over(start, now):
    attempt = start()
    answer_until_over(attempt, KNOWS_ALL, now=now)

    with pytest.raises(AttemptOver):
        ask_next(attempt=attempt, position=9, now=now)

    assert AttemptSlot.objects.count() == 9


def test_who_ends_early_gets_no_decision(start, now):
    attempt = start()
    for _question in range(4):
        answer_last(attempt, KNOWS_ALL, now=now)

    finding = review_of(attempting.submit_attempt(attempt=attempt, now=now)).finding

    assert (finding.verdict.code, finding.answers, finding.pair) == ("not-sure", 4, ())


def test_its_answers_are_evidence_that_can_be_rebuilt(start, enrolment, now):
    answer_until_over(start(), TAKES_C_FOR_B, now=now)
    events = list(TermEvent.objects.values_list("slot", "expected", "given", "context", "is_first"))

    rebuild(user=enrolment.user)

    assert events == list(TermEvent.objects.values_list("slot", "expected", "given", "context", "is_first"))
    assert {event[3:] for event in events} == {("adaptive", True)}


@pytest.mark.parametrize(
    ("change", "code"), [("two terms", "not-three-terms"), ("a term without questions", "no-questions")]
)
def test_nothing_starts_where_it_cannot_decide(start, enrolment, change, code):
    if change == "two terms":
        Term.objects.filter(key="C").delete()
    else:
        Question.objects.filter(pool=Pool.PRACTICE, current__cases__term="C").update(status="retired")

    with pytest.raises(QuizzesError) as refusal:
        start()

    assert refusal.value.code == code
    assert not Attempt.objects.exists()


def test_only_the_adaptive_check_asks_for_a_next_question(enrolment, quiz, now):
    attempt = attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    with pytest.raises(QuizzesError) as refusal:
        ask_next(attempt=attempt, position=1, now=now)

    assert refusal.value.code == "not-one-by-one"
    assert len(slots_of(attempt)) == 3
