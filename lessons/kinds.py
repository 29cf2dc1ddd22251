"""What kinds of units are there, and which floors take part in a course folder?

Filled by `register_kind` and `register_part` from AppConfig.ready(); nothing here imports a floor above.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lessons.files.part import CoursePart


@dataclass(frozen=True)
class Running:
    """What somebody has begun in a unit and what ends by itself, whether she is there or not. `run`: its pk."""

    run: int
    title: str
    ends_at: datetime
    url: str


@dataclass(frozen=True)
class UnitKind:
    """`url_name` takes the course's and the unit's slug. `graded`: one can pass or fail it.

    `detour`: of a run, a unit that was tried and the present moment, the pk of the unit to finish before it goes on.
    `running`: of a person's pk and the present moment, what she has begun that will end by itself; at most one query.
    """

    key: str
    label: Any
    icon: str
    url_name: str
    graded: bool = False
    detour: Callable[[Any, Any, datetime], int | None] | None = None
    running: Callable[[int, datetime], Iterable[Running]] | None = None


class UnknownKind(LookupError):
    """No app has registered this kind."""


_kinds: dict[str, UnitKind] = {}
_parts: dict[str, CoursePart] = {}


def register_kind(kind: UnitKind) -> None:
    _kinds[kind.key] = kind


def register_part(part: CoursePart) -> None:
    _parts[part.key] = part


def kind(key: str) -> UnitKind:
    try:
        return _kinds[key]
    except KeyError:
        raise UnknownKind(key) from None


def all_kinds() -> tuple[UnitKind, ...]:
    return tuple(_kinds.values())


def graded_keys() -> frozenset[str]:
    """The kinds that one can pass or fail."""
    return frozenset(key for key, found in _kinds.items() if found.graded)


def parts() -> tuple[CoursePart, ...]:
    return tuple(_parts.values())
