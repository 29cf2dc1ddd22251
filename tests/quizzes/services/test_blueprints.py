"""A change that leaves a quiz without the cases it asks for is refused; what was short before may stay so."""

import pytest

from quizzes.enums import Pool, QuestionStatus
from quizzes.models import Question
from quizzes.queries.board import unfillable_cells
from quizzes.services.blueprints import EmptiesCell, keeping_blueprints
from quizzes.services.curating import QuestionHead, QuestionText, edit_question
from quizzes.services.tagging import move_questions
from tests.factories.quizzes import make_exam, make_quiz, make_quiz_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_quiz_course()


def found_in(course, **how):
    return [(cell.quiz, cell.position, cell.wanted, cell.found) for cell in unfillable_cells(course, **how)]


def test_a_cell_without_its_question_is_named(course) -> None:
    quiz = make_exam(course)
    first = Question.objects.get(current__cases__term="A")

    assert found_in(course) == []
    assert found_in(course, without={first.pk}) == [(quiz, 1, 1, 0)]


def test_two_cells_that_want_the_same_question_cannot_both_be_filled(course) -> None:
    make_exam(course)
    both = make_quiz(course, [{"term": "A"}, {"term": "A"}], slug="doppelt")

    assert [found[0] for found in found_in(course)] == [both]


@pytest.mark.parametrize(
    "change", [{"status": QuestionStatus.RETIRED}, {"status": QuestionStatus.DRAFT}, {"pool": Pool.PRACTICE}]
)
def test_what_empties_a_cell_is_refused(course, change) -> None:
    make_exam(course)
    rows = Question.objects.filter(current__cases__term="B")

    with pytest.raises(EmptiesCell) as refused, keeping_blueprints(course):
        rows.update(**change)

    assert (refused.value.cell.position, refused.value.code) == (2, "empties-cell")


def test_a_spare_question_may_go_and_what_is_short_may_be_worked_at(course) -> None:
    make_exam(course, spare=1)
    make_quiz(course, [{"term": "A", "cases": 9}], slug="zu-viel")
    spare = Question.objects.filter(current__cases__term="B").first()

    with keeping_blueprints(course):
        Question.objects.filter(pk=spare.pk).update(status=QuestionStatus.RETIRED)

    assert found_in(course)[0][1:] == (1, 9, 2)


def test_an_author_cannot_move_the_last_question_of_a_cell_elsewhere(course, now) -> None:
    make_exam(course)
    question = Question.objects.select_related("course", "current").get(current__cases__term="A")
    head = QuestionHead(pool=Pool.PRACTICE, family=question.family)
    text = QuestionText(data=question.current.content, head=head)

    with pytest.raises(EmptiesCell):
        edit_question(question=question, text=text, author=None, now=now, based_on=1)

    assert Question.objects.get(pk=question.pk).pool == Pool.MIDTERM


def test_a_bulk_change_cannot_take_the_last_question_of_a_cell(course) -> None:
    make_exam(course)
    chosen = list(Question.objects.filter(current__cases__term="B"))

    with pytest.raises(EmptiesCell):
        move_questions(questions=chosen, pool=Pool.PRACTICE)

    assert {row.pool for row in Question.objects.filter(pk__in=[one.pk for one in chosen])} == {Pool.MIDTERM}
