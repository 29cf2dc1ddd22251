"""Which id has an option in a file that knows no ids?

The extension carries them along, each with a digest of the text it belongs to. So tags stay with their option when
somebody sorts the options of a file anew or mends a spelling; what is new there gets an id of its own.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from quizzes.formats.item import Alternative

DIGITS = 8


def marks_of(things: Iterable[Alternative]) -> list[list[str]]:
    """(id, digest of the text) of each, for the extension."""
    return [[thing.id, _digest(thing.text)] for thing in things]


def ids_of(texts: Sequence[str], marks: Any = (), *, prefix: str = "o") -> list[str]:
    """An id for each text: that of the same text, else that of the same place, else a new one."""
    known = _readable(marks)
    free = list(known)
    ids: list[str | None] = [_taken(free, _digest(text)) for text in texts]
    for place, found in enumerate(ids):
        if found is None and place < len(known) and known[place] in free:
            free.remove(known[place])
            ids[place] = known[place][0]
    used = {found for found in ids if found is not None}
    fresh = (name for number in range(1, 2 * len(ids) + 1) if (name := f"{prefix}{number}") not in used)
    return [found if found is not None else next(fresh) for found in ids]


def _taken(free: list[tuple[str, str]], digest: str) -> str | None:
    for mark in free:
        if mark[1] == digest:
            free.remove(mark)
            return mark[0]
    return None


def _readable(marks: Any) -> list[tuple[str, str]]:
    """The pairs in what a file holds; an id that stands twice is none."""
    found: dict[str, tuple[str, str]] = {}
    for mark in marks if isinstance(marks, list) else ():
        if isinstance(mark, list) and len(mark) == 2 and all(isinstance(part, str) for part in mark):
            found.setdefault(mark[0], (mark[0], mark[1]))
    return list(found.values())


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:DIGITS]
