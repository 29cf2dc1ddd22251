"""How does a table become a workbook that Excel and LibreOffice open with typed cells, however long it is?

The parts of Office Open XML (ECMA-376, part 1, chapters 12 and 18) that a plain table needs, sent while the rows are
read: nothing is kept but a few hundred rows, no file is written, and the first bytes leave at once. XlsxWriter needs a
minute for a million rows; rustpy-xlsxwriter is quick, but sends nothing before the last row is read, has neither title
nor language, no header for an empty table, and an error instead of a file where a cell or the sheet is too long.

**Text is text**: an inline string in a cell of format "@". No cell is a formula (CWE-1236), and none becomes one when
somebody edits it: with that format Excel keeps 007, 1-2 and =1+1 as they were typed. Days, whole numbers, yes and no
are values; each program shows yes and no in its own language (WAHR, TRUE; LibreOffice keeps them as =TRUE()), so their
`words` are not used.

What a spreadsheet cannot hold: characters that XML 1.0 forbids become U+FFFD, each line end is a line feed, a text of
more than 32,767 UTF-16 units ends in "…", days before March 1900 and numbers beyond 15 digits are text. What is more
than a sheet's rows goes on in another sheet.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from coursesite.tables.columns import About, Column, Kind, Row, values_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_ROWS = 1_048_576  # Excel's own limits, with the header
CELL_UNITS = 32_767
SHEET_NAME_LENGTH = 31
SHEET_BYTES = 1 << 30  # of XML: well below the 2 GiB at which a ZIP entry needs ZIP64, which not all programs read
COMPRESSION = 1  # level 6 takes three times as long for a file a quarter smaller
CHUNK_BYTES = 64 * 1024
CHUNK_ROWS = 250
SAMPLE_ROWS = 250  # decide how wide the columns are
WIDTHS = (9, 60)  # in characters: a day fits; a long text must not push the others off the screen
FILTER_BUTTON = 4  # characters it covers in the header
KNOWN_VALUES = 1024  # of each column, written once and kept: departments, courses and days repeat
EXACT_DIGITS = 15
FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900, so days before it are off by one
DAY_ZERO = 693_594  # date(1899, 12, 30).toordinal()
TEXT_STYLE, DAY_STYLE, HEADER_STYLE = 1, 2, 3

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_PLAIN = re.compile(r"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s\Z")
_LINE_END = re.compile(r"\r\n?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # _x0041_ would be read as A
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")

Cell = Callable[[Any, int], str]


def write_xlsx(columns: Sequence[Column], rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The file in pieces, while `rows` is read.

    Words are looked up at once, not while streaming: the language of the request may be gone by then.
    """
    shapes = tuple(_Shape.of(letters(position), column) for position, column in enumerate(columns))
    return _chunks(shapes, rows, about)


