"""On paper: each page has its number, links have their addresses, and there is nothing to press."""

import pytest

from coursesite import clock
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.factories.accounts import make_user
from tests.factories.certificates import make_certificate
from tests.factories.company import company, make_hr, make_member
from tests.factories.lessons import make_lesson, make_started
from tests.factories.quizzes import make_questions, make_quiz, make_quiz_course, single_data
from tests.pdf_texts import texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECTION = "## Abschnitt\n\n" + "Ein Satz von der [Norm](https://example.org/norm). " * 60 + "\n\n"


def test_each_page_of_a_lesson_has_its_number(open_page, sign_in):
    course = make_quiz_course(slug="kurs")
    make_lesson(course, SECTION * 3, slug="eins", title="Lektion eins")
    learner = make_user()
    make_started(learner, course)
    page = sign_in(open_page(), learner)
    page.goto("/courses/kurs/lessons/eins/")

    pages = [text.replace("|", "") for text in texts(page.pdf(format="A4"))]

    assert len(pages) > 1
    assert [text[:5] for text in pages] == [f"{number} / {len(pages)}" for number in range(1, len(pages) + 1)]
    assert pages[0][5:].startswith("Lektion eins")
    assert all("(https://example.org/norm)" in text for text in pages)


SIZES = """() => Object.fromEntries([["text", ".prose > p"], ["small", ".lesson__facts"],
  ["title", "details.solution > summary"]].map(([name, where]) =>
  [name, parseFloat(getComputedStyle(document.querySelector(where)).fontSize)]))"""


def test_nothing_small_is_larger_than_the_text(open_page, sign_in):
    course = make_quiz_course(slug="kurs")
    make_lesson(course, SECTION + "/// solution | Auflösung\nEin Satz.\n///\n", slug="eins", title="Lektion eins")
    learner = make_user()
    make_started(learner, course)
    page = sign_in(open_page(), learner)
    page.goto("/courses/kurs/lessons/eins/")
    page.emulate_media(media="print")

    sizes = page.evaluate(SIZES)

    assert sizes["small"] < sizes["text"]
    assert sizes["title"] <= sizes["text"]


# A word of the glossary is a button, too, and belongs to its text.
PRESSED = "() => [...document.querySelectorAll('main :is(button, .btn):not(.term)')].filter(it => it.checkVisibility())"
HEADINGS = "() => [...document.querySelectorAll('main :is(h1, h2)')].filter(it => it.checkVisibility()).map(it => it.innerText)"


@pytest.mark.parametrize(
    ("address", "headings"),
    [
        ("/accounts/password/change/", ["Passwort festlegen"]),
        ("/reports/people/", ["Personen", "2 Personen"]),
        ("/reports/certificates/", ["Zertifikate"]),
    ],
)
def test_neither_buttons_nor_what_selects_are_printed(open_page, sign_in, address, headings):
    make_member(company(), "Ada")
    page = sign_in(open_page(), make_hr(company()))
    page.goto(address)
    assert page.evaluate(f"({PRESSED})().length") > 0
    page.emulate_media(media="print")

    assert page.evaluate(f"({PRESSED})().map(it => it.innerText)") == []
    assert page.evaluate(HEADINGS) == headings


@pytest.fixture
def attempt():
    course = make_quiz_course(slug="kurs")
    make_questions(course, [single_data("A")])
    quiz = make_quiz(course, [{}], slug="quiz", pass_points=1, minutes_limit=30)
    return start_attempt(enrolment=make_started(make_user(), course), quiz=quiz, seed=1, now=clock.now())


def test_what_can_only_be_pressed_or_filled_in_is_not_printed(open_page, sign_in, attempt):
    learner = attempt.enrolment.user
    make_certificate(learner)
    page = sign_in(open_page(), learner)
    page.emulate_media(media="print")
    seen = {}
    for path in ("/me/certificates/", f"/attempts/{attempt.public_id}/questions/1/"):
        page.goto(path)
        seen[path] = page.locator("button, select, .btn, time-left").filter(visible=True).all_inner_texts()

    assert not any(seen.values())


def test_a_table_has_one_size_and_none_larger_than_the_text(open_page, sign_in, attempt):
    submit_attempt(attempt=attempt, now=clock.now())
    page = sign_in(open_page(), attempt.enrolment.user)
    page.emulate_media(media="print")
    page.goto("/courses/kurs/quizzes/quiz/")

    def size(what):
        return page.locator(what).first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")

    assert size(".data-table .state") <= size(".data-table td") <= size(".frame__main")
    assert size(".fact-list") <= size(".frame__main")
