"""The pages of objections under axe: a learner's on her phone, and the one on which somebody decides."""

import pytest

from coursesite import clock
from quizzes.services.attempting import start_attempt, submit_attempt
from quizzes.services.objecting import object_to
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_exam, make_quiz_course, slots_of
from tests.factories.workshop import make_instructor
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def attempt():
    course = make_quiz_course(slug="kurs")
    quiz, now = make_exam(course, pass_points=3), clock.now()
    found = start_attempt(enrolment=make_started(make_user(), course), quiz=quiz, seed=1, now=now)
    return submit_attempt(attempt=found, now=now)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_learner_s_pages_are_accessible(open_page, sign_in, attempt, theme):
    page, found = open_page(color_scheme=theme), {}
    sign_in(page, attempt.enrolment.user)

    page.goto(f"/attempts/{attempt.public_id}/questions/1/objection/")
    found |= {("form", rule): where for rule, where in _faults(page).items()}
    object_to(attempt=attempt, position=1, reason="Beides ist vertretbar.", now=clock.now())
    page.goto(f"/attempts/{attempt.public_id}/review/")
    found |= {("review", rule): where for rule, where in _faults(page).items()}

    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_of_a_decision_is_accessible(open_page, sign_in, attempt, theme):
    object_to(attempt=attempt, position=1, reason="Beides ist vertretbar.", now=clock.now())
    version = slots_of(attempt)[0].version
    page, found = open_page(color_scheme=theme), {}
    sign_in(page, make_instructor(attempt.quiz.course))

    page.goto("/teach/courses/kurs/objections/")
    found |= {("queue", rule): where for rule, where in _faults(page).items()}
    page.goto(f"/teach/courses/kurs/settle/{version.question.uid}/1/")
    page.locator("input[value='for-all']").check()
    page.locator("textarea").fill("Zwei Deutungen.")
    page.locator("main form button").last.click()
    page.locator("#preview").wait_for()
    found |= {("decision", rule): where for rule, where in _faults(page).items()}

    assert found == {}