def letters(position: int) -> str:
    """A column's name in a sheet.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def sheet_name(title: str, number: int) -> str:
    """At most 31 characters, none that Excel refuses; from the second sheet on with its number.

    >>> sheet_name("Abschlüsse: Vertrieb/Süd", 1), sheet_name("Abschlüsse", 2)
    ('Abschlüsse Vertrieb Süd', 'Abschlüsse (2)')
    """
    tail = f" ({number})" if number > 1 else ""
    plain = " ".join(_NOT_IN_SHEET_NAME.sub(" ", title).split()).strip("'")
    if plain.casefold() == "history":  # Excel keeps this name for itself
        plain = ""
    units = plain.encode("utf-16-le")[: (SHEET_NAME_LENGTH - len(tail)) * 2]
    return (units.decode("utf-16-le", "ignore").strip(" '") or "Table") + tail


def cell_text(text: str) -> str:
    """What of a text arrives in a cell.

    >>> cell_text("=1+1"), cell_text("a\\r\\nb"), cell_text("a\\x00b")
    ('=1+1', 'a\\nb', 'a�b')
    """
    clean = _FORBIDDEN.sub("\ufffd", _LINE_END.sub("\n", text))
    if len(clean) <= CELL_UNITS // 2:
        return clean
    units = clean.encode("utf-16-le")
    if len(units) <= CELL_UNITS * 2:
        return clean
    return units[: (CELL_UNITS - 1) * 2].decode("utf-16-le", "ignore") + "…"


@dataclass(frozen=True)
class _Shape:
    """A column of the sheet: its letters, its header, how a value becomes a cell, and how wide one is."""

    name: str
    key: str
    kind: Kind
    title: str
    words: dict[Any, str] = field(repr=False)
    cell: Cell = field(repr=False)

    @classmethod
    def of(cls, name: str, column: Column) -> "_Shape":
        words = {} if column.kind is Kind.BOOL else {value: str(word) for value, word in column.words.items()}
        return cls(name, column.key, column.kind, str(column.title), words, _cell_of(name, column.kind, words))

    def width(self, values: Iterable[Any]) -> int:
        """Enough for the header with its button, and for these values as far as one screen goes."""
        shown = (self.words.get(value, value) for value in values if value is not None)
        longest = max((len(line) for text in shown for line in str(text).splitlines()), default=0)
        least, most = WIDTHS
        return min(max(least, len(self.title) + FILTER_BUTTON, longest + 2), most)


def _cell_of(name: str, kind: Kind, words: dict[Any, str]) -> Cell:
    plain = {Kind.TEXT: _text, Kind.DATE: _day, Kind.BOOL: _truth, Kind.INTEGER: _number, Kind.DECIMAL: _decimal}[kind]
    known = {None: "", "": ""} | {value: _text(word) for value, word in words.items()}

    def cell(value: Any, row: int) -> str:
        written = known.get(value)
        if written is None:
            written = plain(value)
            if len(known) < KNOWN_VALUES:
                known[value] = written
        return f'<c r="{name}{row}"{written}</c>' if written else ""

    return cell


def _text(value: Any) -> str:
    return _text_in(TEXT_STYLE, str(value))


def _text_in(style: int, text: str) -> str:
    if len(text) <= CELL_UNITS // 2 and not _NOT_PLAIN.search(text):
        return f' s="{style}" t="inlineStr"><is><t>{text}</t></is>'
    written = escape(_LIKE_ESCAPE.sub("_x005F_", cell_text(text)))
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is>'


def _day(value: date) -> str:
    if value.toordinal() < FIRST_DAY.toordinal():
        return _text(value.isoformat())
    return f' s="{DAY_STYLE}"><v>{value.toordinal() - DAY_ZERO}</v>'


def _truth(value: Any) -> str:
    return f' t="b"><v>{1 if value else 0}</v>'


def _number(value: int) -> str:
    return f"><v>{int(value)}</v>" if abs(value) < 10**EXACT_DIGITS else _text(int(value))


def _decimal(value: Decimal) -> str:
    return f"><v>{value:f}</v>"


class _Outbox:
    """What the ZIP has written and nobody has fetched yet. It cannot seek, so sizes follow each entry."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing to do: there is no file."""

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces, self.size = [], 0
        return taken


def _chunks(shapes: Sequence[_Shape], rows: Iterable[Row], about: About) -> Iterator[bytes]:
    outbox = _Outbox()
    sheets: list[_Sheet] = []
    left = iter(rows)
    sample = list(islice(left, SAMPLE_ROWS))
    widths = _widths(shapes, sample)
    left, more = chain(sample, left), True
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:  # type: ignore[call-overload]
        _put(archive, _opening(about))
        while more:
            sheets.append(_Sheet(shapes, widths, sheet_name(about.title, len(sheets) + 1)))
            with archive.open(f"xl/worksheets/sheet{len(sheets)}.xml", "w") as entry:
                for piece in sheets[-1].pieces(left):
                    entry.write(piece)
                    if outbox.size >= CHUNK_BYTES:
                        yield outbox.take()
            following = next(left, None) if sheets[-1].is_full else None
            left, more = chain([following], left), following is not None  # type: ignore[list-item]
        _put(archive, _closing(sheets))
    yield outbox.take()


def _put(archive: zipfile.ZipFile, parts: dict[str, str]) -> None:
    for name, xml in parts.items():
        with archive.open(name, "w") as entry:
            entry.write(xml.encode())


def _widths(shapes: Sequence[_Shape], sample: Sequence[Row]) -> list[int]:
    keys = [shape.key for shape in shapes]
    lines = [values_of(row, keys) for row in sample]
    return [shape.width(line[place] for line in lines) for place, shape in enumerate(shapes)]


