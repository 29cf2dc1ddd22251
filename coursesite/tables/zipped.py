"""How do several files become one that is streamed? A ZIP whose entries are written while they are made.

Nothing is kept but the piece that is on its way: sizes and checksums follow each entry (APPNOTE 4.3.9), as every
unpacker of today reads them. Entries carry no time of day: all of them are from 1980, where the format begins.
"""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CONTENT_TYPE = "application/zip"
READABLE = 0o644 << 16  # for its owner and everybody, as the upper half of the external attributes has it


def write_zip(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """`files`: names and their pieces, read one after the other. Larger than 4 GiB it is a ZIP64."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        for name, pieces in files:
            entry = ZipInfo(name)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, READABLE
            with archive.open(entry, "w", force_zip64=True) as written:
                for piece in pieces:
                    written.write(piece)
                    yield from pipe.taken()
            yield from pipe.taken()
    yield from pipe.taken()


class _Pipe(RawIOBase):
    """What was written since somebody took it. There is no way back in it, so nobody seeks."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        piece, self._pieces = b"".join(self._pieces), []
        if piece:
            yield piece
