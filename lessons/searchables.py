"""What can be searched for in a course? Each kind of text registers itself; the floor above brings its own.

`register` is called from AppConfig.ready().
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lessons.search.passages import Passage


@dataclass(frozen=True)
class Reader:
    """Who searches, and where. `outline`: the course with her standing."""

    user: Any
    course: Any
    outline: Any
    teaches: bool
    now: datetime


@dataclass(frozen=True)
class Place:
    """A text that this reader may see: how it is called and where it is."""

    title: str
    url: str


class Searchable(Protocol):
    key: str
    label: Any
    """Over the results, in the reader's language."""
    is_shared: bool
    """Everybody in the course may see all of it, so its words may be offered to whoever has mistyped one."""

    def wordings(self, course: Any) -> Mapping[int, str]:
        """Number of each text → which wording it is now. Few queries, without the texts."""

    def passages(self, course: Any, sources: Collection[int]) -> Mapping[int, Sequence[Passage]]:
        """At least one for each that is asked for."""

    def places(self, reader: Reader) -> Mapping[int, Place]:
        """All texts that she may see. A constant number of queries."""


_searchables: dict[str, Searchable] = {}


def register(searchable: Searchable) -> None:
    """In the order in which results are shown."""
    _searchables[searchable.key] = searchable


def all_searchables() -> tuple[Searchable, ...]:
    return tuple(_searchables.values())
