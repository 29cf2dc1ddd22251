"""What do types share whose question is a set of rows, each with an answer of its own?

A row has an `id`, and a `token` by which pages and answers name it. The answer is a mapping from tokens to what was
chosen there; rows may be left open.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from quizzes.types.base import NAME_SEPARATOR, Answer, AnswerProblem, Post, last_value


class Row(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def token(self) -> str: ...


R = TypeVar("R", bound=Row)


def given_rows(rows: Iterable[Row], answer: Answer, choices: Collection[str], *, unknown: str) -> dict[str, str]:
    """Row id → choice. Raises AnswerProblem, with `unknown` as its code for a choice that was not on offer."""
    if answer is None:
        return {}
    if not isinstance(answer, dict):
        raise AnswerProblem("wrong-shape")
    ids = {row.token: row.id for row in rows}
    if not ids.keys() >= answer.keys():
        raise AnswerProblem("unknown-row")
    if not all(isinstance(choice, str) and choice in choices for choice in answer.values()):
        raise AnswerProblem(unknown)
    return {ids[token]: choice for token, choice in answer.items()}


def read_rows(post: Post, name: str, *, most: int) -> Answer:
    """What a form sent for its rows; a flood of them is refused before anything is looked up."""
    prefix = name + NAME_SEPARATOR
    sent = {key.removeprefix(prefix): last_value(post, key) for key in post if key.startswith(prefix)}
    if len(sent) > most:
        raise AnswerProblem("unknown-row")
    return {token: choice for token, choice in sent.items() if choice} or None


def read_ticks(post: Post, name: str, *, most: int) -> Answer:
    """The tokens of the ticked boxes, sorted. An empty list where the form had boxes and none is ticked."""
    prefix = name + NAME_SEPARATOR
    sent = [key.removeprefix(prefix) for key in post if key.startswith(prefix)]
    if len(sent) > most + 1:
        raise AnswerProblem("unknown-option")
    return sorted(token for token in sent if token and last_value(post, prefix + token)) if sent else None


def ticked(answer: Answer, offered: Collection[str]) -> frozenset[str]:
    """Raises AnswerProblem if the answer holds anything that was not on offer, or a thing twice."""
    if answer is None:
        return frozenset()
    if not isinstance(answer, list) or not all(isinstance(token, str) for token in answer):
        raise AnswerProblem("wrong-shape")
    tokens = frozenset(answer)
    if len(tokens) != len(answer) or not tokens <= frozenset(offered):
        raise AnswerProblem("unknown-option")
    return tokens


def state_of(share: Fraction, *, answered: bool) -> str:
    """Of a question in the review, from its share."""
    if not answered:
        return "unanswered"
    return "right" if share == 1 else "partly" if share else "wrong"


def rows_in_order(rows: Iterable[R], order: Sequence[str]) -> list[R]:
    by_token = {row.token: row for row in rows}
    return [by_token[token] for token in order]


def state_of_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Of the question, from the states of its rows in the review."""
    states = {row["state"] for row in rows}
    return states.pop() if len(states) == 1 else "partly" if "right" in states else "wrong"
