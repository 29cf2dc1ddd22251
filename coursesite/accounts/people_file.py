"""What does this file say about people? Its rows with their line numbers, and what is wrong with each, as codes.

CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252) or XLSX, read in a stream. Each line of a CSV file is read
by itself, so that a forgotten quotation mark spoils one person and not all that come after her.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from coursesite.accounts.people_sheet import MAX_LINES, Refused, Unreadable, is_sheet, sheet_lines

MAX_BYTES = 20_000_000  # 100,000 people in CSV have 10 MB
MAX_ROWS = 100_000  # a company of this size has a directory of its own
MAX_CELL = 1000  # characters; a path through twenty departments fits
LIMITS = {"email": 254, "name": 200, "personnel_number": 50}  # the columns of the table
MAX_NAME_OF_DEPARTMENT = 200
YEARS = range(1900, 2101)  # a year beyond is a slip
SEPARATORS = ";,\t"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BLOCK = 64 * 1024
FORMULA_STARTS = frozenset("=+-@\u2212\uff1d\uff0b\uff0d\uff20")  # the last four full width

HEADINGS = {
    "email": ("email", "mail", "emailadresse", "emailaddress"),
    "name": ("name", "fullname", "vollständigername"),
    "personnel_number": ("personnelnumber", "personalnummer", "personalnr", "persnr"),
    "department": ("department", "abteilung"),
    "entry_date": ("entrydate", "eintritt", "eintrittsdatum"),
    "role": ("role", "rolle"),
}
_KEYS = {heading: key for key, headings in HEADINGS.items() for heading in headings}
ROLES = {
    **dict.fromkeys(("", "learner", "lernende", "lernender"), ""),
    **dict.fromkeys(("hr", "personalabteilung"), "hr"),
    **dict.fromkeys(("works-council", "works council", "betriebsrat"), "works-council"),
}
ROLES_OF_COURSES = frozenset({"instructor", "lehrende", "lehrender"})

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # Unicode's categories Cc, Zl, Zp
_ATOM = r"[-!#$%&'*+/=?^_`{}|~0-9a-z]+"
_LABEL = r"(?:[a-z0-9\u00a1-\uffff](?:[-a-z0-9\u00a1-\uffff]{0,61}[a-z0-9\u00a1-\uffff])?\.)+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}[a-z\u00a1-\uffff]{{2,63}}")
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII),
)
Line = Sequence["str | Refused"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`detail`: the value, or the number of the other line."""

    line: int
    code: str
    detail: str = ""


@dataclass(slots=True)
class PersonRow:
    """A line as it was meant. What is empty, or whose column is missing, says nothing about the person."""

    line: int
    email: str = ""
    name: str = ""
    personnel_number: str = ""
    department: tuple[str, ...] = ()
    entry_date: date | None = None
    role: str = ""
    role_word: str = field(default="", compare=False)  # as the file has it
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, detail: str = "") -> None:
        self.problems.append(Problem(self.line, code, detail[:80]))


@dataclass(frozen=True)
class PeopleFile:
    """`unknown`: headings that mean nothing here. `rows` is read once and raises Unreadable where the file breaks."""

    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    rows: Iterator[PersonRow]


