"""Where does a link lead? `lektion:uid` and the like by the context, `#slug` to a heading of this text,
http, https and mailto outwards. Anything else is a problem and stays as text."""

import re
from re import Match
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import AUTOLINK_RE, LINK_RE, AutolinkInlineProcessor, LinkInlineProcessor

from coursesite.markup.page import Page
from coursesite.markup.problems import Code

_OUTWARD = re.compile(r"https?://[^\s/?#]+\S*|mailto:[^\s@]+@[^\s@]+")
# Out of its sentence, as screen readers list links, such a text says nothing.
_SAYS_NOTHING = frozenset({
    "hier", "hier klicken", "klicken sie hier", "diesem link", "dieser link", "link", "mehr", "mehr lesen",
    "weiter", "weiterlesen", "weitere informationen", "siehe hier", "dort",
    "here", "click here", "this link", "more", "read more", "learn more",
})  # fmt: skip


def _directed(page: Page, link: Element, *needles: str) -> Element:
    """The link with its address, or a span in its place if the target is unknown."""
    target = link.attrib["href"]
    text = (link.text or "").strip(" .…>»").lower()
    if text in _SAYS_NOTHING:
        page.report(Code.LINK_TEXT_BAD, *needles, text=link.text or "")
    link.attrib.clear()
    if target.startswith("#"):
        page.anchors.append((link, page.source.line_of(*needles)))
        link.set("href", target)
    elif target in page.context.links:
        link.set("href", page.context.links[target])
    elif _OUTWARD.fullmatch(target):
        link.attrib.update(href=target, rel="noopener")
    else:
        page.report(Code.LINK_UNKNOWN, *needles, target=target)
        link.tag = "span"
    return link


class CourseLinkProcessor(LinkInlineProcessor):
    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(LINK_RE, md)
        self.page = page

    def handleMatch(self, m: Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        link, start, end = super().handleMatch(m, data)
        if not isinstance(link, Element):
            return None, None, None
        after = f"]({link.attrib['href']}"
        return _directed(self.page, link, f"[{link.text}{after}", after), start, end


class CourseAutolinkProcessor(AutolinkInlineProcessor):
    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(AUTOLINK_RE, md)
        self.page = page

    def handleMatch(self, m: Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        link, start, end = super().handleMatch(m, data)
        assert isinstance(link, Element)
        return _directed(self.page, link, f"<{link.attrib['href']}"), start, end


class Links(Extension):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(CourseLinkProcessor(self.page, md), "link", 160)
        md.inlinePatterns.register(CourseAutolinkProcessor(self.page, md), "autolink", 120)
