"""How does a table become a CSV file that opens right in Excel and LibreOffice with a double click?

UTF-8 with a byte order mark (without it Excel shows „MÃ¼ller“), `;` (the list separator of German systems), CRLF and
doubled quotes as in RFC 4180. Text is always quoted: LibreOffice proposes comma and tab as separators, too.

**Days are written 2026-11-23.** LibreOffice takes 23.11.2026 for text unless somebody ticks "detect special numbers"
in German; ISO 8601 is a day there in each language with and without the tick, and in each Excel.

**No cell can become a formula** (CWE-1236, ASVS 1.2.10): what begins with = + - @, a full-width form of them, a tab or
a line break, also behind blanks and invisible characters, gets an apostrophe in front.

**Text stays text**: opened with a double click, 007 would become 7, 1-2 a day and 1E5 a hundred thousand. Quoting does
not help; ="007" is a formula; an apostrophe is shown in both programs; a no-break space helps in Excel, but
LibreOffice skips it. So such a cell ends in a tab: both programs then keep it as text and show nothing of it, sorting
and searching still see 007 first, and TRIM in Power Query, CLEAN in the sheet and strip() in a program take it off. A
number that shows the same characters as the text (1001) is left alone, so that look-ups in HR's own lists find it.

LibreOffice's part of this was tried with 7.4, German and English, each import option; Excel's is from reports.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from coursesite.tables.columns import Column, Kind, Row, values_of

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = ";"
LINE_END = "\r\n"
CHUNK_CHARACTERS = 64 * 1024
FORMULA_STARTS = frozenset("=+-@\u2212")  # the last is the minus sign
TEXT_MARK = "\t"

_SAME_AS_NUMBER = re.compile(r"0|[1-9]\d{0,10}", re.ASCII)  # from 12 digits on Excel shows 1,23E+11
_MONTH = r"(?:jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]*"
_READ_AS_VALUE = re.compile(
    rf"""(?=\D*\d)[\W\d]+(?:e[\W\d]*|[ap]m?|eur|{_MONTH}[\W\d]*)?   # 007, 1-2, 12:30, 1E5, 5 pm, 5 EUR, 5. Mai
      | {_MONTH}\W*\d[\W\d]*                                        # MRZ 5, SEPT2
      | wahr | falsch | true | false""",
    re.IGNORECASE | re.VERBOSE,
)

Cell = Callable[[Any], str]


def write_csv(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces of about 64 KiB, while `rows` is read.

    Words are looked up at once, not while streaming: the language of the request may be gone by then.
    """
    cells = [_cell_of(column) for column in columns]
    header = _line(_text(str(column.title)) for column in columns)
    return _chunks(header, cells, [column.key for column in columns], rows)


def _chunks(header: str, cells: Sequence[Cell], keys: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    pending, size = [BYTE_ORDER_MARK, header], len(header)
    for row in rows:
        line = _line(cell(value) for cell, value in zip(cells, values_of(row, keys), strict=True))
        pending.append(line)
        size += len(line)
        if size >= CHUNK_CHARACTERS:
            yield "".join(pending).encode()
            pending, size = [], 0
    if pending:
        yield "".join(pending).encode()


def _line(cells: Iterable[str]) -> str:
    return SEPARATOR.join(cells) + LINE_END


def _cell_of(column: Column) -> Cell:
    words = {value: _text(str(word)) for value, word in column.words.items()}
    plain = _PLAIN[column.kind]

    def cell(value: Any) -> str:
        if value is None:
            return ""
        return words[value] if value in words else plain(value)

    return cell


def _day(value: date) -> str:
    return value.isoformat()


def _number(value: int) -> str:
    return str(int(value))


def _decimal(value: Decimal) -> str:
    """With a point, as programs for statistics read it."""
    return format(value, "f")


def _text(value: Any) -> str:
    text = keep_text(str(value))
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if text else ""


_PLAIN: Mapping[Kind, Cell] = {
    Kind.TEXT: _text,
    Kind.DATE: _day,
    Kind.BOOL: _number,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _decimal,
}


def keep_text(text: str) -> str:
    """The text as a spreadsheet must get it to show the same characters and to calculate nothing.

    >>> keep_text("=1+1"), keep_text("007"), keep_text("1001"), keep_text("Jonas Öztürk")
    ("'=1+1", '007\\t', '1001', 'Jonas Öztürk')
    """
    if is_formula(text):
        return f"'{text}"
    if _READ_AS_VALUE.fullmatch(text) and not _SAME_AS_NUMBER.fullmatch(text):
        return text + TEXT_MARK
    return text


def is_formula(text: str) -> bool:
    """Could a spreadsheet calculate this? Blanks and invisible characters in front do not make it harmless."""
    if text[:1].isalnum():
        return False
    if text.startswith(("\t", "\r", "\n")):
        return True
    first = next((character for character in text if not _is_skipped(character)), "")
    return unicodedata.normalize("NFKC", first)[:1] in FORMULA_STARTS if first else False


def _is_skipped(character: str) -> bool:
    """Blanks, control and format characters: Zs, Zl, Zp, Cc, Cf."""
    category = unicodedata.category(character)
    return category[0] == "Z" or category in {"Cc", "Cf"}
