"""What do options, rows, steps and targets share?

Each has an `id`, which stays on the server, and a `token` by which pages and answers name it; its texts are kept under
keys made of the list in which it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any, ClassVar, TypeVar

from quizzes.types.base import token_of
from quizzes.types.reading import Reader

TAGS = frozenset({"claims", "misconception", "note", "share", "term"})


class Named:
    """`listed` is the list of the data in which such things stand."""

    id: str
    text: str
    listed: ClassVar[str]

    @property
    def token(self) -> str:
        return token_of(self.text)

    @property
    def text_key(self) -> str:
        return f"{self.listed}[{self.id}].text"


class Explained(Named):
    """It has one text that says why."""

    feedback: str

    @property
    def feedback_key(self) -> str:
        return f"{self.listed}[{self.id}].feedback"


N = TypeVar("N", bound=Named)


def in_order(things: Iterable[N], order: Sequence[str]) -> list[N]:
    by_token = {thing.token: thing for thing in things}
    return [by_token[token] for token in order]


def shuffled(things: Iterable[Named], rng: Random) -> list[str]:
    order = [thing.token for thing in things]
    rng.shuffle(order)
    return order


def in_neutral_order(things: Iterable[N]) -> list[N]:
    """An order that has nothing to do with the one in the file."""
    return sorted(things, key=lambda thing: thing.token)


def as_seen(things: Iterable[Named]) -> list[dict[str, str]]:
    return [{"id": thing.token, "text": thing.text} for thing in things]


def texts_of(things: Iterable[Explained]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for thing in things:
        texts |= {thing.text_key: thing.text, thing.feedback_key: thing.feedback}
    return texts


def check_unique(reader: Reader, listed: str, things: Sequence[Named]) -> None:
    """Two of the same text would have the same token."""
    reader.unique(listed, "id", (thing.id for thing in things))
    reader.unique(listed, "text", (thing.text for thing in things))


def tags_by_id(dumped: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What an interaction has no field for."""
    return {data["id"]: {key: value for key, value in data.items() if key in TAGS} for data in dumped}
