"""What distinguishes two texts, line by line and, within a line, word by word: a paragraph is one long line.

Lines found in both texts stay, with a few of them around each change for orientation; the rest is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

MAX_LINES = 5_000  # of a text; beyond, and beyond so many words in a line, nobody waits for a comparison
MAX_WORDS = 2_000
ALIKE = 0.4  # share of common words from which two lines count as one line that was changed

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """`kind`: same, removed, added."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """`kind`: same, changed, removed, added, gap (lines left out). Line numbers from 1; None = not in that text."""

    kind: str
    old: int | None = None
    new: int | None = None
    pieces: tuple[Piece, ...] = ()


def differences(old: str, new: str) -> list[Row]:
    """Empty when the texts are equal."""
    before, after = old.splitlines()[:MAX_LINES], new.splitlines()[:MAX_LINES]
    groups = SequenceMatcher(None, before, after).get_grouped_opcodes()
    rows: list[Row] = []
    for group in groups:
        if group[0][1] > 0 or group[0][3] > 0:
            rows.append(Row("gap"))
        for kind, old_start, old_end, new_start, new_end in group:
            lines = list(zip_longest(range(old_start, old_end), range(new_start, new_end)))
            for pair in lines:
                rows += _rows(kind, pair, before, after)
    return rows


def _rows(kind: str, pair: tuple[int | None, int | None], before: list[str], after: list[str]) -> Iterator[Row]:
    old, new = pair
    if kind == "equal" and old is not None and new is not None:
        yield Row("same", old + 1, new + 1, (Piece("same", before[old]),))
        return
    if old is not None and new is not None and (pieces := _pieces(before[old], after[new])):
        yield Row("changed", old + 1, new + 1, pieces)
        return
    if old is not None:
        yield Row("removed", old + 1, None, (Piece("removed", before[old]),))
    if new is not None:
        yield Row("added", None, new + 1, (Piece("added", after[new]),))


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """One line as two; empty when they have too little in common."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MAX_WORDS:
        return ()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return ()
    pieces: list[Piece] = []
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[old_start:old_end])))
            continue
        pieces += [Piece("removed", "".join(before[old_start:old_end]))] if old_end > old_start else []
        pieces += [Piece("added", "".join(after[new_start:new_end]))] if new_end > new_start else []
    return tuple(pieces)
