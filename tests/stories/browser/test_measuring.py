"""Does each measurement find what it is for? A page with one fault each; the same without it gives nothing."""

import pytest

from tests.measuring import NARROW, axe_faults, measured, sideways

pytestmark = pytest.mark.browser

PAGE = """<!DOCTYPE html><html lang="de"><head><title>Seite</title><style>
body {{ margin: 8px; font: 16px/1.2 sans-serif }}
.btn-primary {{ height: 44px; width: 120px; border: 1px solid }}
.icon {{ display: inline-block; width: 16px; height: 16px }}
.fold > summary {{ display: flex; gap: 8px }}
.fold > summary::before {{ content: ""; flex: none; width: 16px }}
</style></head><body><main><h1>Seite</h1>{}</main></body></html>"""

SMALL = "<button style='width: 20px; height: 20px; padding: 0; border: 0; margin: {}'>a</button>"
FOLD = "<details class='fold'><summary style='min-height: 44px; flex-wrap: {}'>{}</summary></details>"
QUESTION = "Welche Prüffrage trennt diese beiden Begriffe?"
FAULTS = {
    "target below 24 px": SMALL.format("0") * 2,
    "main action below 44 px": "<button class='btn-primary' style='height: 30px'>Weiter</button>",
    "sign without a word": "<p><span class='icon' aria-hidden='true'></span></p>",
    "moves nevertheless": "<p style='transition: color 0.2s'>Text</p>",
    "sideways scroll at 320": "<div style='width: 400px'>Breit</div>",
    "sideways with spaced text": "<p style='white-space: nowrap; font: 16px monospace'>Ein Satz auf nur einer Linie</p>",
    "words below their sign": FOLD.format("wrap", QUESTION),
    "cut with spaced text": "<p style='height: 40px; overflow: hidden; width: 150px'>Zwei Zeilen Text stehen hier</p>",
    "focus does not show": "<button style='outline: none; height: 44px'>Weiter</button>",
    "focus is covered": "<p style='height: 2000px'></p><p><a href='#a'>Ziel</a></p>"
    "<div style='position: fixed; inset: 0; background: white'></div>",
}
SOUND = {
    "words beside their sign": FOLD.format("nowrap", QUESTION),
    "targets far enough apart": SMALL.format("12px") * 2,
    "a link in a sentence": "<p>Ein Satz mit <a href='#a'>a</a> und <a href='#b'>b</a> darin.</p>",
    "a box with its label": "<p><label style='display: block; padding: 8px'><input type='checkbox'> Ja</label></p>",
    "a sign with a word": "<p><span class='icon' aria-hidden='true'></span> fertig</p>",
    "motion that may be missed": "<p style='transition: color 0.01s'>Text</p>",
    "a region that scrolls": "<div style='overflow: auto; width: 200px'><div style='width: 400px'>Breit</div></div>",
    "a box whose label shows its focus": "<style>label:focus-within { outline: 2px solid }</style>"
    "<label style='display: block; padding: 8px'><input type='checkbox' style='outline: none'> Ja</label>",
    "a bar that sticks above what has room": "<div style='position: sticky; top: 0; height: 40px; background: white'></div>"
    "<p style='height: 2000px'></p><p style='scroll-margin: 60px'><a href='#a'>Ziel</a></p>",
    "a region longer than the window": "<div tabindex='0' style='height: 5000px'>Lang</div>",
    "text that may grow": "<p style='min-height: 40px; width: 150px'>Zwei Zeilen Text stehen hier</p>",
}


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(page, fault):
    page.set_content(PAGE.format(FAULTS[fault]))

    assert fault in measured(page)


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_not_called_a_fault(page, name):
    page.set_content(PAGE.format(SOUND[name]))

    assert measured(page) == {}


def test_a_click_before_does_not_hide_the_focus(page):
    page.set_content(PAGE.format("<button style='height: 44px'>Weiter</button>"))
    page.get_by_role("button").click()

    assert measured(page) == {}


def test_axe_finds_what_has_no_name_and_a_wide_page_is_found(page):
    page.set_viewport_size(NARROW)
    page.set_content(PAGE.format("<img src='data:,'><div style='width: 400px'>Breit</div>"))

    assert "image-alt" in axe_faults(page)
    assert list(sideways(page)) == ["sideways scroll at 320"]
