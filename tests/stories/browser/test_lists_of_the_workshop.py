"""A list of the workshop on a phone: a row is a card, and what sorts, selects and changes it is still in reach."""

import re

import pytest
from playwright.sync_api import expect

from quizzes.models import Question
from tests.factories.quizzes import make_question, make_quiz_course
from tests.factories.workshop import make_instructor
from tests.measuring import axe_faults, measured, sideways
from tests.stories.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/quizzes/question/"
WIDER_INSIDE = """() => [...document.querySelectorAll('#content *')].filter(one =>
  one.scrollWidth > one.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
  .map(one => one.className)"""


@pytest.fixture
def course():
    course = make_quiz_course(slug="kurs")
    for uid, pool in (("eins", "practice"), ("zwei", "exam")):
        make_question(course, uid=uid, pool=pool)
    return course


@pytest.fixture
def page(open_page, sign_in, course):
    page = sign_in(open_page(viewport=PHONE), make_instructor(course))
    page.goto(LIST)
    return page


def names(page) -> list[str]:
    return page.locator("#result_list tbody th").all_inner_texts()


def test_nothing_scrolls_sideways_and_nothing_measured_is_wrong(page):
    assert page.evaluate(WIDER_INSIDE) == []
    assert axe_faults(page) | sideways(page) | measured(page) == {}


def test_each_value_stands_beside_the_words_of_its_column(page):
    card = page.locator("#result_list tbody tr").first
    pool = card.locator(".field-pool")

    assert pool.evaluate("one => getComputedStyle(one, '::before').content") == '"Fragengruppe"'
    expect(pool).to_have_text("Üben")
    box, link = (card.locator(where).bounding_box() for where in (".action-select", "th a"))
    assert box["x"] + box["width"] <= link["x"]
    assert abs(box["y"] - link["y"]) < 12


def test_the_keyboard_sorts_selects_all_and_changes_them(page):
    assert names(page) == ["eins", "zwei"]
    page.get_by_role("link", name="Kennung").press("Enter")
    page.wait_for_url(re.compile(r"o=-1$"))
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Kennung")
    assert names(page) == ["zwei", "eins"]

    page.get_by_label("Alle auf dieser Seite").press("Space")
    expect(page.locator(".action-select:checked")).to_have_count(2)
    page.locator("summary", has_text="Mehrere zugleich ändern").press("Enter")
    page.get_by_label("Aktion:").select_option("retire")
    page.get_by_role("button", name="Ausführen").press("Enter")

    expect(page.locator(".messagelist .success")).to_have_count(1)
    assert set(Question.objects.values_list("status", flat=True)) == {"retired"}
