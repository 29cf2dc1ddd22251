"""The whole way of a learner in a browser whose scripts are switched off: nothing is missing, and no control is dead."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from coursesite import clock
from lessons.models import Note
from quizzes.enums import Pool
from quizzes.models import AnswerStep, Attempt
from quizzes.services.attempting import start_attempt
from quizzes.types import all_types
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.lessons import make_chapter, make_lesson, make_started
from tests.factories.quizzes import (
    answer_to,
    make_cards,
    make_checked_lesson,
    make_exam,
    make_questions,
    make_quiz,
    make_quiz_course,
    set_data,
    single_data,
    slots_of,
)
from tests.stories.browser.test_question_types import EXAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEAD = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary, [role=button]")]
  .filter((one) => one.checkVisibility() && !one.hasAttribute("popovertarget"))
  .filter((one) => {
    if (one.localName === "a") return !one.hasAttribute("href");
    if (one.localName === "summary") return one.parentElement.localName !== "details";
    return !one.form || one.type === "button";
  })
  .map((one) => one.outerHTML.slice(0, 150))"""


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs", title="Drei Begriffe")


@pytest.fixture
def page(open_page):
    return open_page(java_script_enabled=False)


def look(page: Page, heading: str) -> None:
    """She is on this page, and whatever can be pressed there does something."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert page.evaluate(DEAD) == []


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def give(page: Page, answer: str | list[str] | dict[str, str]) -> None:
    """As a form sends it: one value, ticks, or a value a row."""
    if isinstance(answer, list):
        for row in answer:
            page.locator(f"[name='answer__{row}']").check()
        return
    rows = (
        {f"answer__{row}": value for row, value in answer.items()} if isinstance(answer, dict) else {"answer": answer}
    )
    for name, value in rows.items():
        field = page.locator(f"[name='{name}']")
        match field.first.evaluate("one => one.type"):
            case "radio":
                page.locator(f"[name='{name}'][value='{value}']").check()
            case "select-one":
                field.select_option(value)
            case _:
                field.fill(value)


def test_from_the_first_page_to_the_certificate(page, course):
    make_chapter(course)
    [check] = make_questions(course, [single_data("A")], pool=Pool.PRACTICE)
    make_checked_lesson(course, [check], slug="eins", title="Lektion eins")
    make_lesson(course, "## Anfang\n\nEin Satz vom Leitbild.\n", slug="zwei", title="Lektion zwei")
    make_exam(course, pass_points=2)
    learner = make_user()

    page.goto("/courses/kurs/")
    follow(page, "Anmelden und beginnen")
    look(page, "Anmelden")
    page.get_by_label("E-Mail-Adresse").fill(learner.email)
    page.locator("input[type=password]").fill(PASSWORD)
    press(page, "Anmelden")
    look(page, "Drei Begriffe")
    press(page, "Kurs beginnen")
    _read(page)
    _sit(page)
    _certify(page, learner)


def _read(page: Page) -> None:
    look(page, "Lektion eins")
    page.locator(".check input[type=radio]").first.check()
    press(page, "Prüfen")
    expect(page.locator(".check__feedback")).to_be_visible()
    follow(page, "Noch einmal versuchen")
    expect(page.locator(".check__form")).to_be_visible()
    press(page, "Lesezeichen setzen")
    expect(page.get_by_role("button", name="Lesezeichen entfernen")).to_be_visible()
    follow(page, "Weiter")
    look(page, "Lektion zwei")
    press(page, "Als gelesen markieren")
    expect(page.get_by_text("Sie haben diese Lektion gelesen.")).to_be_visible()
    follow(page, "Weiter")


def _sit(page: Page) -> None:
    look(page, "Zwischenprüfung")
    press(page, "Versuch 1 beginnen")
    slots = slots_of(_exam())
    for slot in slots:
        look(page, f"Frage {slot.position} von {len(slots)}")
        give(page, answer_to(slot))
        if slot.position == 1:
            press(page, "English")
            look(page, f"Question 1 of {len(slots)}")
            press(page, "Deutsch")
            press(page, "Für später markieren")
            expect(page.get_by_role("button", name="Markierung entfernen")).to_be_visible()
        page.locator(".question-form__next").click()
    look(page, "abgeben")
    follow(page, "Zurück zu den Fragen")
    look(page, "Frage")
    press(page, "Überblick und Abgabe")
    press(page, "Jetzt abgeben")
    look(page, "bestanden")
    assert _exam().points == len(slots)


def _exam() -> Attempt:
    """The lesson's question is answered in an attempt, too."""
    return Attempt.objects.get(quiz__unit__slug="pruefung")


