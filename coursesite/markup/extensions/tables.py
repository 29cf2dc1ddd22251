"""Pipe tables, and `table | caption` around one: a region that scrolls by itself; headers have a scope.

A first cell that is bold as a whole (`**Auslöser**`) heads its row.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.extensions.tables import TableProcessor

from coursesite.markup.extensions.blocks import CourseBlock
from coursesite.markup.page import Page
from coursesite.markup.problems import Code

_BOLD = re.compile(r"\*\*([^*]+)\*\*")


class CaptionedTable(CourseBlock):
    NAME = "table"

    def on_create(self, parent: Element) -> Element:
        return _add_region(parent)

    def on_end(self, block: Element) -> None:
        table = block.find("table")
        if table is None or not self.title:
            code = Code.TABLE_MISSING if table is None else Code.TABLE_WITHOUT_CAPTION
            self.page.report(code, *self._openings())
            block.set("aria-label", self.page.context.label("table"))
            return
        self.page.tables += 1
        caption = Element("caption", {"id": f"t-{self.page.tables}"})
        caption.text = self.title
        table.insert(0, caption)
        block.set("aria-labelledby", caption.attrib["id"])

    def _openings(self) -> tuple[str, ...]:
        """How its first line may be written, so that no other table gets the blame. Code spans are not searched."""
        if not self.title:
            return "/ table\n", "/ table"
        title = self.title.split("`")[0]
        return f"/ table | {title}", f"/ table |{title}", "/ table"


class CourseTableProcessor(TableProcessor):
    def __init__(self, page: Page, parser: Any) -> None:
        super().__init__(parser, {"use_align_attribute": True})
        self.page = page

    def run(self, parent: Element, blocks: list[str]) -> None:
        first_row = blocks[0].split("\n")[0]
        target = parent if parent.get("class") == "table-region" else self._bare_region(parent, first_row)
        super().run(target, blocks)
        heads = list(target[-1].iter("th"))
        if not any(head.text for head in heads):
            self.page.report(Code.TABLE_WITHOUT_HEADER, first_row)
        for head in heads:
            head.set("scope", "col")
        _mark_row_headers(target[-1])

    def _bare_region(self, parent: Element, first_row: str) -> Element:
        self.page.report(Code.TABLE_WITHOUT_CAPTION, first_row)
        region = _add_region(parent)
        region.set("aria-label", self.page.context.label("table"))
        return region


def _add_region(parent: Element) -> Element:
    return SubElement(parent, "div", {"class": "table-region", "role": "region", "tabindex": "0"})


def _mark_row_headers(table: Element) -> None:
    for row in table.iterfind("tbody/tr"):
        if bold := _BOLD.fullmatch(row[0].text or ""):
            row[0].tag, row[0].text = "th", bold[1]
            row[0].set("scope", "row")


class CourseTables(Extension):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS.append("|")
        md.parser.blockprocessors.register(CourseTableProcessor(self.page, md.parser), "table", 75)
