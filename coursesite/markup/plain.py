"""What does a text say without its markup, and how long does it take to read?

Words are runs of non-blank characters with a letter or digit in them. Minutes are words / 130, rounded up,
and one more for each figure and table: careful reading of German specialist text, not skimming.
"""

import re
from html.parser import HTMLParser
from math import ceil

WORDS_PER_MINUTE = 130

_BLOCKS = frozenset({
    "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "summary", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_VOID = frozenset({"br", "hr", "img"})
_WORD = re.compile(r"\S*\w\S*")


class _Reader(HTMLParser):
    """Collects text, except in glossary popovers, the marks of footnotes and the links to figures."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag not in _VOID and (self._skipping or _is_aside(dict(attrs))):
            self._skipping += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if self._skipping:
            self._skipping -= 1

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(data.replace("\n", " "))


def _is_aside(attributes: dict[str, str | None]) -> bool:
    return "popover" in attributes or (attributes.get("class") or "").startswith(("footnote-", "figure-link"))


def plain_text(html: str) -> str:
    """The text of sanitised HTML, one line a block.

    >>> plain_text("<h2>Ja &amp; Nein</h2>\\n<p>Ein <em>Satz</em>.</p>")
    'Ja & Nein\\nEin Satz.'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def word_count(plain: str) -> int:
    return len(_WORD.findall(plain))


def reading_minutes(html: str, plain: str) -> int:
    """
    >>> reading_minutes("<p>…</p><table>…</table>", "Wort " * 131)
    3
    """
    shown = html.count("<figure>") + html.count("<table>")
    return ceil(word_count(plain) / WORDS_PER_MINUTE) + shown
