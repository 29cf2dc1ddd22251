"""`contrast` with one `term | KEY` for each column: the terms side by side, by glyph, colour and word."""

from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from coursesite.markup.context import TermLook
from coursesite.markup.extensions.blocks import CourseBlock
from coursesite.markup.problems import Code


class Contrast(CourseBlock):
    NAME = "contrast"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "div", {"class": "contrast"})
        self.add_title(box, "contrast-title")
        return box


class Term(CourseBlock):
    NAME = "term"

    def on_create(self, parent: Element) -> Element:
        look = self.page.context.terms.get(self.title)
        if look is None:
            self.page.report(Code.TERM_KEY_UNKNOWN, f"| {self.title}", key=self.title)
            return SubElement(parent, "div", {"class": "contrast-term"})
        column = SubElement(parent, "div", {"class": "contrast-term", "role": "group", "aria-label": look.name})
        _add_mark(column, look)
        return column


def _add_mark(column: Element, look: TermLook) -> None:
    mark = SubElement(column, "p", {"class": f"term-mark term-mark--{look.colour}"})
    glyph = SubElement(mark, "span", {"class": f"glyph glyph--{look.glyph}", "aria-hidden": "true"})
    glyph.tail = AtomicString(look.name)
