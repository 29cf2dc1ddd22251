"""Writing a question: axe finds nothing, and the keyboard alone writes, moves and saves."""

import pytest
from playwright.sync_api import expect

from coursesite import clock
from lessons.models import Term
from quizzes.models import Question
from quizzes.services.approving import submit_question
from quizzes.services.curating import QuestionHead, QuestionText, create_question
from tests.factories.accounts import make_user
from tests.factories.quizzes import make_question, make_questions, make_quiz_course, set_data, single_data
from tests.factories.workshop import make_instructor
from tests.stories.browser.test_accessibility import _faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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
        found |= {(path, rule): where for rule, where in _faults(page).items()}

    assert found == {}


# A word without a break has one box; `overflow-wrap` cuts it into two without a hyphen.
BROKEN_WORDS = """texts => texts.flatMap(text => {
  const range = document.createRange();
  range.selectNodeContents(text);
  return range.getClientRects().length > 1 ? [text.textContent] : [];
})"""


@pytest.mark.parametrize("width", [360, 600, 1280])
def test_no_answer_breaks_inside_a_word(open_page, sign_in, course, width):
    for key, name in {"A": "Kundenfokus", "B": "Kundenorientierung", "C": "Kundenzentrierung"}.items():
        Term.objects.filter(course=course, key=key).update(name=name)
    [question] = make_questions(course, [set_data()])
    page = sign_in(open_page(viewport={"width": width, "height": 900}), make_instructor(course))

    page.goto(f"/admin/quizzes/question/{question.pk}/try/")

    answers = page.locator(".option__text")
    assert answers.count() == 9
    assert answers.evaluate_all(BROKEN_WORDS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


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
    page.locator("summary", has_text="Platz in der Fragensammlung").press("Enter")
    page.locator("[name='family']").press("Enter")  # the first button of the form only checks
    expect(page.locator("[name='content.stem']")).to_have_value("Mit der Tastatur gefragt?")
    page.locator(".editor__buttons button[value='save']").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_have_count(1)
    content = Question.objects.select_related("current").get().current.content
    assert content["stem"] == "Mit der Tastatur gefragt?"
    assert [option["term"] for option in content["options"]] == ["B", "A", "C"]
