"""How does a table become a PDF that everybody can read, also with a screen reader?

Tagged, with title, language and a header row that is marked up as one and repeated on each page: PDF/UA-1 (ISO
14289-1). typst refuses to write a file that does not conform. It runs in a child process (`__main__.py`), since a
table of 2,000 rows takes 270 MiB, which a server's process would keep.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from coursesite.tables.columns import About, Column, Kind, Row, values_of

CONTENT_TYPE = "application/pdf"
MAX_ROWS = 2000  # about 60 pages; memory grows with the rows: 270 MiB here, 1.3 GiB at 10,000
CELL_CHARACTERS = 1000  # more would fill a page by itself; the other formats have all of it
WORD_CHARACTERS = 24  # about what the narrowest column of eight shows in one line
SECONDS = 60.0  # wall time; 2,000 rows take 3
CHUNK_BYTES = 64 * 1024
NOTHING = "–"

_PROJECT = Path(__file__).resolve().parents[2]
_COMMAND = [sys.executable, "-m", "coursesite.tables"]
# Nothing of the server's environment: it holds secrets, and typesetting depends on none of it.
_ENVIRONMENT = {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
_DAYS = {"de": "%d.%m.%Y"}  # elsewhere ISO 8601
_LONG_WORD = re.compile(rf"\S{{{WORD_CHARACTERS + 1},}}")


class Failure(StrEnum):
    TOO_MANY_ROWS = "too-many-rows"
    TOO_SLOW = "too-slow"
    CRASHED = "crashed"


class PdfError(RuntimeError):
    """There is no file. `code` says why; the text is for the operator."""

    def __init__(self, code: Failure, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code.value)
        self.code = code


def write_pdf(columns: Sequence[Column], rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The file in pieces. It is made before this returns, so that a PdfError comes while one can still say so."""
    keys = [column.key for column in columns]
    lines = [values_of(row, keys) for row in islice(rows, MAX_ROWS + 1)]
    if len(lines) > MAX_ROWS:
        raise PdfError(Failure.TOO_MANY_ROWS)
    return made_in_child(_COMMAND, _job(columns, lines, about))


def _job(columns: Sequence[Column], lines: Sequence[Sequence[Any]], about: About) -> dict[str, Any]:
    """What the template shows: text only."""
    words = [{value: str(word) for value, word in column.words.items()} for column in columns]
    return {
        "title": about.title,
        "language": about.language,
        "as_of": about.as_of,
        "selection": list(about.selection),
        "columns": [
            {"title": in_pieces(str(column.title)), "right": column.kind in (Kind.INTEGER, Kind.DECIMAL)}
            for column in columns
        ],
        "cells": [
            in_pieces(shown(value, known, about.language))
            for line in lines
            for value, known in zip(line, words, strict=True)
        ],
    }


def shown(value: Any, words: Mapping[Any, str], language: str) -> str:
    """A cell as the reader sees it.

    >>> shown(date(2026, 11, 3), {}, "de"), shown(True, {True: "ja"}, "de"), shown(None, {}, "de")
    ('03.11.2026', 'ja', '–')
    """
    if value is None or value == "":
        return NOTHING
    if value in words:
        return words[value]
    if isinstance(value, date):
        return value.strftime(_DAYS[language]) if language in _DAYS else value.isoformat()
    text = str(value)
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"


def in_pieces(text: str) -> str | list[str]:
    """A text with a word that no column holds, cut where a line may end.

    >>> in_pieces("Jonas Öztürk"), in_pieces("Donaudampfschifffahrtsgesellschaft")
    ('Jonas Öztürk', ['Donaudampfschifffahrtsge', 'sellschaft'])
    """
    if not _LONG_WORD.search(text):
        return text
    pieces, end = [], 0
    for word in _LONG_WORD.finditer(text):
        for place in range(word.start() + WORD_CHARACTERS, word.end(), WORD_CHARACTERS):
            pieces.append(text[end:place])
            end = place
    return [*pieces, text[end:]]


def made_in_child(command: Sequence[str], job: Mapping[str, Any]) -> Iterator[bytes]:
    """The file that a command makes of a job: JSON in, PDF out. Raises PdfError before the first piece."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 - its reader closes it
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=json.dumps(job).encode(),
            stdout=made,
            stderr=subprocess.PIPE,
            cwd=_PROJECT,
            env=_ENVIRONMENT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        made.close()
        raise PdfError(Failure.TOO_SLOW) from None
    except BaseException:
        made.close()
        raise
    if done.returncode != 0:
        made.close()
        raise PdfError(Failure.CRASHED, f"exit {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}")
    made.seek(0)
    return _read(made)


def _read(made: Any) -> Iterator[bytes]:
    with made:
        while piece := made.read(CHUNK_BYTES):
            yield piece
