"""`![Alt](datei.svg "Bildunterschrift")`: alone in its paragraph a figure, within a sentence a plain image.

A figure has a link to its file: a page that can shows it large instead.

In the stem of a question it is a plain image, since a stem stands where a figure may not; so it has no caption.

Only files the context knows are shown; anything else leaves its alternative text and a problem.
"""

import re
from re import Match
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import IMAGE_LINK_RE, ImageInlineProcessor, InlineProcessor
from markdown.util import ETX, STX, AtomicString

from coursesite.markup.page import Page
from coursesite.markup.problems import Code

_FIGURE = re.compile(
    r'!\[(?P<alt>[^\[\]]*)\]\([ ]*(?P<name>[^\s()<>"]+)(?:\s+"(?P<caption>(?:(?!\]\().)*)")?\s*\)', re.DOTALL
)
_ESCAPED_BRACKET = re.compile(f"{STX}(?:{ord('[')}|{ord(']')}){ETX}")  # as Markdown keeps it on the way
PICTURE = re.compile(r'!\[([^\[\]]{0,1000})\]\(([^\s()<>"]{1,300})\)')


def _image(page: Page, name: str, alt: str) -> Element | None:
    """An `img`, or None for an unknown file."""
    needles = (f"![{alt}]({name}", f"]({name}")
    if name not in page.context.images:
        page.report(Code.IMAGE_UNKNOWN, *needles, name=name)
        return None
    if not alt.strip():
        page.report(Code.IMAGE_WITHOUT_ALT, *needles, name=name)
    page.images.append(name)
    look = {"class": "figure", "loading": "lazy", "decoding": "async"}
    return Element("img", {"src": page.context.images[name], "alt": alt.strip(), **look})


class FigureProcessor(BlockProcessor):
    def __init__(self, page: Page, parser: Any) -> None:
        super().__init__(parser)
        self.page = page

    def test(self, parent: Element, block: str) -> bool:
        return _FIGURE.fullmatch(block.strip()) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        found = _FIGURE.fullmatch(blocks.pop(0).strip())
        assert found is not None
        image = _image(self.page, found["name"], found["alt"])
        if image is None:
            SubElement(parent, "p").text = AtomicString(found["alt"])
            return
        figure = SubElement(parent, "figure")
        figure.append(image)
        link = SubElement(figure, "a", {"class": "figure-link", "href": image.attrib["src"]})
        link.text = AtomicString(self.page.context.label("enlarge"))
        if found["caption"]:
            SubElement(figure, "figcaption").text = found["caption"]


class CourseImageProcessor(ImageInlineProcessor):
    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(IMAGE_LINK_RE, md)
        self.page = page

    def handleMatch(self, m: Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        found, start, end = super().handleMatch(m, data)
        if not isinstance(found, Element):
            return None, None, None
        alt = found.attrib["alt"]
        image = _image(self.page, found.attrib["src"], alt)
        return (alt if image is None else image), start, end


class PictureProcessor(InlineProcessor):
    """In a stem: narrower than Markdown, so that whoever looks for the figures of a text finds every one."""

    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(PICTURE.pattern, md)
        self.page = page

    def handleMatch(self, m: Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        alt = self.unescape(m[1])
        if _ESCAPED_BRACKET.search(alt):
            self.page.report(Code.NOT_INLINE, f"]({m[2]}", found="![")
            return None, None, None
        image = _image(self.page, m[2], alt)
        return (AtomicString(alt) if image is None else image), m.start(0), m.end(0)


class Pictures(Extension):
    """For the stem of a question."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(PictureProcessor(self.page, md), "image_link", 150)


class Figures(Extension):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.parser.blockprocessors.register(FigureProcessor(self.page, md.parser), "figure", 18)
        md.inlinePatterns.register(CourseImageProcessor(self.page, md), "image_link", 150)
