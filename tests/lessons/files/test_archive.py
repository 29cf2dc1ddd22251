"""A course as a ZIP file: the same files come back, and nothing that is no course file gets in."""

import stat
from io import BytesIO
from time import perf_counter
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from lessons.files import archive
from lessons.files.archive import BadArchive, read_archive, write_archive
from lessons.files.folder import MAX_FILE_BYTES

FILES = {"course.md": b"---\n", "01-anfang/lesson.md": b"Text", "bank/exam.yaml": b"- uid: x\n"}


def packed(*members: tuple[str | ZipInfo, bytes], method: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def link(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    """The flag in the member's own head and in the table at the end."""
    content = bytearray(packed(("course.md", b"x")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def code_of(content: bytes) -> tuple[str, str]:
    with pytest.raises(BadArchive) as refused:
        read_archive(content)
    return refused.value.code, refused.value.name


def test_files_come_back_and_the_same_files_give_the_same_bytes():
    content = write_archive(FILES)

    assert read_archive(content).files == FILES
    assert write_archive(dict(reversed(FILES.items()))) == content


def test_a_folder_around_all_of_them_is_taken_off_and_what_is_for_people_left_out():
    content = packed(
        ("Kurs/", b""), *((f"Kurs/{name}", text) for name, text in FILES.items()), ("Kurs/README.md", b"x")
    )

    assert read_archive(content).files == FILES


@pytest.mark.parametrize(
    "name",
    [
        "../course.md",
        "a/../../course.md",
        "/etc/passwd",
        "a//b.md",
        "C:/course.md",
        "a\\b.md",
        "a/b/c/d.md",
        "Ä.md",
        ".x",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert code_of(packed((name, b"x"))) == ("path", name)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed((link("course.md"), b"/etc/passwd")), "link"),
        (packed(("course.md", b"x"), ("zweite.md", b"y")).replace(b"zweite.md", b"course.md"), "duplicate"),
        (packed(("course.md", b"x"), method=ZIP_BZIP2), "method"),
        (encrypted(), "encrypted"),
        (packed(("course.md", b"0" * (MAX_FILE_BYTES + 1))), "too-much"),
    ],
)
def test_what_no_course_holds_is_refused_by_name(content, code):
    assert code_of(content) == (code, "course.md")


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", b"course", write_archive(FILES)[:-9]])
def test_what_is_no_archive_is_said(content):
    assert code_of(content) == ("no-archive", "")


def test_the_bytes_of_all_files_together_are_counted_while_they_are_read(monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 30)

    assert code_of(packed(*((f"{n}.md", b"0123456789") for n in range(4)))) == ("too-much", "3.md")


def test_a_hundred_thousand_members_are_refused_at_once():
    """Empty members, so that the file is small enough to be looked at."""
    content = packed(*((f"{n}", b"") for n in range(60_000)), method=0)

    begun = perf_counter()
    assert code_of(content) == ("too-many", "")
    assert perf_counter() - begun < 1
