"""The first sheet of an XLSX file as lines of text; nothing is unpacked that is larger than a list of people."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError  # what the safe parser raises

from defusedxml import DefusedXmlException
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

ZIP_START = b"PK\x03\x04"  # a heading may begin with PK
MAX_UNPACKED = 80_000_000  # 100,000 people with six cells have 40 MB
MAX_STRINGS = 30_000_000  # the list of texts, which is kept in memory
STRINGS = "xl/sharedstrings.xml"
MAX_PARTS = 500  # files in the ZIP; a workbook has about ten
MAX_LINES = 200_000  # with the empty ones, and those that a sheet only counts
MAX_COLUMNS = 50  # what stands further to the right is not looked at
SAFE_INTEGER = 10**15  # Excel keeps fifteen digits
_ZEROS = re.compile(r"0+")
_BROKEN = (
    *(zipfile.BadZipFile, ParseError, DefusedXmlException, InvalidFileException, EOFError),
    *(zlib.error, lzma.LZMAError, RuntimeError),  # zipfile's own, the last for a part with a password
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, OverflowError),  # openpyxl's own
)


class Unreadable(Exception):
    """Nothing can be read from here on: a code, and a value for its words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Refused:
    """In place of a cell's text: why there is none."""

    code: str
    detail: str = ""


def is_sheet(file: BinaryIO) -> bool:
    start = file.read(len(ZIP_START))
    file.seek(0)
    return start == ZIP_START


def sheet_lines(file: BinaryIO) -> Iterator[tuple[int, Sequence[str | Refused]]]:
    """Numbered as in Excel."""
    if not DEFUSEDXML:
        raise Unreadable("damaged")  # OPENPYXL_DEFUSEDXML is set to no: entities would be followed
    try:
        _refuse_bomb(file)
        book = load_workbook(file, read_only=True, keep_links=False)
        if not book.worksheets:
            raise Unreadable("damaged")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong one
        # One more than may be, by which whoever reads them knows: a row may say that it is the thousand millionth.
        rows = sheet.iter_rows(max_row=MAX_LINES + 1, max_col=MAX_COLUMNS)
        for number, cells in enumerate(rows, start=1):
            yield number, [_text(cell) for cell in cells]
    except _BROKEN:
        raise Unreadable("damaged") from None


def _refuse_bomb(file: BinaryIO) -> None:
    """By what the directory says; `zipfile` unpacks no more of a part than that."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    strings = sum(part.file_size for part in parts if part.filename.lower() == STRINGS)
    if len(parts) > MAX_PARTS or strings > MAX_STRINGS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("unpacked-too-large", str(MAX_UNPACKED // 1_000_000))
    file.seek(0)


def _text(cell: Any) -> str | Refused:
    value = cell.value
    if value is None or cell.data_type == "s":
        return value or ""
    if cell.data_type == "f":
        return Refused("formula", str(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if cell.data_type == "n" and isinstance(value, int | float):
        return _number(value, cell.number_format)
    return Refused("cell-kind", str(value))  # yes and no, an error, a time of day


def _number(value: float, shown_as: str) -> str | Refused:
    """With the zeros that the cell shows: 7 in the format 000 is 007."""
    if value != int(value):
        return Refused("cell-kind", str(value))
    if abs(value) >= SAFE_INTEGER:
        return Refused("number-too-long", str(int(value)))
    digits = str(int(value))
    return digits.zfill(len(shown_as)) if _ZEROS.fullmatch(shown_as or "") else digits
