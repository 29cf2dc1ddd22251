"""With the colours of the system (contrast themes of Windows): nothing vanishes, and nothing appears that was unseen."""

import io

import pytest
from PIL import Image

from tests.factories.accounts import make_user
from tests.factories.company import company, make_hr
from tests.factories.differences import make_offer
from tests.factories.lessons import make_lesson, make_started
from tests.factories.quizzes import make_quiz_course
from tests.stories.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GROUND = "getComputedStyle(document.body).backgroundColor"
THEMES = ("light", "dark")
SIGN = 20  # pixels: box and chevron are as wide, the words come after
EDGE = 4  # pixels: the frame of a box is there, ticked or not
FAR_APART = 128  # of 255: lines are told from their ground at a glance


@pytest.fixture
def page(open_page, sign_in):
    """Somebody with a certificate of a course of which one lesson has changed."""
    course = make_quiz_course(slug="kurs")
    make_lesson(course, "Der Anfang bleibt.\n\nAlte Mitte.", slug="eins", title="Eins")
    learner = make_user()
    make_offer(learner, course)
    return sign_in(open_page(color_scheme="dark", forced_colors="active"), learner)


@pytest.fixture
def settings_page(open_page, sign_in):
    page = sign_in(open_page(viewport=PHONE, forced_colors="active"), make_hr(company()))
    page.goto("/reports/settings/")
    return page


def test_a_line_stands_only_beside_what_has_changed(page):
    page.goto("/courses/kurs/difference/")
    ground = page.evaluate(GROUND)
    lines = page.locator(".changes__line").evaluate_all(
        "lines => lines.map(line => [line.matches('.changes__line--same'), getComputedStyle(line).borderLeftColor])"
    )

    assert {is_same for is_same, _colour in lines} == {True, False}
    assert all((colour == ground) == is_same for is_same, colour in lines)


def test_a_box_keeps_a_frame(open_page, sign_in):
    course = make_quiz_course(slug="kurs")
    make_lesson(course, "/// callout | Merken\nEin Satz.\n///\n", slug="eins", title="Eins")
    learner = make_user()
    make_started(learner, course)
    page = sign_in(open_page(color_scheme="dark", forced_colors="active"), learner)
    page.goto("/courses/kurs/lessons/eins/")

    frame = page.locator(".callout").evaluate("box => getComputedStyle(box).borderTopWidth")

    assert frame == "1px"


def test_an_empty_bar_and_a_full_one_are_told_apart_whatever_theme_was_chosen(page):
    page.goto("/styleguide/?theme=light")
    fills = "kind => getComputedStyle(document.querySelector(`.bar__${kind}`)).fill"

    assert page.evaluate(fills, "ground") == page.evaluate(GROUND) != page.evaluate(fills, "fill")


def inked(locator, theme: str) -> int:
    """How many pixels at its beginning, within the edge, are far from what most of them are."""
    locator.page.emulate_media(forced_colors="active", color_scheme=theme)
    picture = Image.open(io.BytesIO(locator.screenshot())).convert("L")
    shades = picture.crop((EDGE, EDGE, SIGN - EDGE, picture.height - EDGE)).tobytes()
    ground = max(set(shades), key=shades.count)
    return sum(abs(shade - ground) >= FAR_APART for shade in shades)


@pytest.mark.parametrize("theme", THEMES)
def test_a_box_that_is_ticked_looks_so(settings_page, theme):
    box = settings_page.locator("main .form-check-input[type=checkbox]").first
    ticked = inked(box, theme)
    box.uncheck()

    assert (ticked > 10, inked(box, theme)) == (True, 0)


@pytest.mark.parametrize("theme", THEMES)
def test_what_opens_on_demand_shows_its_chevron(settings_page, theme):
    assert inked(settings_page.locator("main .fold > summary").first, theme) > 10
