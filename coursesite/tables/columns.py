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
