"""Which question types are there? Those whose files lie in this folder; there is no list to keep."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from inspect import isabstract, isclass
from types import MappingProxyType
from typing import Any

from quizzes.types.base import QuestionType


class UnknownType(LookupError):
    """No file in this folder defines this key."""


@cache
def all_types() -> MappingProxyType[str, QuestionType[Any]]:
    """Key → type, in the order of the keys."""
    found = {cls.key: cls() for cls in _classes()}
    return MappingProxyType(dict(sorted(found.items())))


def get_type(key: str) -> QuestionType[Any]:
    try:
        return all_types()[key]
    except KeyError:
        raise UnknownType(key) from None


def form_word(form: str) -> Any:
    """The learner's word for a form; the form itself where no type has it any more."""
    return next((kind.forms[form] for kind in all_types().values() if form in kind.forms), form)


def _classes() -> Iterator[type[QuestionType[Any]]]:
    """The types that the files of this folder define; what a file imports belongs to another one."""
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        own = [thing for thing in vars(module).values() if isclass(thing) and thing.__module__ == module.__name__]
        yield from (cls for cls in own if issubclass(cls, QuestionType) and not isabstract(cls))
