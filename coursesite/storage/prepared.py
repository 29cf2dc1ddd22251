"""Queries that every page asks, translated to SQL once per process.

Django writes a queryset's SQL anew each time it is asked, which costs several times what the database needs to answer.
The ORM still writes it and still makes the rows into objects; only the values change from call to call.
"""

import copy
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

T = TypeVar("T")
FIRST_NUMBER = 7_000_000_000_000_000_001  # no row has this id, and it fits into 64 bits


class NotPreparable(TypeError):
    """This query cannot be asked again with other values."""


@dataclass(frozen=True)
class _Statement:
    """`names`: for each parameter of the SQL the argument it comes from, "" for those that stay as they are."""

    queryset: Any
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    names: tuple[str, ...]
    converters: Mapping[int, Any]  # from the database's values to Python's, by column


class Prepared(Generic[T]):
    """`build` takes numbers and strings and returns a queryset that uses each of them.

    Which of the two an argument is, its annotation says, or `types` for a `build` that takes a varying number.
    The values go to the database as they are, so they are compared with numbers and texts, never with days or None.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], types: Mapping[str, Any] | None = None) -> None:
        self.build = build
        self.holes = _holes(types or {name: p.annotation for name, p in inspect.signature(build).parameters.items()})
        self._statement: _Statement | None = None

    def all(self, **values: Any) -> list[T]:
        """The rows, as the queryset would give them. One query."""
        if values.keys() != self.holes.keys():
            raise NotPreparable(f"{self.build.__name__} takes {', '.join(self.holes)}")
        self._statement = self._statement or self._prepare()
        return list(_Bound(self._statement, values))

    def first(self, **values: Any) -> T | None:
        """The first row; `build` cuts with [:1], if there may be many."""
        rows = self.all(**values)
        return rows[0] if rows else None

    def _prepare(self) -> _Statement:
        queryset: Any = self.build(**self.holes)
        if queryset._prefetch_related_lookups:
            raise NotPreparable("prefetch_related asks queries of its own")
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        by_value = {hole: name for name, hole in self.holes.items()}
        names = tuple(by_value.get(value, "") if isinstance(value, int | str) else "" for value in params)
        if missing := self.holes.keys() - set(names):
            raise NotPreparable(f"{', '.join(sorted(missing))}: not found among the query's parameters")
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return _Statement(queryset, compiler, sql, tuple(params), names, converters)


def _holes(types: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each argument by which it is found again in the parameters."""
    if wrong := [name for name, kind in types.items() if kind not in {int, str}]:
        raise NotPreparable(f"{', '.join(wrong)} must be annotated int or str")
    return {
        name: FIRST_NUMBER + number if kind is int else f"\ue000{name}\ue000"
        for number, (name, kind) in enumerate(types.items())
    }


class _Bound:
    """What Django's row iterables take for a queryset: the one that was prepared, with values of its own."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, statement: _Statement, values: Mapping[str, Any]) -> None:
        self.query = _BoundQuery(statement, values)
        self._queryset = statement.queryset

    def __iter__(self) -> Any:
        return iter(self._queryset._iterable_class(self))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)


class _BoundQuery:
    def __init__(self, statement: _Statement, values: Mapping[str, Any]) -> None:
        self._statement, self._values = statement, values

    def get_compiler(self, using: str = "", **_options: Any) -> SQLCompiler:
        """A copy: compilers belong to one connection, and connections to one thread."""
        statement, values = self._statement, self._values
        params = tuple(
            values[name] if name else value for name, value in zip(statement.names, statement.params, strict=True)
        )
        compiler = copy.copy(statement.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_args, **_kwargs: (statement.sql, params)  # type: ignore[method-assign]
        compiler.get_converters = lambda _columns: statement.converters  # type: ignore[method-assign]
        return compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._statement.queryset.query, name)
