"""Auffrischen in a browser: by keyboard from the start page to the end of the day, and every state under axe."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.factories.accounts import make_user
from tests.factories.lessons import make_lesson, make_started
from tests.factories.quizzes import make_cards, make_quiz_course
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def learner():
    """Who completed a course with two cards."""
    course = make_quiz_course(slug="kurs")
    make_lesson(course)
    make_cards(course, ("AB", "D1"), ("BC", "D1"))
    learner = make_user()
    make_started(learner, course, completed_on=date(2026, 11, 2))
    return learner


@pytest.mark.parametrize("cookies", [{"theme": "light", "language": "de"}, {"theme": "dark", "language": "en"}])
def test_every_state_is_accessible_and_works_by_keyboard(open_page, sign_in, live_server, learner, cookies):
    page = open_page(color_scheme=cookies["theme"])
    page.context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
    found = {}

    def look(name):
        found.update({(name, rule): where for rule, where in _faults(page).items()})

    with time_machine.travel(TUESDAY, tick=False):
        sign_in(page, learner)
        page.goto("/")
        page.locator("a[href='/me/practice/']").press("Enter")
        look("today")
        page.locator("a[href='/me/practice/next/']").press("Enter")
        look("question")
        page.locator("form.question-form button[type=submit]").press("Enter")
        look("error")
        for _card in range(2):
            page.locator("input[name=answer]").first.press("Space")
            page.locator("#confidence-unsure").press("Space")
            page.locator("form.question-form button[type=submit]").press("Enter")
            look("feedback")
            page.locator(".actions a.btn").press("Enter")
        page.wait_for_url("**/me/practice/")
        look("done")

    assert found == {}
