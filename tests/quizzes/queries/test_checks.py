import pytest

from quizzes.enums import Pool
from quizzes.queries.checks import versions_asked
from quizzes.selfchecks import Checks
from tests.counting import queries_of
from tests.factories.quizzes import ESSAY, make_questions, make_quiz_course, single_data


@pytest.mark.django_db
def test_whoever_asks_for_nothing_gets_nothing_without_a_query() -> None:
    assert queries_of(lambda: versions_asked(1, [])) == 0
    assert versions_asked(1, []) == {}


@pytest.mark.django_db
def test_a_lesson_is_offered_no_question_that_a_person_marks() -> None:
    course = make_quiz_course()
    [case] = make_questions(course, [single_data("A")], pool=Pool.PRACTICE)
    make_questions(course, [ESSAY], pool=Pool.PRACTICE, type_key="essay")

    assert Checks().uids(course) == {case.uid}
