"""The whole course on paper: each lesson begins a page, nothing of the site's frame, addresses that can be typed."""

import io
import re

import pikepdf
import pytest

from tests.stories.browser.test_accessibility import _faults
from tests.stories.browser.test_sheet import learner  # noqa: F401  # the fixture that loads the course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COURSE = "/courses/kundenzentrierung/"
LESSONS = 11


def outline_of(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Title of each bookmark → number of its page, from 0."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    found, open_items = {}, [pdf.Root.Outlines.First]
    while open_items:
        item = open_items.pop()
        found[str(item.Title)] = numbers[item.Dest[0].objgen]
        open_items += [item[key] for key in ("/First", "/Next") if key in item]
    return found


def test_the_course_page_leads_to_a_course_on_paper(open_page, sign_in, learner):  # noqa: F811
    page = sign_in(open_page(), learner)
    page.goto(COURSE)
    page.get_by_role("link", name="Den ganzen Kurs drucken").click()
    titles = page.locator(".booklet__lesson > h2").all_inner_texts()
    assert len(titles) == LESSONS + 1
    page.evaluate("() => { window.print = () => { window.printed = true } }")

    page.get_by_role("button", name="Drucken oder als PDF speichern").click()

    assert page.evaluate("window.printed")
    pdf = pikepdf.open(io.BytesIO(page.pdf(format="A4", outline=True, tagged=True)))
    starts = [outline_of(pdf)[title] for title in titles]
    assert starts == sorted(set(starts)), "each lesson begins a page of its own"
    assert starts[0] >= 2, "after cover and contents"


def test_paper_shows_text_figures_and_addresses_only(open_page, sign_in, learner):  # noqa: F811
    page = sign_in(open_page(), learner)
    page.goto(f"{COURSE}print/")
    page.emulate_media(media="print")

    shown = page.evaluate("() => [...document.querySelectorAll('.masthead, .colophon, .booklet__print, .breadcrumb-line')]"
                          ".filter(one => one.checkVisibility()).length")  # fmt: skip
    pictures = page.evaluate("() => [...document.images].map(one => one.complete && one.naturalWidth > 0)")
    dangling = page.evaluate("() => [...document.querySelectorAll('main a[href^=\"#\"]')]"
                             ".filter(one => !document.getElementById(one.hash.slice(1))).map(one => one.hash)")  # fmt: skip
    told = page.evaluate("() => { const link = document.querySelector('.booklet__check a');"
                         " return [link.href, getComputedStyle(link, '::after').content] }")  # fmt: skip

    assert (shown, pictures, dangling) == (0, [True] * LESSONS, [])
    assert re.fullmatch(r"http://\S+/courses/kundenzentrierung/lessons/\S+/", told[0])
    assert told[0] in told[1]
    assert page.locator("details.solution").count() > 0
    assert page.locator("details.solution:not([open])").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_screen_it_is_accessible(open_page, sign_in, learner, theme):  # noqa: F811
    page = sign_in(open_page(color_scheme=theme), learner)
    page.goto(f"{COURSE}print/")

    assert _faults(page) == {}


LONGEST = """() => { const title = document.querySelector("h1"), words = document.createRange();
  return [...title.firstChild.data.matchAll(/\\S+/g)].filter(word => {
    words.setStart(title.firstChild, word.index); words.setEnd(title.firstChild, word.index + word[0].length);
    return words.getClientRects().length > 1 }).map(word => word[0]) }"""


def test_no_word_of_the_title_breaks_at_320_pixels(open_page, sign_in, learner):  # noqa: F811
    page = sign_in(open_page(viewport={"width": 320, "height": 256}), learner)
    page.goto(f"{COURSE}print/")

    assert page.evaluate(LONGEST) == []
