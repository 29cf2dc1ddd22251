"""What does a Markdown text give to read, and in which line? Without a renderer, so that every rule names its line.

A passage is a paragraph, an item of a list, a heading, a row of a table, the title of a box, or what belongs to a
figure. `source` is what the author typed, `text` what a reader sees of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from lessons.files.references import FENCED


class Kind(Enum):
    PROSE = "prose"
    HEADING = "heading"
    ROW = "row"
    TITLE = "title"  # of a box or a table
    CAPTION = "caption"  # of a figure
    ALT = "alt"  # a figure in words, for those who cannot see it


FIGURE = re.compile(r'!\[(?P<alt>[^\[\]]*)\]\(\s*(?P<name>[^\s()<>"]+)(?:\s+"(?P<caption>[^"\n]*)")?\s*\)')
LANGUAGE = re.compile(r"\[([^\[\]]+)\]\{ *lang=[^{}]*\}")
GLOSSARY = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]|]+))?\]\]")

# Every repetition stops at its own delimiter, and no two that match the same stand side by side: a hostile text in the
# editor must not keep these busy.
_HEADING = re.compile(r"^ {0,3}(#{1,6}) +(.*)$")
_FENCE = re.compile(r"^ {0,3}/{3,} *(?:([\w-]+) *(?:\|(.*))?)?$")
_DASHES = re.compile(r"[|:\- ]+")  # the line under the titles of a table's columns
_ITEM = re.compile(r"^ *(?:[-*+]|[0-9]+[.)]|>|:|\[\^[^\]]+\]:) +")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\n]*\)")
_CODE = re.compile(r"`[^`\n]+`")
_FOOTNOTE = re.compile(r"\[\^[^\[\]]+\]")
_EMPHASIS = re.compile(r"(?<!\\)\*+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
# What comes after the bar of these is a key for the site, not a title for the reader.
_KEYED = frozenset({"check", "term"})


@dataclass(frozen=True)
class Passage:
    """`line` counts from 1 inside the text. `level` is that of a heading."""

    line: int
    kind: Kind
    source: str
    level: int = 0

    @property
    def text(self) -> str:
        return visible(self.source)


def visible(source: str) -> str:
    """A text without its inline markup, and without code and figures."""
    text = _CODE.sub(" ", FIGURE.sub("", source))
    text = LANGUAGE.sub(r"\1", text)
    text = GLOSSARY.sub(lambda found: found[2] or found[1], text)
    text = _FOOTNOTE.sub("", _LINK.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", text))


def passages(body: str) -> list[Passage]:
    """In the order of the text; fenced code is none."""
    plain = FENCED.sub(lambda code: "\n" * code[0].count("\n"), body)
    return [passage for number, lines in _blocks(plain.split("\n")) for passage in _of_block(number, lines)]


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines that are read as one, with the number of the first: the lines of a paragraph or of an item."""
    block: list[str] = []
    first, is_running = 1, False
    for number, line in enumerate(lines, 1):
        was_running, is_running = is_running, _is_running(line)
        if was_running and is_running and not _ITEM.match(line):
            block.append(line)
            continue
        if block:
            yield first, block
        first, block = number, [line] if line.strip() else []
    if block:
        yield first, block


def _is_running(line: str) -> bool:
    begins_block = _HEADING.match(line) or _FENCE.match(line) or FIGURE.search(line)
    return bool(line.strip()) and not begins_block and not line.lstrip().startswith("|")


def _of_block(number: int, lines: Sequence[str]) -> Iterator[Passage]:
    line = lines[0]
    if heading := _HEADING.match(line):
        yield Passage(number, Kind.HEADING, heading[2].rstrip(" #"), len(heading[1]))
    elif fence := _FENCE.match(line):
        if fence[2] and fence[2].strip() and fence[1] not in _KEYED:
            yield Passage(number, Kind.TITLE, fence[2].strip())
    elif line.lstrip().startswith("|"):
        if not _DASHES.fullmatch(line):
            yield Passage(number, Kind.ROW, line.strip(" |").replace("|", "·"))
    elif FIGURE.search(line):
        yield from _of_figure(number, line)
    else:
        rest = [one.strip() for one in lines[1:]]
        yield Passage(number, Kind.PROSE, " ".join([_ITEM.sub("", line).strip(), *rest]))


def _of_figure(number: int, line: str) -> Iterator[Passage]:
    for figure in FIGURE.finditer(line):
        yield Passage(number, Kind.ALT, figure["alt"])
        if figure["caption"]:
            yield Passage(number, Kind.CAPTION, figure["caption"])
    if rest := FIGURE.sub("", line).strip():
        yield Passage(number, Kind.PROSE, rest)
