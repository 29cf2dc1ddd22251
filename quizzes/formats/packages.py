"""Which files does a package hold? A ZIP archive read in memory, never unpacked to a disk.

What an archive says of itself may be a lie, so bytes are counted while they are unpacked. Archives inside an archive
are files like others: nobody opens them.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from quizzes.formats.base import MAX_BYTES, MAX_MEMBERS, MAX_UNPACKED, Unreadable

MAX_DIRECTORY = 1_000_000  # bytes of the archive's table of contents: 2,000 files with long names
CHUNK = 1 << 16
_END = b"PK\x05\x06"
_LINK = 0o120000
_KIND = 0o170000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same questions make the same bytes


class Package:
    """Raises Unreadable for an archive that is none, too large, or not what an honest tool makes."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MAX_BYTES:
            raise Unreadable("file-too-large", str(MAX_BYTES // 1_000_000))
        _check_directory(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
            raise Unreadable("damaged-package") from None
        self._members = _members(self._zip)
        self._left = MAX_UNPACKED

    def names(self) -> list[str]:
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        chunks = []
        try:
            with self._zip.open(self._members[name]) as member:
                while chunk := member.read(CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise Unreadable("unpacked-too-large", str(MAX_UNPACKED // 1_000_000))
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise Unreadable("damaged-package", name[:100]) from None
        return b"".join(chunks)


def _check_directory(content: bytes) -> None:
    """Before the library makes an object of each entry."""
    if not content:
        raise Unreadable("empty-file")
    at = content.rfind(_END)
    if not content.startswith(b"PK") or at < 0 or len(content) < at + 22:
        raise Unreadable("not-a-package")
    count, size = struct.unpack_from("<HI", content, at + 10)
    if count > MAX_MEMBERS or size > MAX_DIRECTORY:
        raise Unreadable("too-many-members", str(MAX_MEMBERS))


def _members(archive: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise Unreadable("too-many-members", str(MAX_MEMBERS))
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Unreadable("unpacked-too-large", str(MAX_UNPACKED // 1_000_000))
    for info in infos:
        code = _fault_of(info)
        if code or info.filename in found:
            raise Unreadable(code or "repeated-member", info.filename[:100])
        if not info.is_dir():
            found[info.filename] = info
    return found


def _fault_of(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    if name.startswith("/") or ".." in name.split("/") or set(name) & set("\\:\0"):
        return "bad-member-name"
    if info.flag_bits & 1:
        return "encrypted-member"
    if (info.external_attr >> 16) & _KIND == _LINK:
        return "linked-member"
    return "" if info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} else "damaged-package"


def packed(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
