"""What does an exchange format have to be able to do?

One file in this folder is one format. It knows the five neutral interactions (`item`) and its own syntax, nothing of
question types, courses or databases: it turns bytes into `Exchanged` questions and back. Whoever calls it turns an
`Exchanged` into a question by its type, and says what is missing.

**Nothing is dropped silently.** What a file holds and this site cannot take becomes a `Trouble` of the reading; what
a question holds and the format cannot becomes a `Trouble` of `losses`, by the name of what is lost.

**Our own things** (term tags, misconceptions, claims, pool, family …) travel as JSON in the format's own place for
extensions. `extension` and `from_extension` make that JSON, so that all formats carry the same.

**Texts** are Markdown, here as in the bank.

**Hostile files.** A reading ends within two seconds: sizes and counts are limited here, XML is read by defusedxml
only, archives are never unpacked to a disk.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from quizzes.formats.item import Interaction

# Larger than any bank of this site by far (292 questions are 0.6 MB), small enough to be read within two seconds.
MAX_BYTES = 10_000_000
MAX_QUESTIONS = 5_000
MAX_TEXT = 20_000  # characters of one text of a question
MAX_DEPTH = 50  # elements within elements, brackets within brackets
MAX_MEMBERS = 2_000  # files in an archive
MAX_UNPACKED = 50_000_000  # bytes of all files in an archive
MAX_TROUBLES = 100  # more say nothing new

HEAD = ("pool", "family", "company", "pair", "bloom", "status", "note")
"""What the bank keeps about a question beside its content."""


@dataclass(frozen=True)
class Exchanged:
    """One question on its way in or out.

    `type_key`: the question type of this site, "" where a file does not say. `head`: those of HEAD that are known.
    `images`: name → bytes of the pictures that its texts show. `line`: where it begins in the file, 0 = unknown;
    `number`: its place among the questions of the file, from 1.
    """

    uid: str
    item: Interaction
    type_key: str = ""
    head: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    line: int = field(default=0, compare=False)
    number: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a file, or lost on the way. `code` is one of quizzes.wording; `detail` fills its words.

    `name` is what the file calls the question, `line` where it stands (0 = unknown). Only errors keep a file out.
    """

    code: str
    detail: str = ""
    name: str = ""
    line: int = 0
    is_error: bool = True


@dataclass(frozen=True)
class Reading:
    questions: tuple[Exchanged, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def errors(self) -> tuple[Trouble, ...]:
        return tuple(trouble for trouble in self.troubles if trouble.is_error)


class Unreadable(Exception):
    """The file as a whole cannot be read: the reason is one trouble."""

    def __init__(self, code: str, detail: str = "", line: int = 0) -> None:
        super().__init__(code, detail, line)
        self.trouble = Trouble(code, detail, line=line)


class Format(ABC):
    """One way to write questions down. It holds no state."""

    key: ClassVar[str]
    label: ClassVar[str]
    """The format's own name; names are not translated."""
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    holds_own: ClassVar[bool] = False
    """Takes an `Own` along. Whoever calls never gives one to a format that does not."""

    @abstractmethod
    def read(self, content: bytes) -> Reading:
        """All questions with all troubles. Never raises for what a file holds."""

    @abstractmethod
    def write(self, questions: Iterable[Exchanged]) -> bytes:
        """Those that it can hold; the others are left out and named by `losses`."""

    @abstractmethod
    def losses(self, question: Exchanged) -> tuple[Trouble, ...]:
        """What of this question the format cannot hold; an error where it cannot hold the question at all."""


def extension(question: Exchanged, beside: Mapping[str, Any] | None = None) -> str:
    """What only this site knows, as one line of JSON: type, head, extras.

    `beside`: what the neutral interaction knows and the format has no place for, such as the ids of options.
    """
    data = {"type": question.type_key, **question.head, "extras": dict(question.item.extras)}
    data |= {"beside": dict(beside)} if beside else {}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_extension(text: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    """(type, head, extras). Raises ValueError for anything that `extension` did not write."""
    data = _checked(text)
    head = {name: value for name, value in data.items() if name in HEAD}
    if not all(isinstance(value, str) for value in head.values()):
        raise ValueError("head")
    return data.get("type", ""), head, data.get("extras", {})


def beside_in(text: str) -> dict[str, Any]:
    """What `extension` was given beside; raises ValueError like `from_extension`. Of any shape: the file says it."""
    found: dict[str, Any] = _checked(text).get("beside", {})
    return found


def _checked(text: str) -> dict[str, Any]:
    if len(text) > MAX_TEXT or _depth(text) > MAX_DEPTH:
        raise ValueError("too large")
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("type", ""), str):
        raise ValueError("not an object")  # noqa: TRY004  # whoever reads a file catches one error
    if not all(isinstance(data.get(name, {}), dict) for name in ("extras", "beside")):
        raise ValueError("not an object")
    if set(data) - {"type", "extras", "beside", *HEAD}:
        raise ValueError("unknown keys")
    return data


def limited(troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """Errors first, each kind from the first line to the last, as many as anybody reads."""
    return tuple(sorted(troubles, key=lambda trouble: (not trouble.is_error, trouble.line))[:MAX_TROUBLES])


def _depth(text: str) -> int:
    """An upper bound: brackets inside strings count, too."""
    deepest = depth = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    return deepest
