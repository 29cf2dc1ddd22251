"""Without a script no control is dead: what a press would do nothing for is not there, or waits for its script, hidden."""

from html.parser import HTMLParser

import pytest

from tests.test_page_weight import NAMED, pages  # noqa: F401  # the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # of what is in a page

CONTROLS = {"button", "input", "select", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HIDING = {"template", "dialog"}  # a dialog is shown by a script only
SHOWS_COMPONENTS = "styleguide"  # buttons that lead nowhere, for developers


class Controls(HTMLParser):
    """Collects what can be pressed and leads nowhere by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # tag; whether it hides what is in it
        self.dead: list[str] = []
        self.seen = 0
        self.forms: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        hides = tag in HIDING or "hidden" in given or "needs-script" in classes
        if not hides and not any(hiding for _tag, hiding in self.open) and given.get("type") != "hidden":
            self.seen += tag in CONTROLS
            if self._is_dead(tag, given):
                self.dead.append(self.get_starttag_text() or tag)
        if tag not in VOID:
            self.open.append((tag, hides))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def _is_dead(self, tag: str, given: dict[str, str | None]) -> bool:
        if tag == "a":
            return "href" not in given
        if tag == "summary":
            return self.open[-1][0] != "details"
        if given.get("role") == "button":
            return True
        if tag not in CONTROLS or "popovertarget" in given:
            return False
        is_in_form = "form" in given or any(open_tag == "form" for open_tag, _hiding in self.open)
        return not is_in_form or (tag == "button" and given.get("type", "submit") != "submit")


def test_no_page_of_a_learner_has_a_dead_control(pages):  # noqa: F811
    found = {page: Controls(html) for page, html in pages.items() if page[1] != SHOWS_COMPONENTS}

    assert {page: one.dead for page, one in found.items() if one.dead} == {}
    assert all(one.seen for (_who, name), one in found.items() if name in NAMED)


def test_without_a_script_a_sentence_takes_the_place_of_the_passkey_button(client):
    page = client.get("/accounts/login/").content.decode()

    button = page[: page.index(' id="passkey_login"')].rsplit("<button", 1)
    assert "needs-script" in button[1]
    assert "without-script" in button[0].rsplit("</form>", 1)[1]


@pytest.mark.parametrize(
    ("html", "dead"),
    [
        ("<button type=button>Zu</button>", ["<button type=button>"]),
        ("<form><button type='button'>Zu</button></form>", ["<button type='button'>"]),
        ("<form><button>Ab</button></form>", []),
        ("<button form=one>Ab</button><form id=one></form>", []),
        ("<p hidden><button type=button>Zu</button></p><select><option>A</select>", ["<select>"]),
        ("<button id=passkey type=button class='btn needs-script'>Zu</button>", []),
        ("<button popovertarget=word>Wort</button>", []),
        ("<a>Weiter</a><a href=''>Wieder</a>", ["<a>"]),
        ("<summary>Auf</summary><details><summary>Auf</summary></details>", ["<summary>"]),
        ("<span role=button tabindex=0>Auf</span>", ["<span role=button tabindex=0>"]),
    ],
)
def test_what_counts_as_dead(html, dead):
    assert Controls(f"<main>{html}</main>").dead == dead
