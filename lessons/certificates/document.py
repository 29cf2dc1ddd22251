"""A certificate as a page of paper: what stands on it, and the PDF that is made of it.

PDF/UA-1 as for tables (coursesite.tables.pdf): typst refuses a file that does not conform. It runs in a child process.
"""

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from coursesite.tables.pdf import in_pieces, made_in_child
from lessons.certificates.qr import svg_of

_COMMAND = [sys.executable, "-m", "lessons.certificates"]


@dataclass(frozen=True)
class Fact:
    """A line of the certificate. `language` of the value, where it is not the document's."""

    label: str
    value: str
    language: str = ""


@dataclass(frozen=True)
class Document:
    """All words of a certificate in one language, for the page and for the paper.

    `sentence` stands between name and course; `address` is the check page's, as a link and in the picture.
    """

    language: str
    title: str
    level: str
    sentence: str
    name: str
    course: Fact
    facts: tuple[Fact, ...]
    check: str
    address: str
    checksum: Fact

    @property
    def picture(self) -> str:
        return svg_of(self.address)


def write_pdf(document: Document) -> Iterator[bytes]:
    """The file in pieces. Raises PdfError before the first one."""
    return made_in_child(_COMMAND, job_of(document))


def job_of(document: Document) -> dict[str, Any]:
    job = asdict(document)
    course = {**job["course"], "value": in_pieces(document.course.value)}
    return {
        **job,
        "heading": f"{document.title}: {document.course.value}",
        "name": in_pieces(document.name),
        "course": course,
        "facts": [{**fact, "value": in_pieces(fact["value"])} for fact in job["facts"]],
        "picture": document.picture,
    }
