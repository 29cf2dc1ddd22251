"""`check | question-uid`: the place of a self-check. A view puts the question there (`split_checks`)."""

import re
from xml.etree.ElementTree import Element, SubElement

from coursesite.markup.extensions.blocks import CourseBlock
from coursesite.markup.problems import Code

_UID = re.compile(r"[\w-]+")


class SelfCheck(CourseBlock):
    NAME = "check"

    def on_init(self) -> None:
        self.dropped = Element("div")

    def on_create(self, parent: Element) -> Element:
        line = self.page.source.line_of(f"| {self.title}", "/ check")
        if problem := self._problem():
            self.page.report_at(line, problem, uid=self.title)
            return self.dropped
        self.page.checks.append(self.title)
        return SubElement(parent, "div", {"data-check": self.title})

    def on_add(self, block: Element) -> Element:
        """Text between the fences has no place: the placeholder must stay empty to be found."""
        return self.dropped

    def _problem(self) -> Code | None:
        known = self.page.context.checks
        if not _UID.fullmatch(self.title) or (known is not None and self.title not in known):
            return Code.CHECK_UNKNOWN
        return Code.CHECK_REPEATED if self.title in self.page.checks else None
