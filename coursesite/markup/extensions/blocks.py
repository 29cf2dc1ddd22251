"""`/// name | argument … ///`: what all boxes of the dialect share, and which of them are never closed.

The syntax is that of pymdownx.blocks, without its options: there an author could set any attribute.
"""

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from coursesite.markup.page import Page
from coursesite.markup.problems import Code

_FENCE = re.compile(r"(?m)^ {0,3}(/{3,})[ ]*(?:([\w-]+)[ ]*(?:\|.*)?)?$")
_NEVER = re.compile(r"(?!)")


class CourseBlock(Block):
    """A box with an optional argument; a missing one is a problem, no reason to show the fence."""

    ARGUMENT = None
    argument: str | None

    @property
    def page(self) -> Page:
        return self.config["page"]

    @property
    def title(self) -> str:
        return (self.argument or "").strip()

    def add_title(self, box: Element, css_class: str) -> None:
        if self.title:
            SubElement(box, "p", {"class": css_class}).text = self.title


class CourseBlocks(BlocksExtension):
    def __init__(self, page: Page, blocks: Iterable[type[CourseBlock]]) -> None:
        super().__init__()
        self.page = page
        self.blocks = tuple(blocks)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        block_mgr.yaml_line = _NEVER
        for block in self.blocks:
            block_mgr.register(block, {"page": self.page})
        report_fences(self.page, {block.NAME for block in self.blocks})


def report_fences(page: Page, names: set[str]) -> None:
    """Unknown boxes, and boxes without an end of as many slashes."""
    opened: dict[str, tuple[int, str]] = {}
    for fence in _FENCE.finditer(page.source.masked):
        slashes, name = fence[1], (fence[2] or "").lower()
        line = page.source.line_at(fence.start())
        if name and name not in names:
            page.report_at(line, Code.BLOCK_UNKNOWN, name=name)
        if before := opened.pop(slashes, None):
            _report_unclosed(page, [before] if name else [])
        if name:
            opened[slashes] = (line, name)
    _report_unclosed(page, opened.values())


def _report_unclosed(page: Page, opened: Iterable[tuple[int, str]]) -> None:
    for line, name in opened:
        page.report_at(line, Code.BLOCK_UNCLOSED, name=name)
