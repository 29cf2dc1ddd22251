"""How does a floor above take part in a course folder, without being named here?

It hands in a CoursePart: functions that read its files, check them against the whole course, and write them again.
Everything that is loaded is an Item. The loader compares three digests of each: of the item as last loaded, as it is
in the database, as it is in the file; so it knows who changed what without looking inside.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from lessons.files.folder import Folder
from lessons.files.problem import Problem


@dataclass(frozen=True)
class Item:
    """One thing with an identity: a lesson, a term, a question. `position` is no content: moving changes nothing."""

    part: str
    uid: str
    path: str
    canonical: str
    position: int = field(default=0, compare=False)
    line: int = field(default=1, compare=False)

    @property
    def digest(self) -> str:
        return sha256(self.canonical.encode()).hexdigest()


@dataclass(frozen=True)
class UnitFile:
    """What every unit has, whatever its kind; `target` is the name by which chapters name it."""

    kind: str
    target: str
    uid: str
    slug: str
    title: str
    required: bool
    weight: int
    path: str
    minutes: int = 0
    days_after_pass: int = 0
    slug_line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Excerpt:
    """A text that readers see, as Markdown, and the line on which it begins."""

    path: str
    line: int
    text: str


def _no_units(_data: Any) -> tuple[UnitFile, ...]:
    return ()


def _none(_data: Any, _course: Any) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True)
class CoursePart:
    """One kind of course file, owned by a floor above.

    `patterns`  paths it reads, one * for one name: `bank/*.yaml`.
    `read`      (folder, course) → data and problems. Data is a tuple of entries, each a frozen dataclass with `uid` and
                `path`; it must always come, if need be partial.
    `check`     (data, course) → problems across files. `course.parts` holds the data of all parts by key. Only called
                when all parts could be read.
    `items`     (data, course) → what is loaded, in order. Their uids are unique in the course, over all parts.
    `write`     (data, course) → path → bytes of its files, canonical.
    `unit_kind` the key under which chapters name its units (`quiz: midterm`); `units` gives them.
    `style`     (data, course) → what the house style says of a German course. The linter asks, a load does not.
    `report`    (data, course) → lines of figures that authors of a German course steer by, printed by the linter
    `excerpts`  (data, course) → the texts that readers see, for rules that hold for every one of them.
    """

    key: str
    patterns: tuple[str, ...]
    read: Callable[[Folder, Any], tuple[Any, list[Problem]]]
    check: Callable[[Any, Any], list[Problem]]
    items: Callable[[Any, Any], tuple[Item, ...]]
    write: Callable[[Any, Any], Mapping[str, bytes]]
    unit_kind: str = ""
    units: Callable[[Any], tuple[UnitFile, ...]] = _no_units
    style: Callable[[Any, Any], Iterable[Problem]] = _none
    report: Callable[[Any, Any], Iterable[str]] = _none
    excerpts: Callable[[Any, Any], Iterable[Excerpt]] = _none
