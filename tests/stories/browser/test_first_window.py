"""What stands in the first window of a phone of 360 × 640: the three terms, the next step, no list that pushes it away."""

import re

import pytest
from playwright.sync_api import expect

from coursesite import clock
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.quizzes import make_questions, make_quiz, make_quiz_course, single_data
from tests.stories.browser.conftest import LAPTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Kundenfokus, Kundenorientierung, Kundenzentrierung"
TERMS = ("Kundenfokus", "Kundenorientierung", "Kundenzentrierung")


@pytest.fixture
def course():
    made = make_course(slug="kurs", title=TITLE, summary="Sie ordnen Fälle sicher einem der drei Begriffe zu.")
    for number in range(12):
        make_lesson(
            made, "## Anfang\n\nEin Satz.\n", title=f"Ziel, Auslöser und Bedürfnisse {number}", slug=f"l{number}"
        )
    return made


@pytest.mark.parametrize("who", ["visitor", "newcomer", "learner"])
def test_all_three_terms_with_their_signs_are_in_it(open_page, sign_in, course, who):
    page = open_page(viewport=PHONE)
    if who != "visitor":
        person = make_user()
        sign_in(page, person)
    if who == "learner":
        make_started(person, course)
    page.goto("/")

    for name in TERMS:
        term = page.locator(".terms__term", has=page.get_by_text(name, exact=True))
        assert bottom(term.locator(".glyph")) <= PHONE["height"], name
        assert bottom(term) <= PHONE["height"], name


def test_whoever_has_begun_finds_the_next_step_before_the_terms(open_page, sign_in, course):
    learner = make_user()
    make_started(learner, course)
    page = sign_in(open_page(viewport=PHONE), learner)
    page.goto("/")

    step = page.locator(".btn-primary")

    assert bottom(step) <= PHONE["height"]
    assert bottom(step) <= top(page.locator(".terms"))


@pytest.mark.parametrize(("viewport", "is_open"), [(PHONE, False), (LAPTOP, True)])
def test_the_outline_is_folded_where_it_would_push_everything_away(open_page, sign_in, course, viewport, is_open):
    learner = make_user()
    make_started(learner, course)
    page = sign_in(open_page(viewport=viewport), learner)
    page.goto("/courses/kurs/")

    expect(page.get_by_role("link", name="Bedürfnisse 11")).to_be_visible(visible=is_open)
    assert page.locator(".course__outline details").evaluate("element => element.open") is is_open
    page.locator(".course__outline summary").dispatch_event("click") if not is_open else None
    expect(page.get_by_role("link", name="Bedürfnisse 11")).to_be_visible()


def test_without_a_script_the_outline_is_there_where_there_is_room(open_page, sign_in, course):
    page = sign_in(open_page(java_script_enabled=False), make_user())
    page.goto("/courses/kurs/")

    expect(page.get_by_text("Bedürfnisse 11")).to_be_visible()


def top(locator) -> float:
    return locator.bounding_box()["y"]


def bottom(locator) -> float:
    box = locator.bounding_box()
    return box["y"] + box["height"]


CASE = (
    "Ein Hersteller von Pumpen ruft jede Woche drei Abnehmer an, fragt nach Störungen und ändert danach den Plan der "
    "Wartung. Die Abläufe im Haus bleiben, wie sie sind. Was niemand anspricht, bleibt liegen. Was liegt da vor?"
)


def test_a_question_of_220_characters_fits_with_its_answers_and_its_button(open_page, sign_in):
    course = make_quiz_course(slug="kurs")
    learner = make_user()
    enrolment = make_started(learner, course)
    make_questions(course, [single_data(term, text=CASE) for term in "ABC"])
    cells = [{"term": term, "cases": 1, "form": "einordnen"} for term in "ABC"]
    quiz = make_quiz(course, cells, minutes_limit=30, pass_points=2)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    page = sign_in(open_page(viewport=PHONE), learner)

    page.goto(f"/attempts/{attempt.public_id}/questions/1/")

    assert 205 <= len(CASE) <= 220
    expect(page.locator("[data-count]")).to_have_text(re.compile("Noch \\d+ Minuten"))
    rows = page.locator("main .option")
    assert rows.count() == 3
    assert min(row.bounding_box()["height"] for row in rows.all()) >= 44
    assert bottom(page.locator("main .btn-primary")) <= PHONE["height"]
