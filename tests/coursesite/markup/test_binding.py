"""Several texts on one page: no id twice, no link that leads nowhere, no word taken for a tag."""

import re
from html.parser import HTMLParser

import pytest

from coursesite.markup.binding import bound
from coursesite.markup.context import Context, GlossaryEntry
from coursesite.markup.render import render

PLACES = {"/courses/k/lessons/zwei/": "lesson-zwei", "/courses/k/glossary/": ""}
SITE = "https://t.example"


def leaf(html: str) -> str:
    return bound(html, place="lesson-eins", places=PLACES, site=SITE)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ('<h2 id="h-a">A</h2>', '<h3 id="lesson-eins-h-a">A</h3>'),
        ('<h6 id="h-a">A</h6>', '<h6 id="lesson-eins-h-a">A</h6>'),
        ("<hr>", "<hr>"),
        ('<a href="#fn-1">1</a>', '<a href="#lesson-eins-fn-1">1</a>'),
        ('<div aria-labelledby="t-1"><caption id="t-1">', '<div aria-labelledby="lesson-eins-t-1"><caption id="lesson-eins-t-1">'),
        ('<a href="/courses/k/lessons/zwei/">Zwei</a>', '<a href="#lesson-zwei">Zwei</a>'),
        ('<a href="/courses/k/lessons/zwei/#h-b">B</a>', '<a href="#lesson-zwei-h-b">B</a>'),
        ('<a href="/courses/k/glossary/#term-w">W</a>', '<a href="#term-w">W</a>'),
        ('<a href="/courses/k/quizzes/q/">Q</a>', '<a href="https://t.example/courses/k/quizzes/q/">Q</a>'),
        ('<a href="https://o.example/">O</a>', '<a href="https://o.example/">O</a>'),
        ('<details class="solution">', '<details class="solution" open="">'),
        ('<img alt="a > b" loading="lazy" src="/f.svg">', '<img alt="a > b" src="/f.svg">'),
        ('<button class="term" lang="en" popovertarget="g-w" type="button">W</button>', '<a class="term" lang="en" href="#term-w">W</a>'),
        ('<p>Schreiben Sie id="h-a" oder href="#x" hinein.</p>', '<p>Schreiben Sie id="h-a" oder href="#x" hinein.</p>'),
    ],
)  # fmt: skip
def test_each_tag(stored, expected):
    assert leaf(stored) == expected


class References(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids, self.to = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        if (href := values.get("href", "")).startswith("#"):
            self.to.add(href[1:])
        if "aria-labelledby" in values:
            self.to.add(values["aria-labelledby"])


def test_a_text_of_the_real_renderer_holds_together_twice_on_one_page():
    source = "## Wort\n\nEin Leitbild[^1].\n\n/// table | Tafel\n| A |\n| --- |\n| b |\n///\n\n[^1]: Belegt.\n"
    word = GlossaryEntry(uid="leitbild", term="Leitbild", html="<p>Ein Bild.</p>")
    html = render(source, Context(glossary=(word,), glossary_url="/courses/k/glossary/")).html
    assert "popover" in html
    assert len(set(re.findall(r'id="([^"]*)"', html))) >= 4

    page = "".join(bound(html, place=place, places=PLACES, site=SITE) for place in ("eins", "zwei"))

    found = References(page)
    assert sorted(found.ids) == sorted(set(found.ids))
    assert found.to - set(found.ids) == {"term-leitbild"}
    assert "Ein Bild." not in page
    assert "popover" not in page
