"""How do several stored texts stand on one page, to be printed, without saying an id twice or leading off the page?

Only finished HTML of ours is read here, so tags are told from text by their quotes alone and nothing is rendered.
"""

import re
from collections.abc import Mapping

# A quoted value may hold ">".
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_POPOVER = re.compile(r'<div(?: [\w-]+="[^"]*")* class="term-popover".*?</div>\s*', re.DOTALL)
_OWN = re.compile(r' (id|aria-labelledby)="([^"]*)"| href="#([^"]*)"')
_AWAY = re.compile(r' href="(/[^"#]*)(?:#([^"]*))?"')
_HEADING = re.compile(r"(</?h)([2-6])")
_TERM = re.compile(r' popovertarget="g-([\w-]+)"')
DEEPEST = 6  # h6


def bound(html: str, *, place: str, places: Mapping[str, str], site: str) -> str:
    """One text of several. `place` is the id of its section and begins all of its ids.

    `places`: address → id of the section on the same page that shows it ("" for a page whose ids stay as they are);
    links elsewhere within the site get `site` in front, so that paper can say them. Headings go down by one level,
    solutions are open, pictures do not wait for the reader, and words lead to the glossary instead of opening.

    >>> bound('<h2 id="h-a">A</h2>', place="lesson-1", places={}, site="https://t.example")
    '<h3 id="lesson-1-h-a">A</h3>'
    """

    def tag(found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith(("<h", "</h")):
            text = _HEADING.sub(lambda head: f"{head[1]}{min(int(head[2]) + 1, DEEPEST)}", text)
        elif text.startswith(("<button", "</button")):
            return _term(text)
        elif text.startswith("<details"):
            text = text.removesuffix(">") + ' open="">'
        elif text.startswith("<img"):
            text = text.replace(' loading="lazy"', "")
        text = _OWN.sub(lambda own: _own(own, place), text)
        return _AWAY.sub(lambda away: _away(away, places, site), text)

    return _TAG.sub(tag, _POPOVER.sub("", html))


def _term(tag: str) -> str:
    """The only buttons of a text are words of the glossary."""
    if tag.startswith("</"):
        return "</a>"
    linked = _TERM.sub(r' href="#term-\1"', tag).replace(' type="button"', "")
    return linked.replace("<button", "<a", 1)


def _own(found: re.Match[str], place: str) -> str:
    if found[1]:
        return f' {found[1]}="{place}-{found[2]}"'
    return f' href="#{place}-{found[3]}"'


def _away(found: re.Match[str], places: Mapping[str, str], site: str) -> str:
    address, anchor = found[1], found[2] or ""
    if address not in places:
        return f' href="{site}{address}{"#" + anchor if anchor else ""}"'
    target = "-".join(part for part in (places[address], anchor) if part)
    return f' href="#{target}"'
