"""The bytes of a CSV file: what HR's double click meets."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursesite.tables.columns import Column, Kind
from coursesite.tables.csv import CHUNK_CHARACTERS, KNOWN_VALUES, is_formula, keep_text, write_csv

COLUMNS = (
    Column("name", "Name"),
    Column("number", "Personalnummer"),
    Column("passed", "bestanden", Kind.BOOL, {True: "ja", False: "nein"}),
    Column("points", "Punkte", Kind.INTEGER),
    Column("day", "abgeschlossen am", Kind.DATE),
)


def written(rows):
    return b"".join(write_csv(COLUMNS, rows))


def test_write_csv_bytes():
    rows = [("Jörg Müller", "007", True, 3, date(2026, 11, 3)), ('Anna; „die“ "Zweite"', "", False, 0, None)]

    assert written(rows) == (
        b"\xef\xbb\xbf"
        + '"Name";"Personalnummer";"bestanden";"Punkte";"abgeschlossen am"\r\n'
        '"Jörg Müller";"007\t";"ja";3;2026-11-03\r\n'
        '"Anna; „die“ ""Zweite""";;"nein";0;\r\n'.encode()
    )


def test_write_csv_accepts_mappings():
    row = {"day": date(2026, 1, 2), "name": "A", "number": "1001", "passed": None, "points": 1, "secret": "x"}

    assert written([row]).decode("utf-8-sig").splitlines()[1] == '"A";"1001";;1;2026-01-02'


def test_write_csv_refuses_a_row_with_more_values_than_columns():
    with pytest.raises(ValueError, match="zip"):
        written([("A", "1", True, 1, None, "score")])


def test_write_csv_without_rows_is_the_header():
    assert written([]).count(b"\r\n") == 1


def test_write_csv_reads_back_with_any_reader():
    rows = [("Zeile 1\r\nZeile 2", 'a"b', True, 1, None), ("'", ";", False, 2, None)]

    read = list(csv.reader(io.StringIO(written(rows).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert [line[:2] for line in read[1:]] == [["Zeile 1\r\nZeile 2", 'a"b'], ["'", ";"]]


def test_write_csv_streams_in_chunks_while_the_rows_are_read():
    taken = []

    def rows():
        for number in range(10_000):
            taken.append(number)
            yield ("Name der Person", str(number + 1), True, number, None)

    chunks = write_csv(COLUMNS, rows())

    assert taken == []
    first = next(chunks)
    assert CHUNK_CHARACTERS <= len(first) < 2 * CHUNK_CHARACTERS
    assert len(taken) < 3_000
    assert (first + b"".join(chunks)).count(b"\r\n") == 10_001


def test_write_csv_looks_words_up_before_it_streams():
    language = ["en"]

    class Lazy:
        def __str__(self):
            return {"en": "passed", "de": "bestanden"}[language[0]]

    chunks = write_csv((Column("passed", Lazy(), Kind.BOOL, {True: Lazy()}),), [(True,)])
    language[0] = "de"

    assert b"".join(chunks).decode("utf-8-sig") == '"passed"\r\n"passed"\r\n'


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\tName",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\u22121",
    "﹣1",
    "-",
    '=cmd|"/c calc"!A0',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_becomes_a_formula(text):
    text_file = io.StringIO(written([(text, "", None, None, None)]).decode("utf-8-sig"), newline="")

    rows = list(csv.reader(text_file, delimiter=";"))

    assert rows[1][0] == f"'{text}"


def test_titles_and_words_cannot_become_formulas_either():
    column = Column("a", "=title", Kind.BOOL, {True: "=ja"})

    assert b"".join(write_csv([column], [(True,)])).decode("utf-8-sig") == '"\'=title"\r\n"\'=ja"\r\n'


@pytest.mark.parametrize("text", ["Müller", "O'Neill", "a=b", "Ärzte", "„Zitat“", "(Vertretung)", "", " ", "李雷"])
def test_harmless_text_is_left_alone(text):
    assert not is_formula(text)
    assert keep_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["007", "00", "00123456789", "123456789012", "1E5", "1e-5", "1-2", "1.2.", "1/2", "3.4.2025", "2025-04-03", "1,5",
     "1.5", ".5", "12:30", "5%", "5 €", "€ 5", "5 EUR", "(5)", "1 1/2", "5. Mai", "5 Mai 2026", "MRZ 5", "SEPT2",
     "Mär 1", "1.000", "5 pm", "WAHR", "true"],
)  # fmt: skip
def test_text_that_reads_like_a_value_is_kept_by_a_tab_at_its_end(text):
    assert keep_text(text) == text + "\t"
    assert keep_text(text).strip() == text


@pytest.mark.parametrize("text", ["0", "7", "1001", "12345678901", "A-007", "007b", "E12345", "1. Vertrieb", "Team 7"])
def test_text_that_a_spreadsheet_shows_unchanged_is_left_alone(text):
    assert keep_text(text) == text


def column_of(values, kind=Kind.TEXT):
    lines = b"".join(write_csv([Column("a", "a", kind)], [(value,) for value in values])).decode("utf-8-sig")
    return lines.removeprefix('"a"\r\n').removesuffix("\r\n")


LIKELY = st.sampled_from(["Jonas Öztürk", "Person 7 Weiß", "0001234", "1001", "123456789012", "TRUE", "wahr", "Mai 5",
                          "", "=1+1", 'die "Zweite"', "a\nb", "1E5", "x"])  # fmt: skip


@given(st.lists(st.one_of(LIKELY, st.text(st.characters(exclude_categories=["Cs"]))), min_size=1))
def test_many_at_once_are_written_as_one_by_one(texts):
    together = "\r\n".join(column_of([text]) for text in texts)

    assert column_of(texts) == together
    assert together == "\r\n".join(
        f'"{keep_text(text).replace(chr(34), chr(34) * 2)}"' if text else "" for text in texts
    )


@pytest.mark.parametrize(
    ("kind", "values", "written"),
    [
        (Kind.DECIMAL, [Decimal("1.0"), Decimal("1.00"), Decimal(1)], "1.0\r\n1.00\r\n1"),
        (Kind.TEXT, ["1", 1, True, "True", None, ""], '"1"\r\n"1"\r\n"True\t"\r\n"True\t"\r\n\r\n'),
        (Kind.INTEGER, [1, True, 1.0, None], "1\r\n1\r\n1\r\n"),
    ],
)
def test_equal_values_that_are_written_differently_are_not_mixed_up(kind, values, written):
    assert column_of(values, kind) == written


def test_values_are_written_alike_however_many_there_are():
    names = [f"Person {number} Öztürk" for number in range(KNOWN_VALUES * 2)]

    assert column_of([*names, *names]) == "\r\n".join(f'"{name}"' for name in [*names, *names])
