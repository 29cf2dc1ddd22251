"""A PDF as a reader and a screen reader get it: marked up, in its language, and no cell is markup."""

import io
import resource
from datetime import date

import pdfua
import pikepdf
import pytest
import typst

from coursesite.tables import __main__ as child
from coursesite.tables import pdf
from coursesite.tables.columns import About, Column, Kind
from coursesite.tables.pdf import CELL_CHARACTERS, MAX_ROWS, Failure, PdfError, in_pieces, shown, write_pdf
from tests.pdf_texts import texts

ABOUT = About("Abschlüsse", "de", "Stand: 27. November 2026", ("Abteilung: Vertrieb Süd", "Status: abgeschlossen"))
COLUMNS = (
    Column("name", "Name"),
    Column("status", "Status", words={"completed": "abgeschlossen"}),
    Column("passed", "bestanden", Kind.BOOL, {True: "ja", False: "nein"}),
    Column("points", "Zahl", Kind.INTEGER),
    Column("day", "am", Kind.DATE),
)
ROW = ("Jörg Öztürk", "completed", True, 3, date(2026, 11, 3))
EMBEDDED = typst.Fonts(include_system_fonts=False)


def written(rows, about=ABOUT, columns=COLUMNS):
    return b"".join(write_pdf(columns, rows, about))


def tags(data):
    """The structure tree as nested lists of names."""
    with pikepdf.open(io.BytesIO(data)) as found:
        return _tags(found.Root.StructTreeRoot.K)


def _tags(node):
    if isinstance(node, pikepdf.Array):
        return [tag for item in node for tag in _tags(item)]
    if isinstance(node, pikepdf.Dictionary) and "/S" in node:
        below = _tags(node.K) if "/K" in node else []
        return [[str(node.S).lstrip("/"), *below]]
    return []


@pytest.mark.parametrize("rows", [[], [ROW], [ROW] * 60])
@pytest.mark.parametrize("language", ["de", "en"])
def test_file_passes_the_checker(tmp_path, rows, language):
    path = tmp_path / "table.pdf"
    path.write_bytes(written(rows, About("Abschlüsse", language, "Stand: heute")))

    report = pdfua.validate(path)

    assert list(report.findings) == []


def test_document_has_title_language_and_marks():
    found = pikepdf.open(io.BytesIO(written([ROW])))

    with found.open_metadata() as metadata:
        assert (metadata["dc:title"], metadata["pdfuaid:part"]) == ("Abschlüsse", "1")
    assert str(found.Root.Lang) == "de"
    assert bool(found.Root.MarkInfo.Marked)
    assert bool(found.Root.ViewerPreferences.DisplayDocTitle)
    page = found.pages[0].MediaBox
    assert (round(float(page[2])), round(float(page[3]))) == (842, 595)


def test_table_is_a_table_with_header_cells():
    (document,) = tags(written([ROW, ROW]))

    title, *paragraphs, table = document[1:]
    assert title == ["Title"]
    assert [kind for kind, *_below in paragraphs] == ["P", "P", "P"]
    assert table == [
        "Table",
        ["THead", ["TR", *[["TH"]] * 5]],
        ["TBody", ["TR", *[["TD"]] * 5], ["TR", *[["TD"]] * 5]],
    ]


def test_pages_repeat_the_header_and_count():
    pages = texts(written([ROW] * 80))

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "bestanden" in page
        assert f"{number} / {len(pages)}" in page.replace("|", "")


def test_cells_are_shown_in_the_readers_language():
    assert [shown(value, {True: "ja"}, "de") for value in (True, None, "", 0, date(2026, 11, 3))] == [
        "ja", "–", "–", "0", "03.11.2026",
    ]  # fmt: skip
    assert shown(date(2026, 11, 3), {}, "en") == "2026-11-03"
    assert len(shown("x" * 5000, {}, "de")) == CELL_CHARACTERS


@pytest.mark.parametrize(
    "text", ["#panic()", "*fett* _kursiv_", "$x^2$", "`a` \\ @ref <l>", "= Titel", "]", "#{1+1}", '"']
)
def test_no_cell_title_or_line_is_markup(text):
    about = About(text, "de", text, (text,))

    data = written([(text, text, None, None, None)], about, (Column("name", text), *COLUMNS[1:]))

    assert texts(data)[0].replace("|", "").count(text) == 6 or texts(data)[0].replace("|", " ").count(text) == 6


@pytest.mark.parametrize("name", ["Jörg Öztürk", "Łukasz Đorđe", "Straße ẞ", "Ελένη", "Дмитрий", "Nguyễn", "Ş̌"])
def test_european_names_need_no_font_of_the_system(name):
    job = pdf._job(COLUMNS[:1], [(name,)], ABOUT)

    assert child._compiled(child_compiler(), job)[:5] == b"%PDF-"


@pytest.mark.parametrize("name", ["李雷", "محمد", "\U0010ffff", "a\x00b", "\u200bA", "😀", "e\u0489"])
def test_names_that_no_font_has_are_shown_by_number(name):
    job = pdf._job(COLUMNS[:1], [(name,)], ABOUT)

    assert child.typeset(job, EMBEDDED)[:5] == b"%PDF-"


def child_compiler():
    return typst.Compiler(str(child.TEMPLATE), root=str(child.TEMPLATE.parent), font_paths=EMBEDDED)


def test_number_stands_where_no_font_has_the_character():
    job = pdf._job(COLUMNS[:1], [("李 Wei",)], ABOUT)

    assert "[U+674E] Wei" in texts(child.typeset(job, EMBEDDED))[0].replace("|", "")


def test_complaints_name_the_characters():
    diagnostic = (
        'the text `"李"` could not be displayed with\nthe text `"a\\u{200b}"` could not be displayed with font `"X"`'
    )

    assert child.missing_in(diagnostic) == {"李", "\u200b"}
    assert child.legible("李\u200b Wei\x00\n!", {"李", "\u200b"}) == "[U+674E] Wei !"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a b", "a b"),
        ("x" * 24, "x" * 24),
        ("x" * 25, ["x" * 24, "x"]),
        ("a " + "x" * 50, ["a " + "x" * 24, "x" * 24, "xx"]),
    ],
)
def test_long_words_are_cut_where_a_line_may_end(text, pieces):
    assert in_pieces(text) == pieces
    assert "".join(in_pieces(text)) == text


def test_too_many_rows_are_refused_before_a_child_starts():
    read = []

    def rows():
        for number in range(MAX_ROWS + 100):
            read.append(number)
            yield ROW

    with pytest.raises(PdfError) as refused:
        write_pdf(COLUMNS, rows(), ABOUT)

    assert refused.value.code == Failure.TOO_MANY_ROWS
    assert len(read) == MAX_ROWS + 1


def test_row_with_more_values_than_columns_is_refused():
    with pytest.raises(ValueError, match="zip"):
        written([(*ROW, "score")])


def test_child_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr(pdf, "_COMMAND", ["sleep", "30"])
    monkeypatch.setattr(pdf, "SECONDS", 0.2)

    with pytest.raises(PdfError) as refused:
        written([ROW])

    assert refused.value.code == Failure.TOO_SLOW


def test_child_that_fails_says_why_to_the_operator():
    with pytest.raises(PdfError, match="exit 1") as refused:
        written([ROW], About("", "no language", ""))

    assert refused.value.code == Failure.CRASHED


def test_child_knows_nothing_of_the_servers_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "Kanarie")
    monkeypatch.setattr(pdf, "_COMMAND", ["env"])

    assert b"Kanarie" not in written([ROW])


def test_limits_hold_the_child(tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    written([ROW] * 300)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024
