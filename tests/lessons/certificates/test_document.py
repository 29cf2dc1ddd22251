"""The certificate on paper: one page that a screen reader can read, with all its facts, whatever the name is."""

import io
from dataclasses import replace

import pdfua
import pikepdf
import pytest
import typst

from lessons.certificates.__main__ import typeset
from lessons.certificates.document import Document, Fact, job_of, write_pdf
from lessons.certificates.qr import path_of, svg_of
from tests.coursesite.tables.test_pdf import texts

ADDRESS = "https://lernen.example.org/certificates/ABCDEFGHJKLMNPQRSTUVWXYZ23456789/"
DOCUMENT = Document(
    language="de",
    title="Zertifikat",
    level="unterscheidet sicher",
    sentence="hat diesen Kurs abgeschlossen:",
    name="Jörg Öztürk",
    course=Fact("Kurs", "Customer focus", "en"),
    facts=(Fact("Regel", "11 Pflichtlektionen gelesen"), Fact("Nummer", "TS-2026-000123")),
    check="Ob dieses Zertifikat gilt, sagt diese Seite:",
    address=ADDRESS,
    checksum=Fact("Prüfsumme", "a1" * 32),
)
EMBEDDED = typst.Fonts(include_system_fonts=False)


def text_of(data: bytes) -> str:
    [page] = texts(data)
    return page.replace("|", "")


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_passes_the_checker_on_one_page_of_a4(tmp_path, language):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(b"".join(write_pdf(replace(DOCUMENT, language=language))))

    assert list(pdfua.validate(path).findings) == []
    with pikepdf.open(path) as found:
        [page] = found.pages
        assert [round(float(side)) for side in page.MediaBox] == [0, 0, 595, 842]
        assert str(found.Root.Lang) == language
        with found.open_metadata() as metadata:
            assert (metadata["dc:title"], metadata["pdfuaid:part"]) == ("Zertifikat: Customer focus", "1")


def test_it_says_all_there_is_to_say():
    said = text_of(typeset(job_of(DOCUMENT), EMBEDDED))
    words = [
        DOCUMENT.name,
        DOCUMENT.level,
        DOCUMENT.sentence,
        "Customer focus",
        "11 Pflichtlektionen",
        "TS-2026-000123",
    ]

    assert [word for word in [*words, ADDRESS[:40], DOCUMENT.checksum.value] if word not in said] == []


def test_the_picture_is_described_by_its_address():
    with pikepdf.open(io.BytesIO(typeset(job_of(DOCUMENT), EMBEDDED))) as found:
        described = [str(item.Alt) for item in found.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]

    assert ADDRESS in described


@pytest.mark.parametrize(
    "document",
    [
        replace(DOCUMENT, name="W" * 200, course=Fact("Kurs", "W" * 200)),
        replace(DOCUMENT, facts=(Fact("Regel", "Prüfung bestanden; " * 120),) * 2),
        replace(DOCUMENT, name="李 Wei"),
        replace(DOCUMENT, name="Ma\u0301ria #box[*x*] $x$"),
        replace(DOCUMENT, name="\x00\u200f"),
    ],
)
def test_whatever_the_words_are_it_is_one_page(document):
    assert len(texts(typeset(job_of(document), EMBEDDED))) == 1


def test_a_sign_that_no_font_has_stands_there_by_its_number():
    assert "[U+674E] Wei" in text_of(typeset(job_of(replace(DOCUMENT, name="李 Wei")), EMBEDDED))


def test_words_are_no_markup():
    assert "#box[*x*]" in text_of(typeset(job_of(replace(DOCUMENT, name="#box[*x*]")), EMBEDDED))


def test_the_picture_is_dark_on_white_with_a_quiet_zone():
    size, path = path_of(ADDRESS)

    assert svg_of(ADDRESS).startswith(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"')
    assert path.startswith("M4 4h7v1h-7z")
    assert path != path_of(f"{ADDRESS}x")[1]
