"""The blueprint board: what a quiz asks for and what its pool gives, for who writes the course."""

import pytest

from quizzes.models import Question
from quizzes.queries.board import board_of
from quizzes.types import form_word
from tests.counting import queries_of
from tests.factories.quizzes import TERMS, make_exam, make_quiz

pytestmark = pytest.mark.django_db


def address(quiz) -> str:
    return f"/admin/quizzes/quiz/{quiz.pk}/board/"


def states(client, quiz) -> list[str]:
    return [(row["cell"].cases, row["supply"].cases) for row in client.get(address(quiz)).context["rows"]]


def test_each_cell_is_told_with_what_can_be_drawn(workshop, stranger, course) -> None:
    quiz = make_exam(course, per_term=2, spare=1)

    assert states(workshop, quiz) == [(2, 3), (2, 3), (2, 3)]
    assert stranger.get(address(quiz)).status_code == 404


def test_cells_are_named_in_words(workshop, course) -> None:
    rows = workshop.get(address(make_exam(course))).context["rows"]

    assert [(str(row["form"]), row["term"]) for row in rows] == [
        (str(form_word("einordnen")), name) for name in TERMS.values()
    ]


def test_draws_overlap_by_chance(course) -> None:
    """1 of 2 for each of three terms: on average half of the three cases."""
    board = board_of(make_exam(course, spare=1))

    assert board.overlap.cases == 3
    assert board.overlap.common == pytest.approx(1.5, abs=0.2)
    assert (board.empty, board.relaxed, board.trial.met) == ((), {}, 1000)


def test_an_empty_cell_leaves_no_draw(workshop, course) -> None:
    quiz = make_exam(course)
    Question.objects.filter(current__cases__term="A").update(status="retired")

    board = workshop.get(address(quiz)).context["board"]

    assert [(error.position, error.wanted, error.found) for error in board.empty] == [(1, 1, 0)]
    assert (board.overlap, board.trial) == (None, None)


def test_a_quiz_without_cells_has_a_board_too(workshop, course) -> None:
    assert workshop.get(address(make_quiz(course))).context["rows"] == []


def test_three_cells_a_question_cost_as_many_queries_as_one(workshop, course) -> None:
    one, three = make_exam(course, slug="eins"), make_exam(course, per_term=3, slug="drei")
    workshop.get(address(one))

    assert queries_of(lambda: workshop.get(address(three))) == queries_of(lambda: workshop.get(address(one)))
