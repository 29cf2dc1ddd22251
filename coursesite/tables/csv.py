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
from itertools import islice
from operator import itemgetter
from typing import Any

from coursesite.tables.columns import Column, Kind, Row, values_of

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = ";"
LINE_END = "\r\n"
CHUNK_CHARACTERS = 64 * 1024
CHUNK_ROWS = 500
KNOWN_VALUES = 1024  # of each column
FORMULA_STARTS = frozenset("=+-@\u2212")  # the last is the minus sign
TEXT_MARK = "\t"

_SHOWN_DIGITS = 11  # from 12 digits on Excel shows 1,23E+11
_MONTH = r"(?:jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]*"
_READ_AS_VALUE = re.compile(
    rf"""(?=\D*\d)[\W\d]+(?:e[\W\d]*|[ap]m?|eur|{_MONTH}[\W\d]*)?   # 007, 1-2, 12:30, 1E5, 5 pm, 5 EUR, 5. Mai
      | {_MONTH}\W*\d[\W\d]*                                        # MRZ 5, SEPT2
      | wahr | falsch | true | false""",
    re.IGNORECASE | re.VERBOSE,
)

_LONGEST_WORD = len("falsch")

_first, _last = itemgetter(0), itemgetter(-1)

Cells = Callable[[Sequence[Any]], list[str]]


def write_csv(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces of about 64 KiB, while `rows` is read.

    Words are looked up at once, not while streaming: the language of the request may be gone by then.
    """
    ends = [SEPARATOR] * (len(columns) - 1) + [LINE_END]
    cells = [_cells_of(column, end) for column, end in zip(columns, ends, strict=True)]
    header = SEPARATOR.join(_text(str(column.title)) for column in columns) + LINE_END
    return _chunks(header, cells, [column.key for column in columns], rows)


def _chunks(header: str, columns: Sequence[Cells], keys: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Column by column for some hundred rows at a time: that is six times as quick as cell by cell."""
    pending, size, left, width = [BYTE_ORDER_MARK, header], len(header), iter(rows), len(columns)
    while taken := [row if type(row) is tuple else values_of(row, keys) for row in islice(left, CHUNK_ROWS)]:
        written = [""] * (len(taken) * width)
        for place, (cells, values) in enumerate(zip(columns, zip(*taken, strict=True), strict=True)):
            written[place::width] = cells(values)
        lines = "".join(written)
        pending.append(lines)
        size += len(lines)
        if size >= CHUNK_CHARACTERS:
            yield "".join(pending).encode()
            pending, size = [], 0
    if pending:
        yield "".join(pending).encode()


def _cells_of(column: Column, end: str) -> Cells:
    """Departments, courses, days and codes repeat: what was written once is looked up, with `end` behind it.

    Names and numbers do not. Once a column is known for that, nothing is looked up in it any more.
    """
    words = {value: _text(str(word)) + end for value, word in column.words.items()}
    known: dict[Any, str] = {None: end, "": end, **words}
    plain, kept, is_varied = _PLAIN[column.kind], _KEPT[column.kind], False

    def cells(values: Sequence[Any]) -> list[str]:
        nonlocal is_varied
        if is_varied and _all_are(kept, values):
            return plain(values, end)
        written: list[Any] = list(map(known.get, values))
        count = written.count(None)
        if not count:
            return written
        all_new = count == len(values)
        missing = values if all_new else [value for value, cell in zip(values, written, strict=True) if cell is None]
        fresh = plain(missing, end)
        if len(known) < KNOWN_VALUES:
            known.update((value, cell) for value, cell in zip(missing, fresh, strict=True) if type(value) is kept)
        elif all_new and not words:
            is_varied = True
        if all_new:
            return fresh
        left = iter(fresh)
        return [next(left) if cell is None else cell for cell in written]

    return cells


def _all_are(kind: type | None, values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {kind}


def _days(values: Sequence[date], end: str) -> list[str]:
    return [value.isoformat() + end for value in values]


def _numbers(values: Sequence[int], end: str) -> list[str]:
    return [f"{value}{end}" for value in (values if _all_are(int, values) else map(int, values))]


def _decimals(values: Sequence[Decimal], end: str) -> list[str]:
    """With a point, as programs for statistics read it."""
    return [f"{value:f}{end}" for value in values]


def _texts(values: Sequence[Any], end: str) -> list[str]:
    """All at once where none can be a formula or a value, or all are digits: so are most names and numbers.

    What begins and ends with a letter is neither, but for the words for yes and no (`keep_text` says what is).
    """
    texts = values if _all_are(str, values) else list(map(str, values))
    together, shortest = "".join(texts), min(map(len, texts))
    if shortest and together.isdecimal() and together.isascii():
        return _digits(texts, shortest, end)
    if shortest > _LONGEST_WORD and '"' not in together:
        ends = "".join(map(_first, texts)) + "".join(map(_last, texts))
        if ends.isalpha():
            return [f'"{text}"{end}' for text in texts]
    return [_text(text) + end for text in texts]


def _digits(texts: Sequence[str], shortest: int, end: str) -> list[str]:
    """Numbers of people and of certificates: most columns begin with zeros everywhere or nowhere."""
    begins = set(map(_first, texts))
    if begins == {"0"} and shortest > 1:
        return [f'"{text}{TEXT_MARK}"{end}' for text in texts]
    if "0" not in begins and max(map(len, texts)) <= _SHOWN_DIGITS:
        return [f'"{text}"{end}' for text in texts]
    return [f'"{text}"{end}' if _is_shown_as_it_is(text) else f'"{text}{TEXT_MARK}"{end}' for text in texts]


def _text(text: str) -> str:
    text = keep_text(text)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if text else ""


def _is_shown_as_it_is(digits: str) -> bool:
    return len(digits) <= _SHOWN_DIGITS and (digits[0] != "0" or digits == "0")


_PLAIN: Mapping[Kind, Callable[[Sequence[Any], str], list[str]]] = {
    Kind.TEXT: _texts,
    Kind.DATE: _days,
    Kind.BOOL: _numbers,
    Kind.INTEGER: _numbers,
    Kind.DECIMAL: _decimals,
}
# Values of this type alone are looked up: 1.0 and 1.00 are equal, and so are 1 and True, but not written alike.
_KEPT: Mapping[Kind, type | None] = {
    Kind.TEXT: str,
    Kind.DATE: date,
    Kind.BOOL: bool,
    Kind.INTEGER: int,
    Kind.DECIMAL: None,
}


def keep_text(text: str) -> str:
    """The text as a spreadsheet must get it to show the same characters and to calculate nothing.

    >>> keep_text("=1+1"), keep_text("007"), keep_text("1001"), keep_text("Jonas Öztürk")
    ("'=1+1", '007\\t', '1001', 'Jonas Öztürk')
    """
    if is_formula(text):
        return f"'{text}"
    if _READ_AS_VALUE.fullmatch(text) and not (text.isdecimal() and text.isascii() and _is_shown_as_it_is(text)):
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
