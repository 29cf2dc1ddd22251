"""A workbook as another program reads it: typed cells, no formula, nothing lost without a sign of it."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursesite.tables import xlsx
from coursesite.tables.columns import About, Column, Kind
from coursesite.tables.xlsx import CELL_UNITS, cell_text, sheet_name, write_xlsx

ABOUT = About("Abschlüsse", "de", "Stand: 27. November 2026", ("Abteilung: Süd & West",))
COLUMNS = (
    Column("name", "Name"),
    Column("number", "Personalnummer"),
    Column("status", "Status", words={"completed": "abgeschlossen"}),
    Column("passed", "bestanden", Kind.BOOL, {True: "ja", False: "nein"}),
    Column("points", "Zahl", Kind.INTEGER),
    Column("day", "abgeschlossen am", Kind.DATE),
)
MUELLER = ("Jörg Müller", "007", "completed", True, 3, date(2026, 11, 3))
EMPTY = ("A", "", "not-started", False, 0, None)


def written(rows, columns=COLUMNS, about=ABOUT):
    return b"".join(write_xlsx(columns, rows, about))


def opened(rows, columns=COLUMNS, about=ABOUT):
    return openpyxl.load_workbook(io.BytesIO(written(rows, columns, about)))


def cells(rows, columns=COLUMNS):
    """Value and kind of cell (s: text, b, n, d), below the header."""
    sheet = opened(rows, columns).active
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]


def day(year, month, number):
    """openpyxl reads days as midnights without a time zone."""
    return datetime.combine(date(year, month, number), time.min)


def unescaped(text):
    """openpyxl leaves the escape as it is; Excel and LibreOffice read the underscore."""
    return text.replace("_x005F_", "_") if text else ""


def test_cells_have_their_kinds():
    assert cells([MUELLER, EMPTY]) == [
        [("Jörg Müller", "s"), ("007", "s"), ("abgeschlossen", "s"), (True, "b"), (3, "n"), (day(2026, 11, 3), "d")],
        [("A", "s"), (None, "n"), ("not-started", "s"), (False, "b"), (0, "n"), (None, "n")],
    ]  # fmt: skip


def test_header_is_styled_frozen_filtered_and_repeated_on_paper():
    sheet = opened([MUELLER, EMPTY]).active

    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert {(cell.font.b, cell.fill.fgColor.rgb, cell.border.bottom.style) for cell in sheet[1]} == {
        (True, "FFE7E9ED", "thin")
    }
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.print_title_rows == "$1:$1"


def test_text_cells_stay_text_when_somebody_edits_them():
    sheet = opened([MUELLER]).active

    assert [cell.number_format for cell in sheet[2]] == ["@", "@", "@", "General", "General", "mm-dd-yy"]


def test_columns_are_as_wide_as_header_and_values_ask_for():
    rows = [("Ein ziemlich langer Name einer Person", "1", "x" * 500, True, 1, None)]

    widths = [opened(rows).active.column_dimensions[letter].width for letter in "ABCDEF"]

    assert widths == [39, 18, 60, 13, 9, 20]


def test_file_says_what_it_is():
    book = opened([])

    assert (book.properties.title, book.properties.language) == ("Abschlüsse", "de")
    assert book.properties.description == "Stand: 27. November 2026\nAbteilung: Süd & West"
    assert book.sheetnames == ["Abschlüsse"]


def test_empty_table_is_a_header():
    sheet = opened([]).active

    assert (sheet.max_row, sheet.auto_filter.ref) == (1, "A1:F1")


def test_one_row_and_mappings():
    row = dict(zip([column.key for column in COLUMNS], MUELLER, strict=True)) | {"secret": "x"}

    assert cells([row]) == cells([MUELLER])


def test_row_with_more_values_than_columns_is_refused():
    with pytest.raises(ValueError, match="zip"):
        written([(*MUELLER, "score")])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", '=cmd|"/c calc"!A0', "007", "1-2", "1E5"])
def test_text_is_never_a_formula_or_a_number(text):
    data = written([(text, text, text, None, None, None)], COLUMNS)

    assert b"<f>" not in b"".join(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").split())
    assert [value for value, _kind in cells([(text, text, text, None, None, None)])[0][:3]] == [text] * 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=40), min_size=1, max_size=5))
def test_what_goes_into_a_text_cell_comes_out(texts):
    book = opened([(text,) for text in texts], [Column("text", "Text")])

    found = [row[0] for row in book.active.iter_rows(min_row=2, max_row=1 + len(texts))]
    assert [unescaped(cell.value) for cell in found] == [cell_text(text) for text in texts]
    assert {cell.data_type for cell in found} <= {"s", "n"}
    assert not any(cell.data_type == "n" and cell.value is not None for cell in found)


@pytest.mark.parametrize(
    ("text", "cell"),
    [("a\x00b", "a\ufffdb"), ("\ufffe", "\ufffd"), ("\ud800", "\ufffd"), ("a\r\nb\rc", "a\nb\nc"), (" a ", " a "),
     ("<&>\"'", "<&>\"'"), ("李雷 محمد 😀", "李雷 محمد 😀")],
)  # fmt: skip
def test_what_xml_cannot_hold_leaves_a_sign(text, cell):
    assert cell_text(text) == cell
    assert cells([(text,)], COLUMNS[:1])[0][0][0] == cell


def test_text_that_looks_like_an_escape_is_escaped():
    data = zipfile.ZipFile(io.BytesIO(written([("_x0041_",)], COLUMNS[:1])))

    assert b">_x005F_x0041_</t>" in data.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("sign", ["x", "😀"])
def test_text_longer_than_a_cell_ends_in_dots(sign):
    units = len(sign.encode("utf-16-le")) // 2

    fits, cut = cell_text(sign * (CELL_UNITS // units)), cell_text(sign * CELL_UNITS + "end")

    assert fits == sign * (CELL_UNITS // units)
    assert len(cut.encode("utf-16-le")) // 2 <= CELL_UNITS
    assert set(cut[:-1]) == {sign}
    assert cut.endswith("…")
    assert cells([(sign * CELL_UNITS + "end",)], COLUMNS[:1])[0][0][0] == cut


def test_days_and_numbers_that_excel_does_not_know_are_text():
    columns = (COLUMNS[5], COLUMNS[4])

    rows = cells([(date(1900, 2, 28), 10**15), (date(1900, 3, 1), 10**15 - 1), (date(9999, 12, 31), -5)], columns)

    assert [[value for value, _kind in row] for row in rows] == [
        ["1900-02-28", str(10**15)],
        [day(1900, 3, 1), 10**15 - 1],
        [day(9999, 12, 31), -5],
    ]


@pytest.mark.parametrize(("rows", "lengths"), [(4, [4]), (5, [4, 1]), (9, [4, 4, 1])])
def test_what_is_more_than_a_sheet_goes_on_in_the_next(monkeypatch, rows, lengths):
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 5)

    book = opened([(f"P{number}",) for number in range(rows)], COLUMNS[:1])

    values = [[row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book]
    assert [len(found) for found in values] == lengths
    assert [value for found in values for value in found] == [f"P{number}" for number in range(rows)]
    assert book.sheetnames == ["Abschlüsse", "Abschlüsse (2)", "Abschlüsse (3)"][: len(lengths)]
    assert [sheet.auto_filter.ref for sheet in book] == [f"A1:A{length + 1}" for length in lengths]
    assert {sheet["A1"].value for sheet in book} == {"Name"}


@pytest.mark.parametrize(
    ("title", "name"),
    [("Abschlüsse: a/b [c]*?", "Abschlüsse a b c"), ("", "Table"), ("History", "Table"), ("'x'", "x"),
     ("x" * 40, "x" * 31), ("😀" * 20, "😀" * 15)],
)  # fmt: skip
def test_sheet_names_are_such_as_excel_takes(title, name):
    assert sheet_name(title, 1) == name
    assert opened([], about=About(title, "de")).sheetnames == [name]


def test_second_name_has_its_number_whatever_the_length():
    assert sheet_name("x" * 40, 12) == "x" * 26 + " (12)"


def test_streams_while_the_rows_are_read():
    taken = []

    def rows():
        for number in range(20_000):
            taken.append(number)
            yield (f"Person {number * 7919 % 20_011}", str(number * 104_729), "completed", True, number, None)

    chunks = write_xlsx(COLUMNS, rows(), ABOUT)

    assert taken == []
    first = next(chunks)
    assert first.startswith(b"PK")
    assert len(taken) < 10_000
    book = openpyxl.load_workbook(io.BytesIO(first + b"".join(chunks)), read_only=True)
    assert sum(1 for _row in book.active) == 20_001


def test_words_are_looked_up_before_it_streams():
    language = ["en"]

    class Lazy:
        def __str__(self):
            return {"en": "completed", "de": "abgeschlossen"}[language[0]]

    chunks = write_xlsx((Column("status", Lazy(), words={1: Lazy()}),), [(1,)], ABOUT)
    language[0] = "de"

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(chunks))).active
    assert [row[0].value for row in sheet] == ["completed", "completed"]
