"""A course folder as one ZIP file, in memory. Nothing is unpacked to a disk.

What a file claims about itself is not believed: bytes are counted while they are read, and names must be those that a
course may have (see `folder.py`), so no member can reach outside or stand for another one.
"""

import stat
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lessons.files.folder import IGNORED, MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, NAME, Folder

MAX_ARCHIVE_BYTES = 10_000_000  # the shipped course has less than one
MAX_MEMBERS = 2 * MAX_FILES  # with a line for each folder
END = b"PK\x05\x06"
ENCRYPTED = 0x1
UNIX_MODE = 16  # bits up in a member's attributes
COURSE = "course.md"
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError, UnicodeError)


class BadArchive(Exception):
    """Why it is refused (`code`), and the member that is at fault, if one is."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{code} {name}".strip())
        self.code, self.name = code, name


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """The same bytes for the same files: members carry no time of their own."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            info = ZipInfo(path)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << UNIX_MODE
            archive.writestr(info, content)
    return out.getvalue()


def read_archive(content: bytes) -> Folder:
    """Its files; those in one folder around all of them as if it were not there. Raises BadArchive."""
    if len(content) > MAX_ARCHIVE_BYTES:
        raise BadArchive("too-large")
    if _claimed_members(content) > MAX_MEMBERS:
        raise BadArchive("too-many")
    try:
        with ZipFile(BytesIO(content)) as archive:
            return Folder(dict(_files(archive)))
    except BROKEN:
        raise BadArchive("no-archive") from None


def _claimed_members(content: bytes) -> int:
    """From the end of the archive, so that a table of 100,000 members is not even read."""
    end = content.rfind(END)
    return int.from_bytes(content[end + 10 : end + 12], "little") if end >= 0 else 0


def _files(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise BadArchive("too-many")
    around = _folder_around(members)
    names: set[str] = set()
    left = MAX_TOTAL_BYTES
    for info in members:
        path = info.filename.removeprefix(around)
        _refuse(info, path)
        if path in names:
            raise BadArchive("duplicate", info.filename)
        names.add(path)
        if info.is_dir() or path.split("/")[-1] in IGNORED:
            continue
        content = _content(archive, info, min(left, MAX_FILE_BYTES))
        left -= len(content)
        yield path, content


def _folder_around(members: list[ZipInfo]) -> str:
    """What somebody gets who packs the folder instead of what is in it."""
    first = members[0].filename.partition("/")[0] if members else ""
    wraps = first.strip(".") and ":" not in first and all(info.filename.startswith(f"{first}/") for info in members)
    return f"{first}/" if wraps and any(info.filename == f"{first}/{COURSE}" for info in members) else ""


def _refuse(info: ZipInfo, path: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> UNIX_MODE)
    if info.flag_bits & ENCRYPTED:
        raise BadArchive("encrypted", info.filename)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadArchive("link", info.filename)
    names = path.removesuffix("/").split("/") if path else []
    if len(names) > MAX_DEPTH or not all(NAME.fullmatch(name) or name in IGNORED for name in names):
        raise BadArchive("path", info.filename)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadArchive("method", info.filename)


def _content(archive: ZipFile, info: ZipInfo, limit: int) -> bytes:
    with archive.open(info) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise BadArchive("too-much", info.filename)
    return content
