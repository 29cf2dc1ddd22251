"""What a group confuses: right counts, and nothing about fewer than five people."""

import pytest

from coursesite import clock
from quizzes.enums import Mode, Pool
from quizzes.queries.cohorts import cohort_of
from quizzes.queries.contents import content_of
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import TERMS, make_questions, make_quiz, make_quiz_course, single_data, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_quiz_course()


@pytest.fixture
def quiz(course):
    make_questions(course, [single_data(term) for term in TERMS], pool=Pool.PLACEMENT)
    cells = [{"term": term, "pool": Pool.PLACEMENT} for term in TERMS]
    return make_quiz(course, cells, mode=Mode.PLACEMENT)


def answer(course, quiz, people, taken):
    """Each of them takes the quiz and takes terms for others."""
    for _person in range(people):
        attempt = start_attempt(enrolment=make_started(make_user(), course), quiz=quiz, seed=1, now=clock.now())
        for slot in slots_of(attempt):
            content = content_of(slot.version, tuple(TERMS))
            given = taken.get(content.case.term, content.case.term)
            token = next(option.token for option in content.options if option.term == given)
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=token, now=clock.now())
        submit_attempt(attempt=attempt, now=clock.now())


def test_nothing_is_said_about_four_people(course, quiz):
    answer(course, quiz, 4, {"B": "C"})

    cohort = cohort_of(course)

    assert [(matrix.learners, matrix.rows) for matrix in cohort.phases] == [(0, ())] * 3
    assert (cohort.directions, cohort.dimensions, cohort.questions) == ((), (), ())


def test_five_people_make_a_matrix(course, quiz):
    answer(course, quiz, 3, {"B": "C"})
    answer(course, quiz, 2, {})

    cohort = cohort_of(course)

    before, during, after = cohort.phases
    assert before.learners == 5
    assert [[cell.count for cell in row.cells] for row in before.rows] == [[5, 0, 0], [0, 2, 3], [0, 0, 5]]
    assert [cell.percent for cell in before.rows[1].cells] == [0, 40, 60]
    assert (during.rows, after.rows) == ((), ())
    [direction] = cohort.directions
    assert (direction.expected.key, direction.given.key, direction.count, direction.of) == ("B", "C", 3, 5)
    [question] = cohort.questions
    assert (question.what.current.content["case"]["term"], question.count, question.of) == ("B", 3, 5)


def test_more_people_cost_no_more_queries(course, quiz):
    answer(course, quiz, 5, {"B": "C"})
    few = queries_of(lambda: cohort_of(course))
    answer(course, quiz, 4, {"A": "B"})

    assert queries_of(lambda: cohort_of(course)) == few
