"""Questions inside a lesson: stored one by one, the last one reads the lesson."""

from decimal import Decimal

import pytest

from lessons.enums import ProgressState
from lessons.errors import LessonsError
from lessons.models import UnitProgress
from quizzes.enums import AttemptState, Mode, Pool
from quizzes.errors import QuizzesError
from quizzes.models import AnswerStep, Attempt, Quiz
from quizzes.queries.checks import answers_given, versions_asked
from quizzes.services.practising import answer_check, try_check
from quizzes.services.versioning import save_version
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem
from tests.factories.quizzes import answer_to, make_checked_lesson, make_questions, rewrite, set_data, single_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(course):
    return make_questions(course, [single_data("A"), single_data("B", form="szenario")], pool=Pool.PRACTICE)


@pytest.fixture
def lesson(course, questions):
    return make_checked_lesson(course, questions)


@pytest.fixture
def answer(enrolment, lesson, now):
    """Answers one of the lesson's questions, right or wrong."""

    def answered(question, *, right=True):
        question.refresh_from_db()
        slot = type("Slot", (), {"version": question.current})
        return answer_check(
            enrolment=enrolment, lesson=lesson, question_uid=question.uid, answer=answer_to(slot, right=right), now=now
        )

    return answered


def test_an_answer_is_a_step_of_the_lessons_own_quiz(answer, lesson, questions, enrolment):
    slot = answer(questions[0], right=False)

    quiz, attempt = Quiz.objects.get(), Attempt.objects.get()
    assert (quiz.lesson, quiz.unit, quiz.mode) == (lesson, None, Mode.CHECK)
    assert (attempt.enrolment, attempt.quiz, attempt.number, attempt.state) == (enrolment, quiz, 1, AttemptState.OPEN)
    assert (slot.version, slot.position) == (questions[0].current, 1)
    assert UnitProgress.objects.get().state == ProgressState.IN_PROGRESS


def test_answering_again_appends(answer, questions):
    first, second = answer(questions[0], right=False), answer(questions[0])

    assert first == second
    assert [step.seq for step in AnswerStep.objects.order_by("seq")] == [1, 2]
    assert AnswerStep.objects.order_by("seq").last().answer == answer_to(second)


def test_the_last_answer_reads_the_lesson_right_or_not(answer, questions, lesson, now):
    answer(questions[0], right=False)
    answer(questions[1])

    entry, attempt = UnitProgress.objects.get(), Attempt.objects.get()
    assert (entry.unit, entry.state, entry.version_seen) == (lesson.unit, ProgressState.COMPLETED, lesson.published)
    assert (entry.completed_at, entry.share, entry.passed) == (now, Decimal(1), None)
    assert (attempt.state, attempt.points, attempt.maximum, attempt.passed) == (AttemptState.MARKED, 1, 2, None)


def test_a_second_round_is_a_second_attempt_and_the_newest_answer_is_found(answer, questions, lesson, enrolment):
    for question in questions:
        answer(question, right=False)
    after_one = answers_given(enrolment, lesson, [question.current for question in questions])

    answer(questions[0])

    found = answers_given(enrolment, lesson, [question.current for question in questions])
    assert {key: given.answer for key, given in after_one.items()} == {
        slot.version_id: answer_to(slot, right=False) for slot in Attempt.objects.get(number=1).slots.all()
    }
    second = Attempt.objects.get(number=2).slots.get()
    assert found[questions[0].current_id].answer == answer_to(second)
    assert found[questions[1].current_id] == after_one[questions[1].current_id]
    assert UnitProgress.objects.get().state == ProgressState.COMPLETED


def test_a_new_wording_is_asked_anew(answer, questions, lesson, now):
    old = answer(questions[0])
    save_version(
        question=questions[0],
        type_key="single",
        data=rewrite(questions[0], stem="Anders?"),
        author=None,
        now=now,
    )

    new = answer(questions[0])

    assert (old.version.content["stem"] == new.version.content["stem"], new.position) == (False, 2)
    assert versions_asked(lesson.unit.course_id, [questions[0].uid]) == {questions[0].uid: new.version}


def test_options_stand_as_they_stood_on_the_page(answer, questions):
    orders = [answer(questions[1]).option_order, answer(questions[0]) and answer(questions[1]).option_order]

    assert Attempt.objects.count() == 2
    assert orders[0] == orders[1]


def test_a_set_must_be_complete(course, enrolment, now):
    [question] = make_questions(course, [set_data()], pool=Pool.PRACTICE)
    lesson = make_checked_lesson(course, [question])
    kind = get_type("classify")
    solution = kind.solution(kind.parse(question.current.content, terms=("A", "B", "C")))
    half = dict(list(solution.items())[:2])

    for partial in (half, {}, None):
        with pytest.raises(QuizzesError) as refusal:
            answer_check(enrolment=enrolment, lesson=lesson, question_uid=question.uid, answer=partial, now=now)
        assert refusal.value.code == "incomplete"

    assert AnswerStep.objects.count() == 0
    answer_check(enrolment=enrolment, lesson=lesson, question_uid=question.uid, answer=solution, now=now)
    assert AnswerStep.objects.get().answer == solution


@pytest.mark.parametrize("change", [{"status": "retired"}, {"pool": Pool.MIDTERM}], ids=["retired", "of an exam"])
def test_only_live_practice_questions_are_asked(lesson, questions, change):
    for name, value in change.items():
        setattr(questions[0], name, value)
    questions[0].save()

    with pytest.raises(QuizzesError) as refusal:
        try_check(lesson=lesson, question_uid=questions[0].uid, answer=None)

    assert refusal.value.code == "unknown-question"


def test_what_the_lesson_does_not_ask_or_offer_is_refused(course, enrolment, lesson, questions, now):
    [other] = make_questions(course, [single_data("C")], pool=Pool.PRACTICE)
    values = {"enrolment": enrolment, "lesson": lesson, "now": now}

    with pytest.raises(QuizzesError):
        answer_check(**values, question_uid=other.uid, answer=None)
    with pytest.raises(AnswerProblem):
        answer_check(**values, question_uid=questions[0].uid, answer="nie-da")

    assert (Quiz.objects.count(), AnswerStep.objects.count()) == (0, 0)


def test_a_run_that_has_ended_stores_nothing(answer, questions, enrolment, now):
    enrolment.closed_at = now
    enrolment.save()

    with pytest.raises(LessonsError):
        answer(questions[0])

    assert (Attempt.objects.count(), AnswerStep.objects.count()) == (0, 0)
