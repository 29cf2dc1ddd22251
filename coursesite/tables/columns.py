"""What is a table that leaves the house? Columns of a known kind and rows that are read while they are written.

A report says which columns it has, each writer beside this file makes one format of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Row = Sequence[Any] | Mapping[str, Any]


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    BOOL = "bool"
    INTEGER = "integer"
    DECIMAL = "decimal"


@dataclass(frozen=True)
class Column:
    """`words` says what stands for a code: a status, yes and no. A value without a word stands for itself."""

    key: str
    title: object
    kind: Kind = Kind.TEXT
    words: Mapping[Any, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """Rows are sequences in the order of the columns, or mappings with their keys. They may be read once only."""

    columns: tuple[Column, ...]
    rows: Iterable[Row]


@dataclass(frozen=True)
class About:
    """What a file says of itself, in the reader's language.

    `language` is a tag such as "de"; `as_of` a line such as "Stand: 27. November 2026"; `selection` what was asked
    for, one line each.
    """

    title: str
    language: str
    as_of: str = ""
    selection: tuple[str, ...] = ()


def values_of(row: Row, keys: Sequence[str]) -> Sequence[Any]:
    """In the order of the columns."""
    return [row[key] for key in keys] if isinstance(row, Mapping) else row
