"""Which exchange formats are there? Those whose files lie in this folder; there is no list to keep."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from inspect import isabstract, isclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a file here may import types, and types import `item` from here
    from quizzes.formats.base import Format


class UnknownFormat(LookupError):
    """No file in this folder defines this key."""


@cache
def all_formats() -> "MappingProxyType[str, Format]":
    """Key → format, in the order of the keys."""
    found = {cls.key: cls() for cls in _classes()}
    return MappingProxyType(dict(sorted(found.items())))


def get_format(key: str) -> "Format":
    try:
        return all_formats()[key]
    except KeyError:
        raise UnknownFormat(key) from None


def _classes() -> "Iterator[type[Format]]":
    """The formats that the files of this folder define; what a file imports belongs to another one."""
    base: type[Format] = importlib.import_module(f"{__name__}.base").Format
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        own = [thing for thing in vars(module).values() if isclass(thing) and thing.__module__ == module.__name__]
        yield from (cls for cls in own if issubclass(cls, base) and not isabstract(cls))
