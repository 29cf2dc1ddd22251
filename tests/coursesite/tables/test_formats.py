"""The list of formats: each writes the same table, and says what it is and what it takes."""

from coursesite.tables.columns import About, Column, Table
from coursesite.tables.formats import FORMATS

STARTS = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF-", "json": b"{"}


def test_each_format_writes_its_file():
    for key, kind in FORMATS.items():
        data = b"".join(kind.write(Table((Column("name", "Name"),), [("Jörg",)]), About("Titel", "de")))

        assert data.startswith(STARTS[key])
        assert (kind.key, kind.suffix) == (key, f".{key}")


def test_list_is_whole():
    assert {key: (kind.name, kind.content_type, kind.max_rows) for key, kind in FORMATS.items()} == {
        "csv": ("CSV", "text/csv; charset=utf-8", None),
        "xlsx": ("Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
        "pdf": ("PDF", "application/pdf", 2000),
        "json": ("JSON", "application/json", None),
    }


def test_takes_as_many_rows_as_it_says():
    assert [FORMATS["pdf"].takes(rows) for rows in (0, 2000, 2001)] == [True, True, False]
    assert FORMATS["xlsx"].takes(10**7)
