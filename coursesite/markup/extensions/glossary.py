"""Glossary terms: `[[Begriff]]` and `[[Begriff|Text]]`, and by itself the first mention in each h2 section.

A term becomes a button with a native popover, which needs no script. One popover for each term explained is
added to the end of the text (`popovers`).
"""

import re
from collections.abc import Iterator
from html import escape
from re import Match
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from coursesite.markup.context import GlossaryEntry
from coursesite.markup.page import Page
from coursesite.markup.problems import Code
from coursesite.markup.sanitise import sanitise_inline

# The id of an entry on the glossary's own page.
ENTRY_ANCHOR = "term-{}"

_EXPLICIT = r"\[\[([^\[\]|\n\x02]+)(?:\|([^\[\]|\n\x02]+))?\]\]"
_PUNCTUATION = re.compile(r"[.,;:!?)\]“”»…]+")
_OPENING = re.compile(r"[(\[„“‚«»]+$")
# A button inside these would be invalid or in the way; a typed one becomes text again.
_NO_BUTTON = frozenset({"a", "button", "h2", "h3", "h4", "h5", "h6", "summary"})
# No term is linked by itself here: headings of all sorts, captions, code, and cases, which are to be judged.
_NO_AUTO = _NO_BUTTON | {"abbr", "caption", "code", "dt", "figcaption", "pre", "sup", "th"}
_NO_AUTO_CLASSES = frozenset({"callout-title", "case", "contrast-title", "footnotes", "term-mark"})


def entries_by_name(entries: tuple[GlossaryEntry, ...]) -> dict[str, GlossaryEntry]:
    """Terms and aliases; a term goes before another entry's alias."""
    names = {alias: entry for entry in reversed(entries) for alias in entry.aliases}
    return names | {entry.term: entry for entry in entries}


def _button(entry: GlossaryEntry, text: str) -> Element:
    """The entry's language is that of its term (and of forms of it), not of an alias or of other words."""
    button = Element("button", {"type": "button", "class": "term", "popovertarget": f"g-{entry.uid}"})
    if entry.lang and text.startswith(entry.term):
        button.set("lang", entry.lang)
    button.text = AtomicString(text)
    return button


class ExplicitTerm(InlineProcessor):
    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(_EXPLICIT, md)
        self.page = page
        self.names = entries_by_name(page.context.glossary)

    def handleMatch(self, m: Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        term = m[1].strip()
        text = (m[2] or m[1]).strip()
        entry = self.names.get(term)
        if entry is None:
            self.page.report(Code.TERM_UNKNOWN, f"[[{m[1]}", term=term)
            return text, m.start(), m.end()
        return _button(entry, text), m.start(), m.end()


class FirstMentions(Treeprocessor):
    """Walks in reading order; `seen` are the entries already linked in this section."""

    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(md)
        self.page = page
        self.names = entries_by_name(page.context.glossary)
        self.entries = {f"g-{entry.uid}": entry for entry in page.context.glossary}
        self.mention = _mention_pattern(self.names)
        self.seen: set[str] = set()

    def run(self, root: Element) -> None:
        if self.names:
            self._walk(root, auto=True, buttons=True)
            for parent in list(root.iter()):
                _hold_marks(parent)

    def _walk(self, element: Element, *, auto: bool, buttons: bool) -> None:
        if element.tag == "h2":
            self.seen.clear()
        if element.tag == "button":
            self._meet(element, allowed=buttons)
        auto = auto and not _is_quiet(element)
        buttons = buttons and element.tag not in _NO_BUTTON
        children = list(element)
        if auto:
            element.text = self._link(element, 0, element.text)
        for child in children:
            self._walk(child, auto=auto, buttons=buttons)
            if auto:
                child.tail = self._link(element, list(element).index(child) + 1, child.tail)

    def _meet(self, button: Element, *, allowed: bool) -> None:
        if not allowed:
            button.tag = "span"
            button.attrib = {name: value for name, value in button.attrib.items() if name == "lang"}
            return
        self._explain(self.entries[button.attrib["popovertarget"]])

    def _explain(self, entry: GlossaryEntry) -> None:
        self.seen.add(entry.uid)
        self.page.explained[entry.uid] = entry

    def _link(self, parent: Element, position: int, text: str | None) -> str | None:
        """Put buttons for first mentions at the position; return the text before the first of them."""
        if not text or isinstance(text, AtomicString):
            return text
        before, done, last = text, 0, None
        for entry, start, end in self._first_mentions(text):
            if last is None:
                before = text[:start]
            else:
                last.tail = text[done:start]
            last, done = _button(entry, text[start:end]), end
            parent.insert(position, last)
            position += 1
        if last is not None:
            last.tail = text[done:]
        return before

    def _first_mentions(self, text: str) -> Iterator[tuple[GlossaryEntry, int, int]]:
        for match in self.mention.finditer(text):
            entry = self.names[match[0]]
            if entry.uid not in self.seen:
                self._explain(entry)
                yield entry, match.start(), match.end()


def _hold_marks(parent: Element) -> None:
    """A line may break at a button, so that a quote would end one, or a comma begin the next: all go into a span."""
    for position, button in enumerate(parent):
        if button.tag != "button":
            continue
        opening, closing = _OPENING.search(_text_before(parent, position)), _PUNCTUATION.match(button.tail or "")
        if not opening and not closing:
            continue
        held = Element("span", {"class": "term-held"})
        if closing:
            held.tail, button.tail = (button.tail or "")[closing.end() :], closing[0]
        else:
            held.tail, button.tail = button.tail, None
        if opening:
            held.text = opening[0]
            _set_text_before(parent, position, _text_before(parent, position)[: opening.start()])
        parent[position] = held
        held.append(button)


def _text_before(parent: Element, position: int) -> str:
    return (parent[position - 1].tail if position else parent.text) or ""


def _set_text_before(parent: Element, position: int, text: str) -> None:
    if position:
        parent[position - 1].tail = text
    else:
        parent.text = text


def _is_quiet(element: Element) -> bool:
    return element.tag in _NO_AUTO or not _NO_AUTO_CLASSES.isdisjoint(element.get("class", "").split())


def _mention_pattern(names: dict[str, GlossaryEntry]) -> re.Pattern[str]:
    """Whole words, the longest name first; "Kundenfokus-Strategie" is another word than "Kundenfokus"."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def popovers(page: Page) -> str:
    return "".join(f"\n{_popover(page, entry)}" for entry in page.explained.values())


def _popover(page: Page, entry: GlossaryEntry) -> str:
    term = escape(entry.term)
    lang = f' lang="{escape(entry.lang)}"' if entry.lang else ""
    return (
        f'<div id="g-{escape(entry.uid)}" popover class="term-popover" role="group" aria-label="{term}">'
        f'<p class="term-popover-name"{lang}>{term}</p>'
        f"{sanitise_inline(entry.html)}{_way_to_page(page, entry)}</div>"
    )


def _way_to_page(page: Page, entry: GlossaryEntry) -> str:
    if not page.context.glossary_url:
        return ""
    address = f"{page.context.glossary_url}#{ENTRY_ANCHOR.format(entry.uid)}"
    return f'<p><a href="{escape(address)}">{escape(page.context.label("glossary"))}</a></p>'


class Glossary(Extension):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        # Before links (160) and language spans (165), which start with "[", too.
        md.inlinePatterns.register(ExplicitTerm(self.page, md), "term", 176)
        # After inline text is parsed (20), before abbreviations (7) cut it into pieces.
        md.treeprocessors.register(FirstMentions(self.page, md), "first_mentions", 12)
