"""What the tests of the types change in their data, and what they ask of a type."""

import copy
from random import Random
from typing import Any

import pytest

from quizzes.types.base import ParseError, QuestionType


def changed(data: dict[str, Any], *path: str | int, value: Any) -> dict[str, Any]:
    """A copy with another value at this place; None takes it away."""
    result = copy.deepcopy(data)
    place: Any = result
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return result


def problems(kind: QuestionType[Any], source: Any, terms: tuple[str, ...] = ("F", "O", "Z")) -> list[tuple[str, str]]:
    with pytest.raises(ParseError) as caught:
        kind.parse(source, terms=terms)
    return [(problem.place, problem.code) for problem in caught.value.problems]


def shown(kind: QuestionType[Any], content: Any, answer: Any = None, seed: int = 1) -> dict[str, Any]:
    """The question as the ask template gets it; its texts stand for their HTML."""
    order = kind.option_order(content, Random(seed))
    return kind.ask(content, html=kind.texts(content), order=order, names={}, answer=answer)


def explained(kind: QuestionType[Any], content: Any, answer: Any, order: Any = None) -> dict[str, Any]:
    order = kind.option_order(content, Random(1)) if order is None else order
    return kind.review(content, answer, html=kind.texts(content), order=order, names={})
