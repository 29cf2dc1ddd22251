"""What does one rendering collect while its parts run? The one mutable object, made anew for each text."""

from xml.etree.ElementTree import Element

from coursesite.markup.context import Context, GlossaryEntry
from coursesite.markup.problems import Code, Problem
from coursesite.markup.rendered import TocEntry
from coursesite.markup.source import Source


class Page:
    def __init__(self, source: Source, context: Context) -> None:
        self.source = source
        self.context = context
        self.problems: list[Problem] = []
        self.toc: list[TocEntry] = []
        self.checks: list[str] = []
        self.images: list[str] = []
        self.explained: dict[str, GlossaryEntry] = {}
        self.anchors: list[tuple[Element, int]] = []
        self.tables = 0

    def report(self, code: Code, *needles: str, **message_args: str) -> None:
        """A problem where the needle stands in the source; the second needle if the first is not found."""
        self.report_at(self.source.line_of(*needles), code, **message_args)

    def report_at(self, line: int, code: Code, **message_args: str) -> None:
        self.problems.append(Problem(line=line, code=code, message_args=message_args))

    def sorted_problems(self) -> list[Problem]:
        return sorted(self.problems, key=lambda problem: (problem.line, problem.code))
