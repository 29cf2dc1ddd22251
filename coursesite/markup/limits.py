"""How much may one text ask for, and which texts are refused before Markdown sees them?

Python-Markdown needs quadratic time for brackets that are never closed and a stack frame or three for each
nested container: 10,000 `[` keep it busy for 17 s, 400 list levels end in RecursionError. Counting first
takes 8 ms for 100 KB and gives the author a clear answer; what slips through meets the limits of
the child process (`child.py`).
"""

import re

from coursesite.markup.problems import Failure, RefusedError

MAX_SOURCE_BYTES = 100_000  # the longest lesson planned has 1,200 words: 10 KB
MAX_INLINE_BYTES = 10_000  # a stem with a case of half a page has 2 KB
MAX_HTML_BYTES = 2_000_000  # an abbreviation of 50 KB used 5,000 times would be 250 MB
MAX_PROBLEMS = 200  # nobody reads on; a page of pasted HTML has thousands
MAX_DEPTH = 8  # containers around a line: lists, quotes, definitions; four are hard to read already
MAX_OPEN_BRACKETS = 16  # in one paragraph, not yet closed; each costs a scan to its end
MAX_OPEN_BLOCKS = 6  # `/// …` inside one another

SECONDS_PER_TEXT = 2.0  # wall time; a lesson of 10 KB takes 0.02
MEMORY_BYTES = 512 * 1024 * 1024  # address space of the child; it starts with 35 MiB
START_SECONDS = 30.0  # a cold disk and a busy machine; usually 0.1

_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_BRACKET = re.compile(r"\[|\]|\(|\)|<(?=[a-zA-Z/!?])|>")
_OPENS = {"[": "]", "(": ")", "<": ">"}
_MARK = re.compile(r"[ \t]*(?:>|[-*+:](?=\s)|\d{1,9}\.(?=\s))")
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1)*[ \t]*")
_FENCE = re.compile(r"(?m)^ {0,3}/{3,}[ ]*([\w-]?)")
_LONG_FENCE = re.compile(r"(?m)^ {0,3}/{9,}")


def refuse_hostile(source: str, *, max_bytes: int) -> None:
    """Raise RefusedError for a text that is too long or nested too deeply."""
    if len(source) > max_bytes or len(source.encode(errors="replace")) > max_bytes:
        raise RefusedError(Failure.TOO_LONG)
    if _open_blocks(source) > MAX_OPEN_BLOCKS or _LONG_FENCE.search(source):
        raise RefusedError(Failure.TOO_DEEP)
    if any(_depth(line) > MAX_DEPTH for line in source.split("\n")):
        raise RefusedError(Failure.TOO_DEEP)
    if any(_open_brackets(part) > MAX_OPEN_BRACKETS for part in _PARAGRAPH.split(source)):
        raise RefusedError(Failure.TOO_DEEP)


def _open_blocks(source: str) -> int:
    most = now = 0
    for fence in _FENCE.finditer(source):
        now = now + 1 if fence[1] else max(now - 1, 0)
        most = max(most, now)
    return most


def _depth(line: str) -> int:
    """Containers that start in this line, and the levels it is indented by; 0 for a line without any."""
    if _RULE.fullmatch(line):
        return 0
    end = marks = 0
    while mark := _MARK.match(line, end):
        end, marks = mark.end(), marks + 1
    expanded = line.expandtabs(4)
    indent = len(expanded) - len(expanded.lstrip(" "))
    return indent // 4 + marks if marks else 0


def _open_brackets(paragraph: str) -> int:
    most = 0
    now = dict.fromkeys(_OPENS.values(), 0)
    for match in _BRACKET.finditer(paragraph):
        if closes := _OPENS.get(match[0]):
            now[closes] += 1
            most = max(most, now[closes])
        else:
            now[match[0]] = max(now[match[0]] - 1, 0)
    return most
