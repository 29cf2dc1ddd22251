"""Boxes around text: `callout` (set apart), `case` (a described case), `solution` (opens on demand)."""

from xml.etree.ElementTree import Element, SubElement

from coursesite.markup.extensions.blocks import CourseBlock


class Callout(CourseBlock):
    """An `aside` would be a landmark of the page; five of them in a lesson are noise, so it is a note."""

    NAME = "callout"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "aside", {"class": "callout", "role": "note"})
        self.add_title(box, "callout-title")
        return box


class Case(CourseBlock):
    NAME = "case"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "div", {"class": "case"})
        self.add_title(box, "case-title")
        return box


class Solution(CourseBlock):
    NAME = "solution"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "details", {"class": "solution"})
        SubElement(box, "summary").text = self.title or self.page.context.label("solution")
        return box
