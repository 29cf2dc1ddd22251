"""The JSON of a table, as a program reads it."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursesite.tables.columns import About, Column, Kind
from coursesite.tables.json_document import CHUNK_CHARACTERS, write_json

ABOUT = About("Abschlüsse", "de", "Stand: heute", ("Abteilung: Süd",))
COLUMNS = (
    Column("name", "Name"),
    Column("status", "Status", words={"completed": "abgeschlossen"}),
    Column("passed", "bestanden", Kind.BOOL, {True: "ja", False: "nein"}),
    Column("points", "Zahl", Kind.INTEGER),
    Column("day", "am", Kind.DATE),
)


def written(rows, columns=COLUMNS):
    return b"".join(write_json(columns, rows, ABOUT))


def test_document():
    rows = [("Jörg Müller", "completed", True, 3, date(2026, 11, 3)), ("=1+1", "x", None, 0, None)]

    assert json.loads(written(rows)) == {
        "title": "Abschlüsse",
        "language": "de",
        "as_of": "Stand: heute",
        "selection": ["Abteilung: Süd"],
        "columns": [
            {"key": "name", "title": "Name", "kind": "text", "words": {}},
            {"key": "status", "title": "Status", "kind": "text", "words": {"completed": "abgeschlossen"}},
            {"key": "passed", "title": "bestanden", "kind": "bool", "words": {"true": "ja", "false": "nein"}},
            {"key": "points", "title": "Zahl", "kind": "integer", "words": {}},
            {"key": "day", "title": "am", "kind": "date", "words": {}},
        ],
        "rows": [
            {"name": "Jörg Müller", "status": "completed", "passed": True, "points": 3, "day": "2026-11-03"},
            {"name": "=1+1", "status": "x", "passed": None, "points": 0, "day": None},
        ],
    }
    assert "Jörg Müller".encode() in written(rows)


@pytest.mark.parametrize("number", [0, 1])
def test_empty_table_and_one_row(number):
    rows = [{"name": "A", "status": "", "passed": False, "points": 1, "day": None, "secret": "x"}] * number

    expected = [{"name": "A", "status": "", "passed": False, "points": 1, "day": None}] * number
    assert json.loads(written(rows))["rows"] == expected


def test_row_with_more_values_than_columns_is_refused():
    with pytest.raises(ValueError, match="zip"):
        written([("A", "", None, 1, None, "score")])


def test_what_is_no_value_of_a_table_is_refused():
    with pytest.raises(TypeError, match="no JSON for set"):
        written([({1},)], COLUMNS[:1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=5))
def test_what_goes_in_comes_out(texts):
    found = json.loads(written([(text,) for text in texts], COLUMNS[:1]))

    assert [row["name"] for row in found["rows"]] == texts


def test_half_a_character_is_a_question_mark():
    assert json.loads(written([("a\ud800b",)], COLUMNS[:1]))["rows"] == [{"name": "a?b"}]


def test_streams_in_chunks_while_the_rows_are_read():
    taken = []

    def rows():
        for number in range(10_000):
            taken.append(number)
            yield ("Name der Person", "completed", True, number, None)

    chunks = write_json(COLUMNS, rows(), ABOUT)

    assert taken == []
    first = next(chunks)
    assert CHUNK_CHARACTERS <= len(first) < CHUNK_CHARACTERS + 200
    assert len(taken) < 2_000
    assert len(json.loads(first + b"".join(chunks))["rows"]) == 10_000
