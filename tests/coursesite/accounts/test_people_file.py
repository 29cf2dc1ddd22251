"""Lists of people as they come: what is understood, what is named by its line, what is refused altogether."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, time

import pytest
from django.core.validators import validate_email
from openpyxl import Workbook

from coursesite.accounts import people_file, people_sheet
from coursesite.accounts.people_file import PersonRow, Problem, read_people
from coursesite.accounts.people_sheet import Unreadable

GERMAN = "E-Mail\tName\tPersonalnummer\tAbteilung\tEintrittsdatum\tRolle"
ROWS = "xl/worksheets/sheet1.xml"
HEAD = "email;name;personnel_number;department;entry_date;role"


def rows_of(text: str | bytes) -> list[PersonRow]:
    content = text.encode() if isinstance(text, str) else text
    return list(read_people(io.BytesIO(content)).rows)


def problems_of(*lines: str, head: str = HEAD) -> list[tuple[int, str, str]]:
    rows = rows_of("\n".join([head, *lines]))
    return [(problem.line, problem.code, problem.detail) for row in rows for problem in row.problems]


def sheet(*rows: list, formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, shown_as in (formats or {}).items():
        book.active[place].number_format = shown_as
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def unreadable(content: bytes) -> tuple[str, str]:
    with pytest.raises(Unreadable) as refusal:
        rows_of(content)
    return refusal.value.code, refusal.value.detail


MEIER = PersonRow(2, "jo.meier@example.org", "Jörg Meier", "007", ("Vertrieb", "Süd"), date(2026, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\nJo.Meier@example.org;Jörg Meier;007;Vertrieb/Süd;2026-12-31;\n",
        f'{HEAD.replace(";", ",")}\r\njo.meier@example.org,"Jörg Meier",007,Vertrieb/Süd,31.12.2026,learner\r\n',
        f"{GERMAN}\n jo.meier@example.org \tJörg Meier\t007\t/Vertrieb / Süd/\t31.12.2026\tLernende\n",
        "Personal-Nr.;Abteilung;Eintritt;E-Mail-Adresse;NAME\n007;Vertrieb/Süd;31.12.2026;jo.meier@example.org;Jörg Meier",
        f'{HEAD}\n"jo.meier@example.org";"Jo\u0308rg Meier";"007\t";"Vertrieb/Süd";"2026-12-31";""\n',  # as this site exports
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_each_form(text, encoding):
    if encoding == "cp1252" and "\u0308" in text:
        pytest.skip("no such character there")

    assert rows_of(text.encode(encoding)) == [MEIER]


def test_excels_own_first_line_and_empty_lines_count_but_say_nothing():
    text = "sep=;\n\nemail;name\n;\na@example.org;A\n"

    assert [(row.line, row.name) for row in rows_of(text)] == [(5, "A")]


def test_headings_that_mean_nothing_are_named():
    found = read_people(io.BytesIO(b"email;Kostenstelle;name;Gehalt\na@example.org;1;A;2"))

    assert (found.unknown, dict(found.columns)) == (("Kostenstelle", "Gehalt"), {"email": 0, "name": 2})
    assert [row.name for row in found.rows] == ["A"]


def test_xlsx_with_days_numbers_and_zeros_in_front():
    content = sheet(
        ["E-Mail", "Name", "Personalnummer", "Abteilung", "Eintritt"],
        ["jo.meier@example.org", "Jörg Meier", "007", "Vertrieb/Süd", date(2026, 12, 31)],
        ["b@example.org", "B", 9, "Vertrieb", "31.12.2026"],
        ["c@example.org", "C", 8, None, None],
        ["d@example.org", "D", 1001, None, None],
        formats={"C3": "000", "C4": "@"},
    )
    rows = rows_of(content)

    assert rows[0] == MEIER
    assert [(row.personnel_number, row.entry_date, row.problems) for row in rows[1:]] == [
        ("009", date(2026, 12, 31), []),
        ("8", None, []),
        ("1001", None, []),
    ]


def test_xlsx_names_what_no_cell_may_hold():
    content = sheet(
        ["email", "name", "personnel_number", "entry_date"],
        ["a@example.org", '=HYPERLINK("http://example.org")', 1, None],
        ["b@example.org", True, 2, None],
        ["c@example.org", "C", 1.5, None],
        ["d@example.org", "D", 1234567890123456, None],
        ["e@example.org", "E", 5, 46022],
        ["f@example.org", "F", 6, time(8, 30)],
    )

    assert [problem for row in rows_of(content) for problem in row.problems] == [
        Problem(2, "formula", '=HYPERLINK("http://example.org")'),
        Problem(3, "cell-kind", "True"),
        Problem(4, "cell-kind", "1.5"),
        Problem(5, "number-too-long", "1234567890123456"),
        Problem(6, "no-day", "46022"),
        Problem(7, "cell-kind", "08:30:00"),
    ]


def test_each_fault_is_named_by_its_line():
    assert problems_of(
        "kein-at;A;1;;;",
        "b@example.org;=1+1;2;;;",
        "c@example.org;C;3;Vertrieb//Süd;;",
        "d@example.org;D;4;;31.02.2026;",
        "e@example.org;E;5;;;Chef",
        "f@example.org;F;6;;;Lehrende",
        ";G;;;;",
        'h@example.org;"H;7;;;',
        f"i@example.org;{'x' * 201};8;;;",
        "j@example.org;J\x07;9;;;",
        "k@example.org;K;10;;31.12.26;",
        "l@example.org;L;11;;;",
        "m@m\ufffdller.de;M;12;;;",
        "n@müller.de;N;13;;;",
    ) == [
        (2, "email-invalid", "kein-at"),
        (3, "formula", "=1+1"),
        (4, "department-path", "Vertrieb//Süd"),
        (5, "no-day", "31.02.2026"),
        (6, "role-unknown", "Chef"),
        (7, "role-of-course", "Lehrende"),
        (8, "nobody", ""),
        (9, "quotes", ""),
        (10, "too-long", "x" * 30),
        (11, "control-characters", ""),
        (12, "no-day", "31.12.26"),
        (14, "email-invalid", "m@m\ufffdller.de"),
    ]


def test_leap_days_exist_in_leap_years_only():
    assert problems_of("a@example.org;A;;;29.02.2024;", "b@example.org;B;;;29.02.2026;") == [
        (3, "no-day", "29.02.2026")
    ]


def test_who_is_there_twice_is_named_with_the_other_line():
    assert problems_of("a@example.org;A;1;;;", "b@example.org;B;1;;;", "A@example.org;A;2;;;") == [
        (3, "personnel-number-twice", "2"),
        (4, "email-twice", "2"),
    ]


@pytest.mark.parametrize(
    "address",
    ["a@example.org", "a.b+c@sub.example.museum", "ü@example.org", "a..b@example.org", "a@b", "a@-b.de", "a b@c.de"],
)
def test_what_is_an_address_here_is_one_for_django(address):
    try:
        validate_email(address)
        fine = "." in address.partition("@")[2]
    except Exception:
        fine = False

    assert (problems_of(f"{address};A;1;;;") == []) is fine


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", ("no-headings", "")),
        (b"Vorname;Nachname\nA;B\n", ("no-headings", "")),
        (b"email;E-Mail\na@example.org;b@example.org\n", ("heading-twice", "E-Mail")),
        (b"email;name\na@example.org;A\x00\n", ("not-text", "")),
        (b"email;name\na@example.org;\x81\xff\n", ("not-text", "")),
        (b"PK\x03\x04 and no more", ("damaged", "")),
    ],
)
def test_what_is_no_list_of_people(content, refusal):
    assert unreadable(content) == refusal


def test_limits_of_file_and_rows(monkeypatch):
    monkeypatch.setattr(people_file, "MAX_ROWS", 2)
    assert unreadable(f"{HEAD}\na@example.org\nb@example.org\nc@example.org".encode()) == ("too-many-rows", "2")
    monkeypatch.setattr(people_file, "MAX_BYTES", 10)
    assert unreadable(HEAD.encode()) == ("file-too-large", "0")


def test_a_zip_bomb_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (people_sheet.MAX_UNPACKED + 1))

    assert len(out.getvalue()) < 100_000
    assert unreadable(out.getvalue()) == ("unpacked-too-large", "80")


def with_rows(change: Callable[[bytes], bytes], *, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A sheet of one person, the XML of its rows changed."""
    source, out = zipfile.ZipFile(io.BytesIO(sheet(["email", "name"], ["a@example.org", 7]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, change(content) if name == ROWS else content)
    return out.getvalue()


def packed(content: bytes) -> slice:
    """Where the rows stand in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo(ROWS)
    start = part.header_offset + 30 + len(part.filename)  # the fixed part of a local header, and the name
    return slice(start, start + part.compress_size)


def test_entities_are_not_followed():
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'

    assert unreadable(with_rows(lambda _rows: bomb)) == ("damaged", "")


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_sheet_damaged_on_its_way_is_called_so(kind):
    content = bytearray(with_rows(lambda rows: rows, kind=kind))
    where = packed(bytes(content))
    content[where] = bytes(byte ^ 0x55 for byte in content[where])

    assert unreadable(bytes(content)) == ("damaged", "")


def test_a_sheet_with_a_password_is_called_damaged():
    content = bytearray(with_rows(lambda rows: rows))
    content[content.rindex(b"PK\x01\x02", 0, content.index(ROWS.encode(), packed(bytes(content)).stop)) + 8] |= 1

    assert unreadable(bytes(content)) == ("damaged", "")


def test_a_number_without_end_is_called_damaged():
    assert unreadable(with_rows(lambda rows: rows.replace(b"<v>7</v>", b"<v>1e999</v>"))) == ("damaged", "")


def test_a_row_that_says_it_is_far_down_is_not_counted_up_to(monkeypatch):
    for module in (people_file, people_sheet):
        monkeypatch.setattr(module, "MAX_LINES", 50)
    first = with_rows(lambda rows: rows.replace(b'<row r="1"', b'<row r="1000000000"'))
    second = with_rows(lambda rows: rows.replace(b'<row r="2"', b'<row r="1000000000"'))

    assert unreadable(first) == ("no-headings", "")
    assert unreadable(second) == ("too-many-rows", str(people_file.MAX_ROWS))


def test_a_heading_that_begins_like_a_zip_file_is_one():
    assert rows_of("PK-Stelle;E-Mail\n1;a@example.org\n")[0].email == "a@example.org"


def test_the_file_stays_open_for_whoever_opened_it():
    file = io.BytesIO(b"email\na@example.org\n")
    first, second = [[row.email for row in read_people(file).rows] for _time in range(2)]

    assert (first, second, file.closed) == (["a@example.org"], ["a@example.org"], False)


def test_each_control_character_and_separator_of_lines_is_refused_and_nothing_else():
    """Beyond U+3000 there is none."""
    characters = [chr(number) for number in range(0x3000)]

    refused = [one for one in characters if people_file._text(PersonRow(1), f"A{one}B") == ""]

    assert refused == [one for one in characters if unicodedata.category(one) in {"Cc", "Zl", "Zp"}]
