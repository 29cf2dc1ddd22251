"""A figure in the text of a question: loaded, as wide as the page allows, with its words for who cannot see it."""

import pytest
from playwright.sync_api import expect

from coursesite import clock
from lessons.services.illustrating import add_figure
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.pictures import picture
from tests.factories.quizzes import make_questions, make_quiz, make_quiz_course, single_data
from tests.stories.browser.conftest import LAPTOP, PHONE
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("window", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_question_shows_its_figure(open_page, sign_in, window):
    course, learner = make_quiz_course(slug="kurs"), make_user()
    photo = picture("PNG", (1600, 900), colour=(90, 140, 200))
    figure = add_figure(course=course, name="Laden.png", content=photo, alt="Laden", author=None, now=clock.now())
    text = f"Ein Laden stellt um. Was zeigt das Bild?\n\n![Ein Laden mit einem Regal in der Mitte]({figure.name})"
    make_questions(course, [single_data("A", text=text)])
    run = make_started(learner, course)
    attempt = start_attempt(enrolment=run, quiz=make_quiz(course, [{"term": "A"}]), seed=1, now=clock.now())
    page = sign_in(open_page(viewport=window), learner)

    page.goto(f"/attempts/{attempt.public_id}/questions/1/")

    image = page.get_by_role("img", name="Ein Laden mit einem Regal in der Mitte")
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('img.figure').naturalWidth > 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]
    assert image.bounding_box()["width"] <= window["width"]
    assert _faults(page) == {}
