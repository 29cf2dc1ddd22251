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
INTEGER_BITS = 64  # of the widest column, with its sign
# Two rows of numbers that fit into the smallest column, else Django sees that nothing can be found.
FIRST_NUMBERS = (31_001, 32_001)


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
    The values go to the database as they are: a column is equal to a number or a text, never to a day or to None.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], types: Mapping[str, Any] | None = None) -> None:
        self.build = build
        self.types = _checked(types or {name: p.annotation for name, p in inspect.signature(build).parameters.items()})
        self._statement: _Statement | None = None

    def all(self, **values: Any) -> list[T]:
        """The rows, as the queryset would give them. One query."""
        if values.keys() != self.types.keys():
            raise NotPreparable(f"{self.build.__name__} takes {', '.join(self.types)}")
        if any(isinstance(value, int) and value.bit_length() >= INTEGER_BITS for value in values.values()):
            return []  # no column holds it, and no database would take it
        self._statement = self._statement or self._prepare()
        return list(_Bound(self._statement, values))

    def first(self, **values: Any) -> T | None:
        """The first row; `build` cuts with [:1], if there may be many."""
        rows = self.all(**values)
        return rows[0] if rows else None

    def _prepare(self) -> _Statement:
        """Built twice: where both parameters are the hole of their time, an argument stands, whatever else is equal."""
        first, second = (_holes(self.types, start) for start in FIRST_NUMBERS)
        queryset: Any = self.build(**first)
        if queryset._prefetch_related_lookups:
            raise NotPreparable("prefetch_related asks queries of its own")
        compiler, other = (made.query.get_compiler(DEFAULT_DB_ALIAS) for made in (queryset, self.build(**second)))
        (sql, params), (same_sql, again) = compiler.as_sql(), other.as_sql()
        if sql != same_sql:
            raise NotPreparable("the statement itself depends on the values")
        named = {(first[name], second[name]): name for name in self.types}
        names = tuple(
            named.get(pair, "") if isinstance(pair[0], int | str) else "" for pair in zip(params, again, strict=True)
        )
        if missing := self.types.keys() - set(names):
            raise NotPreparable(f"{', '.join(sorted(missing))}: not found among the query's parameters")
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return _Statement(queryset, compiler, sql, tuple(params), names, converters)


def _checked(types: Mapping[str, Any]) -> Mapping[str, Any]:
    if wrong := [name for name, kind in types.items() if kind not in {int, str}]:
        raise NotPreparable(f"{', '.join(wrong)} must be annotated int or str")
    return types


def _holes(types: Mapping[str, Any], start: int) -> dict[str, Any]:
    """A value for each argument by which it is found again in the parameters."""
    return {
        name: number if kind is int else f"\ue000{number}\ue000"
        for number, (name, kind) in enumerate(types.items(), start)
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
