"""`[^1]` and `[^1]: …`: the library's footnotes, in order of use, with spoken names and plain ids."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import Treeprocessor

from coursesite.markup.page import Page
from coursesite.markup.problems import Code

_NOTE_ID = re.compile(r"(?P<hash>#?)(?P<kind>fn|fnref)(?P<repeat>\d*):(?P<name>.*)", re.DOTALL)
_USED = re.compile(r"\[\^([^\]\n]*)\](?!:)")
_DEFINED = re.compile(r"(?m)^[ ]*\[\^([^\]\n]*)\]:")


class Footnotes(FootnoteExtension):
    def __init__(self, page: Page) -> None:
        # The marker for another place of the notes cannot be typed: NUL is removed from every source.
        super().__init__(USE_DEFINITION_ORDER=False, PLACE_MARKER="\0")
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        super().extendMarkdown(md)
        # It trips over a note without text, and counts in the parser's order, not in the reader's.
        md.treeprocessors.deregister("footnote-reorder")
        # After "footnote-duplicate" (15), which adds a way back for each further use.
        md.treeprocessors.register(NotesFinish(self.page, md), "footnote-finish", 14)
        self._report_unknown()

    def _report_unknown(self) -> None:
        masked = self.page.source.masked
        defined = set(_DEFINED.findall(masked))
        for use in _USED.finditer(masked):
            if use[1] not in defined:
                line = self.page.source.line_at(use.start())
                self.page.report_at(line, Code.FOOTNOTE_UNKNOWN, name=use[1])


class NotesFinish(Treeprocessor):
    """Names and ids. The library makes ids of what the author typed, which may be anything."""

    def __init__(self, page: Page, md: Markdown) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        box = root.find("div[@class='footnote']")
        if box is None:
            return
        self._name_box(box)
        numbers = _numbers(root)
        notes = box.find("ol")
        assert notes is not None
        notes[:] = sorted(notes, key=lambda note: numbers[_name_in(note, "id")])
        for element in root.iter():
            self._rename(element, numbers)

    def _name_box(self, box: Element) -> None:
        box.attrib.update({"class": "footnotes", "role": "doc-endnotes"})
        box.set("aria-label", self.page.context.label("footnotes"))
        rule = box.find("hr")
        if rule is not None:
            box.remove(rule)

    def _rename(self, element: Element, numbers: dict[str, int]) -> None:
        for attribute in ("id", "href"):
            old = _NOTE_ID.fullmatch(element.get(attribute, ""))
            if old and old["name"] in numbers:
                element.set(attribute, _plain_id(old, numbers[old["name"]]))
                self._label(element, numbers[old["name"]])

    def _label(self, element: Element, number: int) -> None:
        """A lone "1" or "↩" does not say what it is."""
        element.attrib.pop("title", None)
        if element.tag == "a":
            back = element.get("class") == "footnote-backref"
            label = self.page.context.label("footnote_back" if back else "footnote")
            element.set("aria-label", label.format(number))
            element.text = element.text if back else str(number)


def _numbers(root: Element) -> dict[str, int]:
    """Notes by name, counted as the reader meets them; those nobody refers to come last."""
    used = [_name_in(link, "href") for link in root.iterfind(".//sup/a[@class='footnote-ref']")]
    defined = [_name_in(note, "id") for note in root.iterfind("div[@class='footnotes']/ol/li")]
    return {name: number for number, name in enumerate(dict.fromkeys([*used, *defined]), start=1)}


def _name_in(element: Element, attribute: str) -> str:
    found = _NOTE_ID.fullmatch(element.attrib[attribute])
    return found["name"] if found else ""


def _plain_id(old: re.Match[str], number: int) -> str:
    repeat = f"-{old['repeat']}" if old["repeat"] else ""
    return f"{old['hash']}{old['kind']}-{number}{repeat}"
