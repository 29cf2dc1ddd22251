"""Which exchange formats are there? Those whose files lie in this folder; there is no list to keep."""

import importlib
import pkgutil
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
    base = importlib.import_module(f"{__name__}.base").Format
    found: dict[str, Format] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        own = [thing for thing in vars(module).values() if isclass(thing) and thing.__module__ == module.__name__]
        found |= {cls.key: cls() for cls in own if issubclass(cls, base) and not isabstract(cls)}
    return MappingProxyType(dict(sorted(found.items())))


def get_format(key: str) -> "Format":
    try:
        return all_formats()[key]
    except KeyError:
        raise UnknownFormat(key) from None