class _Sheet:
    """`pieces` writes as many of the rows as one sheet takes; afterwards it knows how many that were."""

    def __init__(self, shapes: Sequence[_Shape], widths: Sequence[int], name: str) -> None:
        self.shapes, self.widths, self.name = shapes, widths, name
        self.last, self.size = 1, 0

    @property
    def is_full(self) -> bool:
        return self.last >= SHEET_ROWS or self.size >= SHEET_BYTES

    @property
    def area(self) -> str:
        return f"A1:{self.shapes[-1].name}{self.last}"

    def pieces(self, rows: Iterator[Row]) -> Iterator[bytes]:
        yield self._head().encode()
        cells, keys = [shape.cell for shape in self.shapes], [shape.key for shape in self.shapes]
        while not self.is_full:
            lines = []
            for row in islice(rows, min(CHUNK_ROWS, SHEET_ROWS - self.last)):
                self.last = number = self.last + 1
                written = [cell(value, number) for cell, value in zip(cells, values_of(row, keys), strict=True)]
                lines.append(f'<row r="{number}">{"".join(written)}</row>')
            if not lines:
                break
            piece = "".join(lines).encode()
            self.size += len(piece)
            yield piece
        yield self._foot().encode()

    def _head(self) -> str:
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(self.widths, 1)
        )
        titles = "".join(f'<c r="{shape.name}1"{_text_in(HEADER_STYLE, shape.title)}</c>' for shape in self.shapes)
        return (
            f'{_XML}<worksheet {_MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            '<sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
            f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
            f'<sheetData><row r="1">{titles}</row>'
        )

    def _foot(self) -> str:
        """The filter, A4 landscape as wide as the paper, and no green corners at numbers that are text on purpose."""
        texts = " ".join(f"{shape.name}1:{shape.name}{self.last}" for shape in self.shapes if shape.kind is Kind.TEXT)
        quiet = (
            f'<ignoredErrors><ignoredError sqref="{texts}" numberStoredAsText="1"/></ignoredErrors>' if texts else ""
        )
        return (
            f'</sheetData><autoFilter ref="{self.area}"/>'
            '<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.7" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            f"<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>{quiet}</worksheet>"
        )


def _opening(about: About) -> dict[str, str]:
    relation = f"{_OFFICE}/relationships"
    return {
        "_rels/.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/>'
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
            ' Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": _properties(about),
        "xl/styles.xml": _STYLES,
    }


def _properties(about: About) -> str:
    title, description, language = (
        escape(cell_text(text)) for text in (about.title, "\n".join([about.as_of, *about.selection]), about.language)
    )
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:description>{description}</dc:description>"
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    )


def _closing(sheets: Sequence[_Sheet]) -> dict[str, str]:
    """What names the sheets: it can be written when they are all there."""
    numbers = range(1, len(sheets) + 1)
    relation = f"{_OFFICE}/relationships"
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_PART}.worksheet+xml"/>'
        for number in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{relation}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    return {
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
            f'<Relationship Id="rId{len(sheets) + 1}" Type="{relation}/styles" Target="styles.xml"/></Relationships>'
        ),
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>{kinds}'
            f'<Override PartName="/xl/styles.xml" ContentType="{_PART}.styles+xml"/>'
            '<Override PartName="/docProps/core.xml"'
            ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ),
    }


def _workbook(sheets: Sequence[_Sheet]) -> str:
    """Filter and header row are named as Excel names them: LibreOffice finds its filter, paper repeats the header."""
    entries, names = [], []
    for place, sheet in enumerate(sheets):
        entries.append(f'<sheet name={quoteattr(sheet.name)} sheetId="{place + 1}" r:id="rId{place + 1}"/>')
        quoted = escape("'" + sheet.name.replace("'", "''") + "'")
        area = f"$A$1:${sheet.shapes[-1].name}${sheet.last}"
        names.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">{quoted}!{area}</definedName>'
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{quoted}!$1:$1</definedName>'
        )
    return (
        f'{_XML}<workbook {_MAIN} xmlns:r="{_OFFICE}/relationships"><bookViews><workbookView/></bookViews>'
        f"<sheets>{''.join(entries)}</sheets><definedNames>{''.join(names)}</definedNames></workbook>"
    )


_STYLES = (
    f"{_XML}<styleSheet {_MAIN}>"
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE7E9ED"/><bgColor indexed="64"/></patternFill></fill>'
    "</fills>"
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/>'
    '<bottom style="thin"><color rgb="FF5B6270"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"'
    ' applyBorder="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
