"""Archives that mean harm: each is refused by one word, before anything is unpacked beyond measure."""

import io
import struct
import warnings
import zipfile

import pytest

from quizzes.formats import get_format
from quizzes.formats.base import MAX_MEMBERS

MANIFEST = b"<manifest><resources/></manifest>"


def archive(*members, compression=zipfile.ZIP_DEFLATED):
    whole = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(whole, "w", compression) as made:
        warnings.simplefilter("ignore")  # of names that occur twice
        for name, content in members:
            made.writestr(name, content)
    return whole.getvalue()


def symlink():
    info = zipfile.ZipInfo("items/1.xml")
    info.external_attr = 0o120777 << 16
    return info


def bomb(size):
    return archive(("imsmanifest.xml", b"\0" * size))


def lying(content):
    """Its table of contents says that each file is small."""
    at = content.rfind(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 100) + content[at + 28 :]


def encrypted(content):
    at = content.rfind(b"PK\x01\x02")
    return content[: at + 8] + b"\x01\x00" + content[at + 10 :]


@pytest.mark.parametrize("version", ["qti21", "qti3"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"<html></html>", "not-a-package"),
        (b"PK\x03\x04" + b"x" * 100, "not-a-package"),
        (archive(("a.xml", b"<a/>")), "manifest-missing"),
        (archive(("imsmanifest.xml", MANIFEST)), "no-questions"),
        (archive(("imsmanifest.xml", b"<html/>")), "is-html"),
        (archive(("imsmanifest.xml", b"<!DOCTYPE m [<!ENTITY a 'b'>]><manifest/>")), "xml-doctype"),
        (archive(("imsmanifest.xml", b"<a>" * 100_000)), "too-deep"),
        (archive(("imsmanifest.xml", b"<a/>" * 300_000)), "too-many-elements"),
        (archive(("imsmanifest.xml", MANIFEST), ("../escape.xml", b"x")), "bad-member-name"),
        (archive(("imsmanifest.xml", MANIFEST), ("/etc/passwd", b"x")), "bad-member-name"),
        (archive(("imsmanifest.xml", MANIFEST), ("a\\..\\b.xml", b"x")), "bad-member-name"),
        (archive(("imsmanifest.xml", MANIFEST), ("C:/b.xml", b"x")), "bad-member-name"),
        (archive(("imsmanifest.xml", MANIFEST), (symlink(), b"/etc/passwd")), "linked-member"),
        (archive(("imsmanifest.xml", MANIFEST), ("imsmanifest.xml", b"<other/>")), "repeated-member"),
        (encrypted(archive(("imsmanifest.xml", MANIFEST))), "encrypted-member"),
        (bomb(60_000_000), "unpacked-too-large"),
        (lying(bomb(60_000_000)), "damaged-package"),
        (archive(("imsmanifest.xml", MANIFEST), ("deep.zip", bomb(1_000_000))), "no-questions"),
        (archive(*((str(number), b"") for number in range(MAX_MEMBERS + 1))), "too-many-members"),
        (b"PK\x03\x04" + b"x" * 10_000_001, "file-too-large"),
    ],
)
def test_hostile_archive_is_refused_by_one_word(version, content, code):
    reading = get_format(version).read(content)

    assert ([trouble.code for trouble in reading.troubles], reading.questions) == ([code], ())
