"""A learner's way in a real browser: found, started, read, with the keyboard alone."""

import pytest

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.stories.browser.conftest import LAPTOP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


PARAGRAPH = (
    "Eine Werkstatt für Aufzüge fragt nach jeder Reparatur, was beim nächsten Mal früher auffallen sollte, und ändert "
    "danach ihre Liste der Prüfungen. Wer die Anlage betreibt, bekommt einen festen Ansprechpartner. "
) * 6
# Lines of the first paragraph: a new one begins where a letter stands lower than the one before it.
LINES = """element => {
  const text = element.firstChild, range = document.createRange();
  let lines = 0, below = -1;
  for (let place = 0; place < text.length; place++) {
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    const { top, width } = range.getBoundingClientRect();
    if (width && top > below + 4) { lines++; below = top; }
  }
  return lines;
}"""


def test_a_line_has_sixty_to_seventy_characters(open_page, sign_in):
    course = make_course(slug="kurs", title="Kurs")
    make_lesson(course, f"## Anfang\n\n{PARAGRAPH}\n", title="Lektion Eins", slug="eins")
    learner = make_user()
    make_started(learner, course)
    page = sign_in(open_page(viewport=LAPTOP), learner)
    page.goto("/courses/kurs/lessons/eins/")
    page.evaluate("() => document.fonts.ready.then(() => true)")

    lines = page.locator(".prose p").first.evaluate(LINES)

    assert 60 <= len(PARAGRAPH) / lines <= 70


def test_sign_in_start_and_read_without_a_mouse(open_page, live_server):
    course = make_course(slug="kurs", title="Drei Begriffe", summary="Sie ordnen Fälle zu.")
    make_lesson(course, "## Anfang\n\nEin Satz.\n", title="Lektion Eins", slug="eins")
    learner = make_user()
    page = open_page()
    page.goto("/courses/kurs/")

    _press(page, page.get_by_role("link", name="Anmelden und beginnen"))
    page.get_by_label("E-Mail-Adresse").fill(learner.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    _press(page, page.get_by_role("button", name="Kurs beginnen"))
    page.wait_for_url("**/lessons/eins/")
    _press(page, page.get_by_role("button", name="Als gelesen markieren"))

    page.get_by_text("Sie haben diese Lektion gelesen.").wait_for()


def _press(page, control) -> None:
    """Reach it by Tab, as somebody without a mouse does, and press Enter."""
    control.wait_for()
    for _step in range(80):
        if control.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"{control} cannot be reached by Tab")
    page.keyboard.press("Enter")
