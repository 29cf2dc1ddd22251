"""A course folder in memory: every file read once, within limits, before anything is understood.

Whoever checks or loads a course works on this value; the disk may change meanwhile. Symbolic links and special files
are refused, so a course can never reach outside of its folder.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lessons.files.problem import Problem
from lessons.files.problem import Said as _
from lessons.files.schema import nearest

MAX_FILE_BYTES = 1_000_000
MAX_FILES = 2_000
MAX_TOTAL_BYTES = 50_000_000
MAX_DEPTH = 3

# Files for people who work on the course: kept, never read, never written.
IGNORED = frozenset({"README.md", "REVIEW.md"})
# Lower case and plain letters only: the same name on every system, in a web address and on a shell.
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


class NotACourseFolder(Exception):
    """The folder holds other things; writing a course there could destroy them."""


@dataclass(frozen=True)
class Folder:
    """Path inside the course (with /) → bytes."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    def paths(self, pattern: str) -> list[str]:
        """Sorted paths that match, one * for one name: `bank/*.yaml`."""
        return sorted(path for path in self.files if _matches(path, pattern))

    def names(self) -> frozenset[str]:
        """Of the folders at the top."""
        return frozenset(path.split("/")[0] for path in self.files if "/" in path)


def read_folder(root: Path) -> tuple[Folder, list[Problem]]:
    """All files below root that may belong to a course, and what had to be refused."""
    if not root.is_dir():
        return Folder(), [Problem(".", 1, "no-folder", _("there is no folder %(path)s", path=root))]
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path, entry in _walk(root, ""):
        fault = _fault(path, entry, files)
        if fault:
            problems.append(Problem(path, 1, *fault))
        elif entry.name not in IGNORED:
            try:
                files[path] = Path(entry.path).read_bytes()
            except OSError as error:
                problems.append(Problem(path, 1, "unreadable", _("cannot be read: %(reason)s", reason=error.strerror)))
        if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL_BYTES:
            limits = {"files": MAX_FILES, "bytes": MAX_TOTAL_BYTES}
            message = _("more than %(files)d files or %(bytes)d bytes: this is not a course folder", **limits)
            return Folder(), [*problems, Problem(".", 1, "too-much", message)]
    return Folder(files), problems


def write_folder(files: Mapping[str, bytes], root: Path, *, obsolete: frozenset[str] = frozenset()) -> list[str]:
    """Writes what differs, removes what is obsolete; the paths that changed, sorted.

    Each file is replaced as a whole, so a reader never sees half of one.
    """
    _refuse_strange(files, root)
    changed = sorted(path for path, content in files.items() if _content(root / path) != content)
    gone = sorted(path for path in obsolete - files.keys() if (root / path).is_file())
    for path in changed:
        _replace(root / path, files[path])
    for path in gone:
        (root / path).unlink()
        with suppress(OSError):
            (root / path).parent.rmdir()
    return sorted([*changed, *gone])


def unknown_file(path: str, known: list[str]) -> Problem:
    message = _("this file is not part of a course%(close)s", close=nearest(path, known))
    return Problem(path, 1, "unknown-file", message)


def _walk(root: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every entry that is no folder, by name; folders are entered unless they are links or too deep."""
    for entry in sorted(os.scandir(root / prefix), key=lambda entry: entry.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False) and path.count("/") < MAX_DEPTH - 1 and NAME.fullmatch(entry.name):
            yield from _walk(root, f"{path}/")
        else:
            yield path, entry


def _fault(path: str, entry: os.DirEntry[str], files: Mapping[str, bytes]) -> tuple[str, str] | None:
    info = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(info.st_mode):
        return "link", _("symbolic links are not allowed; put the file itself here")
    if stat.S_ISDIR(info.st_mode) and NAME.fullmatch(entry.name):
        return "too-deep", _("folders are nested more than %(limit)d levels deep", limit=MAX_DEPTH)
    if not NAME.fullmatch(entry.name) and entry.name not in IGNORED:
        return "file-name", _("names may contain only lower-case letters a-z, digits, hyphens and dots")
    if not stat.S_ISREG(info.st_mode):
        return "special-file", _("this is not an ordinary file")
    if info.st_size > MAX_FILE_BYTES:
        return "too-large", _("%(found)d bytes; the limit is %(limit)d", found=info.st_size, limit=MAX_FILE_BYTES)
    return None


def _matches(path: str, pattern: str) -> bool:
    return path.count("/") == pattern.count("/") and PurePosixPath(path).match(pattern)


def _refuse_strange(files: Mapping[str, bytes], root: Path) -> None:
    if root.is_symlink() or (root.exists() and not root.is_dir()):
        raise NotACourseFolder(f"{root} is not a folder")
    if root.is_dir() and any(root.iterdir()) and not (root / "course.md").is_file():
        raise NotACourseFolder(f"{root} is not empty and holds no course.md")
    for path in files:
        if not all(NAME.fullmatch(name) for name in path.split("/")):
            raise ValueError(f"not a path inside a course: {path!r}")
        if any((root / parent).is_symlink() for parent in [path, *map(str, PurePosixPath(path).parents)][:-1]):
            raise NotACourseFolder(f"{path} leads out of the folder by a symbolic link")


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    os.replace(draft, path)  # noqa: PTH105
