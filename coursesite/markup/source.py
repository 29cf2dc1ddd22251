"""In which line of the source stands what rendering has found?

Markdown's tree knows no lines. What is wrong is decided in the tree, where it is certain; its line is then
looked up here by the characters that must stand in the source, from the last hit onwards, so that two equal
mistakes get a line each. Code spans do not count.
"""

import re
from bisect import bisect_right

_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


def cleaned(text: str) -> str:
    """Line ends as "\\n"; without control characters (no database column takes them) and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
    return _CONTROL.sub("", text)


class Source:
    def __init__(self, text: str) -> None:
        self.text = text
        self.masked = _CODE.sub(lambda match: " " * len(match[0]), text)
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._searched: dict[str, int] = {}

    def line_of(self, *needles: str) -> int:
        """The line of the next occurrence of the first needle that occurs at all; 1 if none does."""
        needle = next((needle for needle in needles if needle in self.masked), "")
        position = self.masked.find(needle, self._searched.get(needle, 0))
        if position < 0:
            position = self.masked.find(needle)
        self._searched[needle] = position + len(needle)
        return self.line_at(position)

    def is_indented(self, position: int) -> bool:
        """Does the line begin with four spaces: code, or the inside of a list?"""
        return self.text.startswith("    ", self._starts[self.line_at(position) - 1])

    def line_at(self, position: int) -> int:
        return bisect_right(self._starts, position)
