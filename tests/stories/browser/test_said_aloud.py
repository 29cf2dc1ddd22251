"""What a screen reader is told while a page changes, in order and in full; and where the focus goes."""

import re

import pytest
from playwright.sync_api import expect

from coursesite import clock
from quizzes.enums import Pool
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_lesson, make_started
from tests.factories.quizzes import make_checked_lesson, make_exam, make_questions, make_quiz_course, single_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Keeps what live regions say, as soon as they say something else than before.
LOG = """
  window.said = [];
  new MutationObserver(changes => {
    const regions = new Set(changes.map(change => (change.target.nodeType === 1 ? change.target
      : change.target.parentElement)?.closest('[role=status], [role=alert], [aria-live]:not([aria-live=off])')));
    for (const region of regions) {
      const words = region?.textContent.trim().replace(/\\d\\d:\\d\\d/g, 'hh:mm');
      if (words && window.said.at(-1) !== words) window.said.push(words);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def enrolment(course):
    return make_started(make_user(), course)


@pytest.fixture
def page(open_page, sign_in, enrolment):
    window = sign_in(open_page(), enrolment.user)
    window.add_init_script(LOG)
    return window


def said(page) -> list[str]:
    return page.evaluate("window.said")


def focused(page) -> str:
    return page.evaluate("() => document.activeElement.textContent.trim() || document.activeElement.name || ''")


def test_saving_is_said_once_each_and_seconds_never(page, enrolment, course):
    quiz = make_exam(course, pass_points=2, minutes_limit=40)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    page.clock.install()
    page.goto(f"/attempts/{attempt.public_id}/questions/1/")
    page.evaluate("window.said = []")  # what stood there from the beginning is read with the page
    page.clock.run_for(10_000)
    assert said(page) == []

    for number in (0, 1):
        page.get_by_role("radio").nth(number).check()
        expect(page.locator("[data-saving-state]")).to_contain_text("Gespeichert")
        page.clock.run_for(10_000)
    page.context.set_offline(True)
    page.get_by_role("radio").nth(2).check()
    expect(page.locator("[data-saving-state]")).to_contain_text("Offline")

    heard = [words for words in said(page) if words != "Wird gespeichert …"]
    assert list(dict.fromkeys(heard)) == ["Gespeichert hh:mm", "Offline – 1 Antwort wartet"]
    assert len(heard) <= 3, "once for each answer"


def test_the_time_is_said_at_ten_five_and_one_minute(page, enrolment, course):
    quiz = make_exam(course, pass_points=2, minutes_limit=12)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    page.clock.install()
    page.goto(f"/attempts/{attempt.public_id}/questions/1/")

    for _minute in range(11):
        page.clock.run_for(60_000)

    minutes = [int(found[1]) for words in said(page) if (found := re.search(r"(\d+) Minute", words))]
    assert minutes == [10, 5, 1]


def test_a_check_in_a_lesson_gives_its_focus_to_what_came_of_it(page, enrolment, course):
    make_checked_lesson(course, make_questions(course, [single_data("A")], pool=Pool.PRACTICE), slug="lektion")
    page.goto("/courses/kurs/lessons/lektion/")
    panel = page.locator("self-check")

    panel.locator("form button").click()
    expect(panel.locator(".question__error")).to_be_focused()
    expect(panel.get_by_role("group").last).to_have_accessible_description("Fehler: Bitte wählen Sie eine Antwort.")
    panel.get_by_role("radio").nth(1).check()
    panel.locator("form button").click()
    expect(panel.locator(".check__feedback")).to_be_focused()


def test_the_skip_link_comes_first_and_leads_to_the_text(page, enrolment, course):
    make_lesson(course, "## Anfang\n\nEin Satz mit [Ziel](https://o.example/).\n", slug="eins", title="Eins")
    page.goto("/courses/kurs/lessons/eins/")

    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_focus_follows_the_order_of_the_text(page, enrolment, course):
    make_lesson(course, "## Anfang\n\nEin Satz mit [Ziel](https://o.example/).\n", slug="eins", title="Eins")
    make_lesson(course, slug="zwei", title="Zwei")
    page.goto("/courses/kurs/lessons/eins/")
    page.locator(".lesson-tools button").focus()

    order = []
    for _step in range(6):
        page.keyboard.press("Tab")
        order.append(" ".join(focused(page).split()))

    assert order == ["Notiz schreiben", "Ziel", "Meine Notiz", "Als gelesen markieren", "Weiter Zwei", "Anfang"]
