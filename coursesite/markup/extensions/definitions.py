"""Definition lists: the library's, which crashes where a line `:` follows a paragraph without text of its own."""

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension, DefListProcessor


class SafeDefListProcessor(DefListProcessor):
    """Such a line is a paragraph that starts with a colon."""

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        sibling = self.lastChild(parent)
        if sibling is not None and sibling.tag == "p" and sibling.text is None and self._defines_it(blocks[0]):
            return False
        return super().run(parent, blocks)

    def _defines_it(self, block: str) -> bool:
        """Whether the terms would have to come from the paragraph before."""
        found = self.RE.search(block)
        return found is not None and not block[: found.start()].strip()


class Definitions(DefListExtension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the library's name
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(SafeDefListProcessor(md.parser), "deflist", 25)
