"""A person's own copy of her data: one page to read, which needs nothing but a browser, and the same as JSON.

Made while it is sent. First what is made for reading, then each table as it is stored, then what is left out and why.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from coursesite.privacy import registry
from coursesite.privacy.queries.own_data import OwnTable, own_tables, rows_of
from coursesite.tables.zipped import write_zip

HTML, JSON = "my-data.html", "my-data.json"
FORMAT = {"format": "trennscharf-my-data", "version": 1}
ROWS_A_PIECE = 200


@dataclass(frozen=True)
class LeftOut:
    what: str
    why: str


def write_own_data(user: Any, *, now: datetime, language: str) -> Iterator[bytes]:
    """The ZIP in pieces."""
    files = [(HTML, _html(user, now, language)), (JSON, _json(user, now, language))]
    return _in_language(language, write_zip(files))


def left_out() -> list[LeftOut]:
    """Every table that leads to a person and is not in the copy, every column that is kept back; with the reason."""
    tables = [LeftOut(label, str(reason)) for label, reason in sorted(registry.left_out_tables.items())]
    fields = [LeftOut(f"{label}.{name}", str(why)) for (label, name), why in sorted(registry.left_out_fields.items())]
    return [*tables, *fields]


def _html(user: Any, now: datetime, language: str) -> Iterator[bytes]:
    sections = registry.sections
    head = {"now": now, "sections": sections, "LANGUAGE_CODE": language, "user": user}
    yield render_to_string("privacy/data_head.html", head).encode()
    for section in sections:
        yield render_to_string("privacy/data_section.html", {"section": section}).encode()
        is_empty = True
        for part in section.parts(user, now):
            titles = [str(column.title) for column in part.table.columns]
            words = [column.words for column in part.table.columns]
            rows = ([_word(value, known) for value, known in zip(row, words, strict=True)] for row in part.table.rows)
            for piece in _table(part.title, titles, rows):
                is_empty = False
                yield piece
        if is_empty:
            nothing = _("Nothing is stored.")
            yield f"<p>{nothing}</p>".encode()
    yield render_to_string("privacy/data_tables.html", {}).encode()
    for table in own_tables():
        yield from _raw(table, user)
    yield render_to_string("privacy/data_foot.html", {"left_out": left_out()}).encode()


def _raw(table: OwnTable, user: Any) -> Iterator[bytes]:
    title = table.label if table.is_hers else f"{table.label} ({table.lookup})"
    rows = ([_shown(value) for value in row.values()] for row in rows_of(table, user))
    yield from _table(title, list(table.columns), rows, purposes=[str(purpose) for purpose in table.purposes])


def _table(
    title: str, titles: list[str], rows: Iterable[list[str]], *, purposes: Iterable[str] = ()
) -> Iterator[bytes]:
    """Nothing where there are no rows; a long table in pieces."""
    template = "privacy/data_rows.html"
    iterator = iter(rows)
    pending = [row for row, _number in zip(iterator, range(ROWS_A_PIECE), strict=False)]
    if not pending:
        return
    yield render_to_string("privacy/data_table.html", {"title": title, "titles": titles, "purposes": purposes}).encode()
    while pending:
        yield render_to_string(template, {"rows": pending}).encode()
        pending = [row for row, _number in zip(iterator, range(ROWS_A_PIECE), strict=False)]
    yield b"</tbody></table></div>\n"


def _json(user: Any, now: datetime, language: str) -> Iterator[bytes]:
    head = {**FORMAT, "made_at": now, "language": language}
    yield _encoded(head)[:-1].encode() + b', "sections": {'
    separator = ""
    for section in registry.sections:
        parts = [
            {
                "title": part.title,
                "columns": [column.key for column in part.table.columns],
                "rows": [list(row) for row in part.table.rows],
            }
            for part in section.parts(user, now)
        ]
        yield f"{separator}\n{_encoded(section.key)}: {_encoded(parts)}".encode()
        separator = ","
    yield b'}, "tables": {'
    separator = ""
    for table in own_tables():
        yield f"{separator}\n{_encoded(table.key)}: [".encode()
        yield from _json_rows(table, user)
        yield b"]"
        separator = ","
    excluded = [{"what": entry.what, "why": entry.why} for entry in left_out()]
    yield f'}}, "left_out": {_encoded(excluded)}}}\n'.encode()


def _json_rows(table: OwnTable, user: Any) -> Iterator[bytes]:
    separator = ""
    for row in rows_of(table, user):
        yield f"{separator}\n{_encoded(row)}".encode()
        separator = ","


def _encoded(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _word(value: Any, words: Any) -> str:
    return str(words[value]) if isinstance(value, str | bool) and value in words else _shown(value)


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(localtime(value) if is_aware(value) else value, "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _in_language(language: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A stream is read after the request is over, in whatever language the process then is."""
    iterator = iter(pieces)
    while True:
        with translation.override(language):
            piece = next(iterator, None)
        if piece is None:
            return
        yield piece
