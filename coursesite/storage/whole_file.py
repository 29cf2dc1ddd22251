"""A file that is there whole or not at all, whatever happens while it is written."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, pieces: Iterable[bytes]) -> int:
    """Its size. Readable for its owner alone; what stood there before stays until the new file is complete."""
    size = 0
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as written:
            for piece in pieces:
                size += written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return size
