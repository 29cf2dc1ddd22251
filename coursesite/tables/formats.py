"""In which formats can a table leave the house? The one list for pages and commands."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coursesite.tables import csv, json_document, pdf, xlsx
from coursesite.tables.columns import About, Column, Row, Table

Writer = Callable[[Sequence[Column], Iterable[Row], About], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """`name` is the same in each language; `max_rows` of None: as long as it takes."""

    key: str
    name: str
    content_type: str
    writer: Writer
    max_rows: int | None = None

    @property
    def suffix(self) -> str:
        return f".{self.key}"

    def takes(self, rows: int) -> bool:
        return self.max_rows is None or rows <= self.max_rows

    def write(self, table: Table, about: About) -> Iterator[bytes]:
        """The file in pieces. Raises pdf.PdfError before the first one."""
        return self.writer(table.columns, table.rows, about)


def _write_csv(columns: Sequence[Column], rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """A CSV file has no place for what it says of itself."""
    return csv.write_csv(columns, rows)


_ALL = (
    Format("csv", "CSV", csv.CONTENT_TYPE, _write_csv),
    Format("xlsx", "Excel (XLSX)", xlsx.CONTENT_TYPE, xlsx.write_xlsx),
    Format("pdf", "PDF", pdf.CONTENT_TYPE, pdf.write_pdf, pdf.MAX_ROWS),
    Format("json", "JSON", json_document.CONTENT_TYPE, json_document.write_json),
)
FORMATS = {kind.key: kind for kind in _ALL}
