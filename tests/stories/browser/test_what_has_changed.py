"""What has changed in a browser: by keyboard from the start page to the new certificate, and every state under axe."""

from collections import Counter

import pytest

from quizzes.enums import Pool
from tests.factories.accounts import make_user
from tests.factories.differences import make_offer
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import make_questions, make_quiz_course, single_data
from tests.stories.browser.conftest import LAPTOP, PHONE
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def learner():
    """Holds a certificate of a course in which one of two lessons has changed."""
    course = make_quiz_course(slug="kurs", title="Drei Begriffe")
    make_lesson(course, "Der Anfang bleibt.\n\nAlte Mitte.", slug="eins", title="Kundenorientierung im Vertrieb")
    make_lesson(course, "Anderes.", slug="zwei", title="Zwei")
    make_questions(course, [single_data(term) for term in "ABCAB"], pool=Pool.PRACTICE)
    learner = make_user(name="Mira Lindqvist")
    make_offer(learner, course)
    return learner


@pytest.mark.parametrize("setting", [("light", "de", PHONE), ("dark", "en", LAPTOP)], ids=["phone", "laptop"])
def test_every_state_is_accessible_and_works_by_keyboard(open_page, sign_in, live_server, learner, setting):
    theme, language, viewport = setting
    page = open_page(color_scheme=theme, viewport=viewport)
    cookies = {"theme": theme, "language": language}
    page.context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
    found = {}

    def look(name):
        found.update({(name, rule): where for rule, where in _faults(page).items()})
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found.update({(name, "wide"): wide} if wide > 0 else {})

    sign_in(page, learner)
    page.goto("/me/certificates/")
    look("certificates")
    page.goto("/courses/kurs/")
    look("course")
    page.goto("/")
    look("start")
    page.locator("a[href='/courses/kurs/difference/']").first.press("Enter")
    look("difference")
    page.locator("form button.btn-primary").press("Enter")
    page.wait_for_url("**/difference/#questions")
    look("confirmed")
    page.locator("a[href='/courses/kurs/difference/question/']").press("Enter")
    look("question")
    page.locator("form.question-form button[type=submit]").press("Enter")
    look("error")
    tried = Counter()
    while not learner.enrolments.filter(path="difference", completed_on__isnull=False).exists():
        uid = page.locator("input[name=question]").get_attribute("value")
        page.locator("input[name=answer]").nth(tried[uid]).press("Space")  # each time the next one, until it is right
        tried[uid] += 1
        page.locator("form.question-form button[type=submit]").press("Enter")
        look("feedback")
        page.locator(".actions a.btn").press("Enter")
    page.wait_for_url("**/difference/")
    look("done")

    assert found == {}
