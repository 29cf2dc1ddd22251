"""`## Titel`: which ids do headings get, what is the table of contents, where are levels skipped?

The page draws the only h1, so a text starts at `##`. Ids are "h-" and the title in plain ASCII (ä becomes
ae), so they survive a change elsewhere in the text and never meet an id of the page.
"""

import re
import unicodedata
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.treeprocessors import Treeprocessor

from coursesite.markup.page import Page
from coursesite.markup.problems import Code
from coursesite.markup.rendered import TocEntry

TOP_LEVEL = 2
PREFIX = "h-"

_HEADING_TAG = re.compile(r"h[2-6]")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "–": "-", "—": "-"})


def slug_of(title: str) -> str:
    """
    >>> slug_of("Größe & Prüffragen – drei")
    'groesse-prueffragen-drei'
    """
    text = unicodedata.normalize("NFC", title).lower().translate(_GERMAN)
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_text)) or "abschnitt"


def text_of(element: Element) -> str:
    """The words of an element, without footnote marks."""
    pieces = [element.text or ""]
    for child in element:
        pieces.append("" if child.tag == "sup" else text_of(child))
        pieces.append(child.tail or "")
    return " ".join(unescape("".join(pieces)).split())


class HeadingProcessor(HashHeaderProcessor):
    """A space after the hashes is required: "#1" starts a sentence, not a heading."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>\S[^\n]*)(?:\n|$)")

    def __init__(self, page: Page, parser: Any) -> None:
        super().__init__(parser)
        self.page = page
        self.level = TOP_LEVEL - 1

    def run(self, parent: Element, blocks: list[str]) -> None:
        super().run(parent, blocks)
        heading = parent[-1]
        title = heading.text or ""
        heading.text = title.rstrip("#").rstrip()
        self._check_level(heading, title)
        self.level = int(heading.tag[1])

    def _check_level(self, heading: Element, title: str) -> None:
        level = int(heading.tag[1])
        needle = f"{'#' * level} {title}"
        if level < TOP_LEVEL:
            self.page.report(Code.HEADING_H1, needle, title=title)
            heading.tag = f"h{TOP_LEVEL}"
        elif level > self.level + 1:
            wanted = str(self.level + 1)
            self.page.report(Code.HEADING_SKIP, needle, title=title, wanted=wanted, found=str(level))


class HeadingIds(Treeprocessor):
    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        taken: set[str] = set()
        for heading in (element for element in root.iter() if _HEADING_TAG.fullmatch(element.tag)):
            title = text_of(heading)
            heading.set("id", _free_id(PREFIX + slug_of(title), taken))
            if heading in list(root):
                self.page.toc.append(TocEntry(heading.attrib["id"], title, int(heading.tag[1])))
        self._direct_anchors(taken)

    def _direct_anchors(self, taken: set[str]) -> None:
        """Links to headings are written `#slug`; only now it is known which there are."""
        for link, line in self.page.anchors:
            target = link.attrib["href"]
            identifier = PREFIX + target[1:].removeprefix(PREFIX)
            if identifier in taken:
                link.set("href", f"#{identifier}")
            else:
                self.page.report_at(line, Code.LINK_UNKNOWN, target=target)
                link.tag = "span"
                link.attrib.clear()


def _free_id(identifier: str, taken: set[str]) -> str:
    number = 2
    free = identifier
    while free in taken:
        free, number = f"{identifier}-{number}", number + 1
    taken.add(free)
    return free


class Headings(Extension):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.parser.blockprocessors.register(HeadingProcessor(self.page, md.parser), "hashheader", 70)
        # After everything else, "unescape" (0) included: the title must be the text that is shown.
        md.treeprocessors.register(HeadingIds(self.page, md), "heading_ids", -1)
