"""What a group confuses: right counts, and nothing about fewer than five people."""

import pytest

from coursesite import clock
from lessons.models import CourseRole, Dimension
from quizzes.enums import Mode, Pool
from quizzes.models import Card
from quizzes.queries.cohorts import cohort_of
from quizzes.queries.contents import content_of
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import (
    TERMS,
    make_cards,
    make_questions,
    make_quiz,
    make_quiz_course,
    single_data,
    slots_of,
)
from tests.quizzes.views.pages import words_of

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


# --- spaced review cards that go wrong again and again ---
def give_cards(course, people, **values):
    for _person in range(people):
        key = {"user": make_user(), "course": course, "pair": "AB", "dimension": "D1"}
        memory = {"stability": 1.0, "difficulty": 5.0, "reviewed_on": clock.today(), "due_on": clock.today()}
        Card.objects.create(**key, **memory, **values)


@pytest.fixture
def bank(course):
    Dimension.objects.create(course=course, key="D1", name="Dauer")
    return make_cards(course, ("AB", "D1"))


@pytest.mark.parametrize("values", [{"lapses": 3}, {"clinics": 1}], ids=str)
def test_a_card_that_somebody_failed_again_and_again_names_its_questions(course, bank, values):
    give_cards(course, 4)
    give_cards(course, 1, **values)

    [card] = cohort_of(course).hard_cards

    assert ([term.key for term in card.terms], card.dimension.key) == (["A", "B"], "D1")
    assert card.questions == tuple(bank)


def test_a_card_of_four_people_is_not_named(course, bank):
    give_cards(course, 3)
    give_cards(course, 1, lapses=5)

    assert cohort_of(course).hard_cards == ()


def test_one_failure_is_nothing_to_tell(course, bank):
    give_cards(course, 6, lapses=2)

    assert cohort_of(course).hard_cards == ()


def test_whoever_teaches_the_course_is_told(client, course, bank):
    teacher = make_user()
    CourseRole.objects.create(user=teacher, course=course)
    client.force_login(teacher)
    assert "Zu prüfende Fragen" not in words_of(client.get("/teach/"))

    give_cards(course, 5, lapses=3)

    assert "Zu prüfende Fragen" in words_of(client.get("/teach/"))
    page = words_of(client.get(f"/teach/courses/{course.slug}/confusions/"))
    assert "Im Auffrischen immer wieder falsch" in page
    assert all(question.uid in page for question in bank)