def _certify(page: Page, learner) -> None:
    page.goto("/me/profile/")
    look(page, "Noch zu wenige Antworten")
    page.goto("/me/certificates/")
    look(page, "Zertifikate")
    mastery = page.get_by_role("region", name="Unterscheidet sicher: Drei Begriffe")
    mastery.get_by_label("Mein Name auf der Prüfseite").select_option(label="voller Name")
    mastery.get_by_role("button", name="Speichern").click()
    mastery.get_by_role("link", name="Unterscheidet sicher:").click()
    page.wait_for_url("**/me/certificates/*/")
    look(page, "")
    with page.expect_download() as download:
        follow(page, "Als PDF herunterladen")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.locator(".certificate-sheet__check a").click()
    expect(page.locator("main")).to_contain_text("gültig")
    expect(page.locator("main")).to_contain_text(learner.name)


def test_every_kind_of_question_is_answered(page, sign_in, course):
    cells = [{"form": "zuordnen", "cases": 3}, {"form": "einordnen"}]
    make_questions(course, [set_data(), single_data("A")])
    for key, data in EXAMPLES.items():
        [question] = make_questions(course, [data], type_key=key)
        cells.append({"form": question.form})
    quiz = make_quiz(course, cells)
    learner = make_user()
    attempt = start_attempt(enrolment=make_started(learner, course), quiz=quiz, seed=1, now=clock.now())
    slots = slots_of(attempt)
    sign_in(page, learner)
    page.goto(f"/attempts/{attempt.public_id}/questions/1/")

    for slot in slots:
        look(page, f"Frage {slot.position} von {len(slots)}")
        give(page, answer_to(slot))
        page.locator(".question-form__next").click()
    expect(page.get_by_text("Alle Fragen sind beantwortet.")).to_be_visible()
    press(page, "Jetzt abgeben")

    page.wait_for_url("**/review/")
    stored = dict(AnswerStep.objects.values_list("slot__position", "answer"))
    assert stored == {slot.position: answer_to(slot) for slot in slots}
    assert {slot.version.type for slot in slots} == {kind.key for kind in all_types().values()}
    assert page.evaluate(DEAD) == []


def test_notes_search_own_data_language_and_theme(page, sign_in, course):
    make_lesson(course, "## Anfang\n\nEin Satz vom Leitbild.\n", slug="eins", title="Lektion eins")
    learner = make_user()
    make_started(learner, course)
    sign_in(page, learner)
    page.goto("/courses/kurs/lessons/eins/note/")
    page.locator("textarea").fill("Noch einmal lesen.")
    press(page, "Notiz speichern")
    assert Note.objects.get().text == "Noch einmal lesen."
    page.goto("/me/notes/")
    look(page, "Meine Notizen")
    expect(page.get_by_text("Noch einmal lesen.")).to_be_visible()

    page.goto("/courses/kurs/search/")
    page.get_by_role("searchbox").fill("Leitbild")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("main").get_by_role("link", name="Lektion eins").first).to_be_visible()
    look(page, "Suche")

    page.goto("/me/data/")
    look(page, "Meine Daten")
    with page.expect_download() as download:
        page.locator("main a[href='/me/data/file/']").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")

    page.get_by_role("button", name="English").click()
    look(page, "My data")
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    look(page, "My data")


def test_nobody_is_offered_a_passkey(page):
    page.goto("/accounts/login/")

    expect(page.locator("#passkey_login")).to_be_hidden()
    expect(page.get_by_text("Passkeys und Sicherheitsschlüssel brauchen JavaScript.")).to_be_visible()


@time_machine.travel("2026-11-24 09:00+00:00")  # a Tuesday: at weekends nothing is due
def test_the_spaced_review_of_a_day(page, sign_in, course):
    make_cards(course, ("AB", "D1"), ("BC", "D1"))
    learner = make_user()
    make_started(learner, course, completed_on=date(2026, 11, 2))
    sign_in(page, learner)
    page.goto("/me/practice/")
    look(page, "Auffrischen")
    page.locator("a[href='/me/practice/next/']").click()

    for _card in range(2):
        page.locator("input[name=answer]").first.check()
        page.locator("#confidence-unsure").check()
        assert page.evaluate(DEAD) == []
        press(page, "Prüfen")
        assert page.evaluate(DEAD) == []
        page.locator(".actions a.btn").first.click()

    page.wait_for_url("**/me/practice/")
    look(page, "Auffrischen")
