"""What a script adds while the page is there already has its room beforehand: nothing below it moves."""

import pytest

from coursesite import clock
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_exam, make_quiz_course
from tests.stories.browser.conftest import LAPTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP])
def test_the_question_stays_where_it_is_when_the_time_left_appears(open_page, sign_in, viewport):
    learner, course = make_user(), make_quiz_course(slug="kurs")
    quiz = make_exam(course, minutes_limit=45)
    attempt = start_attempt(enrolment=make_started(learner, course), quiz=quiz, seed=1, now=clock.now())
    page = sign_in(open_page(viewport=viewport), learner)
    held = []
    page.route("**/quizzes/timing.js", lambda route: held.append(route))  # it needs a function  # noqa: PLW0108
    page.goto(f"/attempts/{attempt.public_id}/questions/1/", wait_until="commit")
    question = page.locator(".question__stem")
    page.wait_for_function("() => document.fonts.status === 'loaded' && document.querySelector('.question__stem')")
    before = question.bounding_box()
    assert page.locator(".time-left__switch").count() == 0

    held[0].continue_()
    page.locator(".time-left__switch").wait_for()

    assert question.bounding_box() == before
