"""How does a table become JSON that another program reads without asking anybody?

One document (RFC 8259, UTF-8): `title`, `language`, `as_of`, `selection`, then `columns` with key, title, kind and
words, then `rows`, each an object by the keys of the columns. Rows hold values, not words: codes as they are, such as
"completed", true and false, whole numbers, days as 2026-11-23, null where nothing is known. So a program works in each
language, and what a code is called stands once, in its column's `words`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from coursesite.tables.columns import About, Column, Row, values_of

CONTENT_TYPE = "application/json"
CHUNK_CHARACTERS = 64 * 1024


def write_json(columns: Sequence[Column], rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The file in pieces of about 64 KiB, while `rows` is read; one row a line.

    Words are looked up at once, not while streaming: the language of the request may be gone by then.
    """
    head = {
        "title": about.title,
        "language": about.language,
        "as_of": about.as_of,
        "selection": list(about.selection),
        "columns": [_described(column) for column in columns],
    }
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return _chunks(opening, [column.key for column in columns], rows)


def _described(column: Column) -> dict[str, Any]:
    words = {_name(value): str(word) for value, word in column.words.items()}
    return {"key": column.key, "title": str(column.title), "kind": column.kind.value, "words": words}


def _name(value: Any) -> str:
    """A code as the name of an object's member: true, false and numbers as JSON writes them."""
    return value if isinstance(value, str) else json.dumps(value)


def _chunks(opening: str, keys: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    encode = json.JSONEncoder(ensure_ascii=False, default=_day).encode
    pending, size = [f'{opening},\n "rows": ['], len(opening)
    separator = "\n  "
    for row in rows:
        line = separator + encode(dict(zip(keys, values_of(row, keys), strict=True)))
        separator = ",\n  "
        pending.append(line)
        size += len(line)
        if size >= CHUNK_CHARACTERS:
            yield _bytes(pending)
            pending, size = [], 0
    yield _bytes([*pending, "\n ]\n}\n"])


def _bytes(pieces: Iterable[str]) -> bytes:
    return "".join(pieces).encode(errors="replace")  # half of a surrogate pair is no character


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