def read_people(file: BinaryIO) -> PeopleFile:
    """Raises Unreadable for what is no list of people."""
    if file.seek(0, io.SEEK_END) > MAX_BYTES:
        raise Unreadable("file-too-large", str(MAX_BYTES // 1_000_000))
    file.seek(0)
    lines = iter(sheet_lines(file) if is_sheet(file) else _csv_lines(file))
    headings: Line = next((cells for _number, cells in lines if any(cells)), ())
    columns, unknown = _columns(headings)
    return PeopleFile(columns, unknown, _rows(lines, columns))


def _columns(headings: Line) -> tuple[dict[str, int], tuple[str, ...]]:
    columns: dict[str, int] = {}
    unknown = []
    for place, heading in enumerate(headings):
        key = _key(heading)
        if key in columns:
            raise Unreadable("heading-twice", str(heading)[:80])
        if key:
            columns[key] = place
        elif heading:
            unknown.append(str(heading)[:80])
    if not columns.keys() & {"email", "personnel_number"}:
        raise Unreadable("no-headings")
    return columns, tuple(unknown)


def _key(heading: "str | Refused") -> str | None:
    if isinstance(heading, Refused):
        return None
    return _KEYS.get(re.sub(r"[\s_./-]+", "", unicodedata.normalize("NFC", heading).casefold()))


# --- rows ----
def _rows(lines: Iterable[tuple[int, Line]], columns: Mapping[str, int]) -> Iterator[PersonRow]:
    """Each person once: a second line with her address or number names the first."""
    seen: dict[str, dict[str, int]] = {"email": {}, "personnel_number": {}}
    count = 0
    for number, cells in lines:
        if number > MAX_LINES or count > MAX_ROWS:
            raise Unreadable("too-many-rows", str(MAX_ROWS))
        if not any(cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise Unreadable("too-many-rows", str(MAX_ROWS))
        row = _row(number, cells, columns)
        for key, before in seen.items():
            if (value := getattr(row, key)) and (first := before.setdefault(value, number)) != number:
                row.refuse(f"{key.replace('_', '-')}-twice", str(first))
        yield row


def _row(number: int, cells: Line, columns: Mapping[str, int]) -> PersonRow:
    row = PersonRow(number)
    if len(cells) == 1 and isinstance(cells[0], Refused):
        row.refuse(cells[0].code)
        return row
    texts = {key: _text(row, cells[place] if place < len(cells) else "") for key, place in columns.items()}
    row.name = _short(row, "name", texts.get("name", ""))
    row.personnel_number = _short(row, "personnel_number", texts.get("personnel_number", ""))
    row.email = _email(row, texts.get("email", ""))
    row.department = _department(row, texts.get("department", ""))
    row.entry_date = _day(row, texts.get("entry_date", ""))
    row.role = _role(row, texts.get("role", ""))
    if not row.problems and not row.email and not row.personnel_number:
        row.refuse("nobody")
    return row


def _text(row: PersonRow, cell: "str | Refused") -> str:
    """Empty, with a problem noted, where the cell holds what no cell of ours may."""
    if isinstance(cell, Refused):
        row.refuse(cell.code, cell.detail)
        return ""
    text = cell.strip()
    if not text:
        return ""
    if len(text) > MAX_CELL:
        row.refuse("too-long", text[:30])
        return ""
    if text[0] in FORMULA_STARTS:
        row.refuse("formula", text)
        return ""
    if _CONTROL.search(text):
        row.refuse("control-characters")
        return ""
    return unicodedata.normalize("NFC", text)


def _short(row: PersonRow, key: str, text: str) -> str:
    if len(text) > LIMITS[key]:
        row.refuse("too-long", text[:30])
        return ""
    return text


def _email(row: PersonRow, text: str) -> str:
    email = _short(row, "email", text).lower()
    if email and not (_EMAIL.fullmatch(email) and _is_domain(email.rpartition("@")[2])):
        row.refuse("email-invalid", text)
        return ""
    return email


def _is_domain(name: str) -> bool:
    """A mail server can be asked for it. What was read in a wrong encoding looks like letters, but is no name."""
    try:
        return bool(name.encode("idna"))
    except UnicodeError:
        return False


def _department(row: PersonRow, text: str) -> tuple[str, ...]:
    if not text:
        return ()
    names = tuple(name.strip() for name in text.strip("/").split("/"))
    if any(not 0 < len(name) <= MAX_NAME_OF_DEPARTMENT for name in names):
        row.refuse("department-path", text)
        return ()
    return names


def _day(row: PersonRow, text: str) -> date | None:
    if not text:
        return None
    for form in _DAYS:
        if found := form.fullmatch(text):
            try:
                day = date(**{name: int(value) for name, value in found.groupdict().items()})
            except ValueError:
                break
            if day.year in YEARS:
                return day
    row.refuse("no-day", text)
    return None


def _role(row: PersonRow, text: str) -> str:
    role, row.role_word = text.casefold(), text
    if role in ROLES:
        return ROLES[role]
    row.refuse("role-of-course" if role in ROLES_OF_COURSES else "role-unknown", text)
    return ""


# --- CSV ----
def _csv_lines(file: BinaryIO) -> Iterator[tuple[int, Line]]:
    text = io.TextIOWrapper(file, encoding=_encoding(file))
    separator = ""
    try:
        for number, line in enumerate(text, start=1):
            if number == 1 and line.lower().startswith("sep="):  # Excel's own mark
                continue
            if not separator and line.strip(f"{SEPARATORS} \r\n"):
                separator = _separator(line)
            yield number, _cells(line, separator) if separator else ()
    finally:
        with suppress(ValueError):  # closed already
            text.detach()  # whoever opened the file closes it


def _cells(line: str, separator: str) -> Line:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except (csv.Error, StopIteration):
        return [Refused("quotes")]


def _separator(line: str) -> str:
    """With which most headings are known."""

    def known(separator: str) -> int:
        return sum(_key(cell) is not None for cell in _cells(line, separator))

    return max(SEPARATORS, key=known)


def _encoding(file: BinaryIO) -> str:
    start = file.read(3)
    file.seek(0)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        if _decodes(file, encoding):
            return encoding
    raise Unreadable("not-text")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    wrapper = io.TextIOWrapper(file, encoding=encoding)
    try:
        while block := wrapper.read(BLOCK):
            if "\0" in block:
                raise Unreadable("not-text")
    except UnicodeError:
        return False
    finally:
        wrapper.detach()
        file.seek(0)
    return True
