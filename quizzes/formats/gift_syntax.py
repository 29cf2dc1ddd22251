"""What does a file in GIFT consist of, before anything in it is understood?

Questions stand apart by empty lines. `// ` begins a comment, `$CATEGORY:` names where the next questions belong. In a
question, `~ = # { } :` mean something unless a backslash stands before them; `\n` is the end of a line. Ours is the
comment `// trennscharf: {…}` above a question, which other programs skip.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizzes.formats.base import MAX_QUESTIONS, MAX_TEXT, Trouble, Unreadable

OURS = "// trennscharf:"
CATEGORY = "$CATEGORY:"
MAX_LINES = 400_000  # of a file: some 60 for each question
COSTLY = "<&*_`[=~"
MAX_SIGNS = 200_000  # of these in a file: each costs some microseconds, and 5,000 questions have some 20 of them each
MAX_CHUNK = 5 * MAX_TEXT  # characters of one question with all its answers

# A hidden sign is a control character while a question is taken apart; no question may hold such a character itself.
SIGNS = "~=#{}:\\n"
_HIDDEN = {sign: chr(number) for number, sign in enumerate(SIGNS, start=1)}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_RESERVED = re.compile(r"[~=#{}:\\\n]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass
class Chunk:
    """The lines of one question with their numbers, and our comment above it."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    ours: str = ""

    @property
    def line(self) -> int:
        return self.lines[0][0]

    @property
    def text(self) -> str:
        return "\n".join(line for _number, line in self.lines)

    def line_at(self, position: int) -> int:
        """The number of the line that holds this character of `text`."""
        return self.lines[self.text.count("\n", 0, position)][0]


def chunks_of(text: str, troubles: list[Trouble]) -> Iterator[Chunk]:
    """Raises Unreadable for more than a file may hold."""
    if text.count("\n") > MAX_LINES:
        raise Unreadable("too-many-lines", str(MAX_LINES))
    if sum(text.count(sign) for sign in COSTLY) > MAX_SIGNS:
        raise Unreadable("too-many-signs", str(MAX_SIGNS))
    count, chunk = 0, Chunk()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            if stripped.startswith(OURS):
                chunk = _above(chunk, stripped.removeprefix(OURS).strip(), number, troubles)
        elif stripped.startswith(CATEGORY):
            name = stripped.removeprefix(CATEGORY).strip()[:100]
            troubles.append(Trouble("category-left-out", name, line=number, is_error=False))
        elif stripped:
            chunk.lines.append((number, line))
        elif chunk.lines:
            count += 1
            if count > MAX_QUESTIONS:
                raise Unreadable("too-many-questions", str(MAX_QUESTIONS), number)
            yield chunk
            chunk = Chunk()


def hidden(text: str) -> str:
    """Without the signs that an author escaped. Raises ValueError for a control character."""
    if _CONTROL.search(text):
        raise ValueError("control character")
    return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], text)


def shown(text: str) -> str:
    return text.translate(_SHOWN)


def escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)


def _above(chunk: Chunk, ours: str, number: int, troubles: list[Trouble]) -> Chunk:
    """Our comment belongs to the question below it."""
    if chunk.lines or chunk.ours:
        troubles.append(Trouble("extension-without-question", line=number))
        return chunk
    return Chunk(ours=ours)
