"""No lesson loses a question that its text asks; which lessons these are is said."""

import pytest
from django.utils import translation

from coursesite import clock
from lessons.models import LessonVersion
from lessons.services.publishing import LessonText, publish, save_draft
from quizzes.enums import Pool, QuestionStatus
from quizzes.errors import QuizzesError
from quizzes.models import Question
from quizzes.queries.checks import lessons_asking
from quizzes.services.approving import for_all, retire_question
from quizzes.services.curating import QuestionHead, QuestionText, edit_question
from quizzes.services.lesson_checks import LessonAsks, keeping_lessons
from quizzes.services.tagging import move_questions
from tests.factories.lessons import make_unit
from tests.factories.quizzes import make_checked_lesson, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(course):
    return make_question(course, uid="gefragt", pool=Pool.PRACTICE)


@pytest.fixture
def lesson(course, question):
    return make_checked_lesson(course, [question], title="Vom Wald")


def retire(question):
    retire_question(question=question, by=None, now=clock.now())


def status_of(question):
    return Question.objects.get(pk=question.pk).status


def reworded(lesson, source="Ohne Frage.\n"):
    text = LessonText(title="Vom Wald", source=source)
    return save_draft(lesson=lesson, text=text, author=None, now=clock.now(), based_on=None)


def test_a_question_that_lessons_ask_is_not_retired_and_they_are_named(course, question, lesson) -> None:
    make_checked_lesson(course, [question], title="Vom Meer")

    with translation.override("en"), pytest.raises(LessonAsks) as refused:
        retire(question)

    assert str(refused.value) == (
        "These lessons ask gefragt in their text: Vom Wald, Vom Meer. Please publish them without this question first."
    )
    assert (refused.value.code, status_of(question)) == ("lesson-asks", QuestionStatus.LIVE)


def test_it_goes_once_no_published_text_asks_it(question, lesson) -> None:
    """A draft without the question is not what readers see."""
    reworded(lesson)
    with pytest.raises(LessonAsks):
        retire(question)

    publish(lesson=lesson, actor=None, now=clock.now())
    retire(question)

    assert status_of(question) == QuestionStatus.RETIRED


def test_a_draft_alone_keeps_no_question(course, question) -> None:
    lesson = make_checked_lesson(course, [])
    reworded(lesson, "/// check | gefragt\n///\n")

    retire(question)

    assert status_of(question) == QuestionStatus.RETIRED


def test_an_approved_text_that_waits_for_its_day_keeps_its_question(course, question) -> None:
    lesson = make_checked_lesson(course, [], title="Von morgen")
    version = reworded(lesson, "/// check | gefragt\n///\n")
    LessonVersion.objects.filter(pk=version.pk).update(goes_live_at=clock.now())

    assert lessons_asking(course) == {"gefragt": ["Von morgen"]}
    with pytest.raises(LessonAsks):
        retire(question)


def test_a_lesson_that_is_gone_keeps_nothing(course, question, lesson) -> None:
    lesson.unit.retired_at = clock.now()
    lesson.unit.save()

    retire(question)

    assert status_of(question) == QuestionStatus.RETIRED


def test_many_are_retired_or_none_and_each_that_stays_is_named(course, question, lesson) -> None:
    other, free = make_question(course, pool=Pool.PRACTICE), make_question(course, pool=Pool.PRACTICE)
    make_checked_lesson(course, [other], title="Vom Meer")

    with pytest.raises(QuizzesError) as refused:
        for_all(questions=[free, question, other], step=retire_question, by=None, now=clock.now())

    assert ("Vom Wald" in str(refused.value), "Vom Meer" in str(refused.value)) == (True, True)
    assert [status_of(one) for one in (free, question, other)] == [QuestionStatus.LIVE] * 3


def test_it_cannot_be_moved_to_another_pool_either(course, question, lesson, now) -> None:
    question = Question.objects.select_related("course", "current").get(pk=question.pk)
    head = QuestionHead(pool=Pool.MIDTERM, family=question.family)
    text = QuestionText(data=question.current.content, head=head)

    with pytest.raises(LessonAsks):
        edit_question(question=question, text=text, author=None, now=now, based_on=1)
    with pytest.raises(LessonAsks):
        move_questions(questions=[question], pool=Pool.MIDTERM)

    assert Question.objects.get(pk=question.pk).pool == Pool.PRACTICE


def test_a_new_wording_takes_nothing_from_a_lesson(question, lesson, now) -> None:
    question = Question.objects.select_related("course", "current").get(pk=question.pk)
    text = QuestionText(data={**question.current.content, "stem": "Neu gefragt?"})

    assert edit_question(question=question, text=text, author=None, now=now, based_on=1).number == 2


def test_what_a_text_asks_in_vain_hinders_nothing(course, question, lesson) -> None:
    """Course files retired it, say."""
    Question.objects.filter(pk=question.pk).update(status=QuestionStatus.RETIRED)

    with keeping_lessons(course):
        Question.objects.filter(pk=question.pk).update(pool=Pool.EXAM)

    assert Question.objects.get(pk=question.pk).pool == Pool.EXAM


def test_lessons_of_other_courses_count_for_their_own_questions(question, lesson) -> None:
    other = make_unit().course

    assert lessons_asking(other) == {}
    assert lessons_asking(lesson.unit.course) == {"gefragt": ["Vom Wald"]}


def test_the_cost_does_not_grow_with_the_lessons(course, question, lesson, django_assert_num_queries) -> None:
    for _number in range(3):
        make_checked_lesson(course, [make_question(course, pool=Pool.PRACTICE)])

    with django_assert_num_queries(3), keeping_lessons(course):
        pass
