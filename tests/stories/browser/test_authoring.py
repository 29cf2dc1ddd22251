"""Writing a question: axe finds nothing, and the keyboard alone writes, moves and saves."""

import pytest
from playwright.sync_api import expect

from coursesite import clock
from quizzes.models import Question
from quizzes.services.approving import submit_question
from quizzes.services.curating import QuestionHead, QuestionText, create_question
from tests.factories.accounts import make_user
from tests.factories.quizzes import make_question, make_quiz_course, single_data
from tests.factories.workshop import make_instructor
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OF_DJANGO = {"label-title-only"}  # the search field of its lists is labelled by a picture

# They hold what learners see, which has its own test; axe would run its script in a frame that forbids all scripts.
WITHOUT_FRAMES = "document.querySelectorAll('iframe').forEach(frame => frame.remove())"


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


def waiting(course) -> Question:
    text = QuestionText(single_data("A"), head=QuestionHead(pool="practice", family="neu"))
    author = make_user()
    made = create_question(course=course, type_key="single", uid="neu", text=text, author=author, now=clock.now())
    submit_question(question=made, by=author, now=clock.now())
    return made


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_a_question_are_accessible(open_page, sign_in, course, theme):
    page = open_page(color_scheme=theme)
    sign_in(page, make_instructor(course))
    question, other = make_question(course), waiting(course)
    base = "/admin/quizzes/question/"
    found = {}

    for path in (
        base, f"{base}add/", f"{base}add/?course={course.pk}&type=cloze", f"{base}{question.pk}/change/",
        f"{base}{question.pk}/try/", f"{base}{other.pk}/approve/", f"{base}{question.pk}/change/?as=yaml",
    ):  # fmt: skip
        page.goto(path)
        page.evaluate(WITHOUT_FRAMES)
        found |= {(path, rule): where for rule, where in _faults(page, preload=False).items() if rule not in OF_DJANGO}

    assert found == {}


def test_the_keyboard_alone_adds_moves_and_saves(open_page, sign_in, course):
    page = sign_in(open_page(), make_instructor(course))
    question = make_question(course, form="szenario", pool="practice")
    page.goto(f"/admin/quizzes/question/{question.pk}/change/")

    page.locator("[name='content.stem']").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Mit der Tastatur gefragt?")
    page.locator("button[value='down:options.0']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='content.stem']")).to_have_value("Mit der Tastatur gefragt?")
    page.locator("[name='family']").press("Enter")  # the first button of the form only checks
    expect(page.locator("[name='content.stem']")).to_have_value("Mit der Tastatur gefragt?")
    page.locator(".editor__buttons button[value='save']").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_have_count(1)
    content = Question.objects.select_related("current").get().current.content
    assert content["stem"] == "Mit der Tastatur gefragt?"
    assert [option["term"] for option in content["options"]] == ["B", "A", "C"]
