"""Which other things of the course does a Markdown text name? Only what must exist for the files to fit together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCED = re.compile(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
# Every repetition is bounded or stops at its own delimiter: a hostile text must not keep these busy.
CODE = re.compile(r"`[^`\n]+`")
FIGURE = re.compile(r"!\[[^\]]{0,1000}\]\(\s{0,9}<?([^\s)>]{1,300})")
CHECK = re.compile(r"^ {0,3}/{3,} *check *\| *([^\s|]+) *$", re.MULTILINE)


@dataclass(frozen=True)
class Mention:
    """`line` counts from 1 inside the text."""

    target: str
    line: int


def figures_in(text: str) -> list[Mention]:
    return list(_found(FIGURE, text))


def pictures_in(text: str) -> list[Mention]:
    """The figures that the stem of a question shows, where Markdown knows no code."""
    return [_mention(found, text) for found in FIGURE.finditer(text)]


def checks_in(text: str) -> list[Mention]:
    """The uids of the questions that a lesson asks."""
    return list(_found(CHECK, text))


def _found(pattern: re.Pattern[str], text: str) -> Iterator[Mention]:
    shown = CODE.sub(_blank, FENCED.sub(_blank, text))
    for found in pattern.finditer(shown):
        yield _mention(found, shown)


def _mention(found: re.Match[str], text: str) -> Mention:
    return Mention(found[1], text.count("\n", 0, found.start(1)) + 1)


def _blank(code: re.Match[str]) -> str:
    """Code shows Markdown, it names nothing. The line ends stay, so that lines can be counted."""
    return re.sub(r"[^\n]", " ", code[0])
