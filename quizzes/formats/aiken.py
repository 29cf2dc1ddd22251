"""Aiken: the plainest of all formats, one right answer among lettered ones.

    Which of these floats?
    A. Cork
    B. A coin
    ANSWER: A

Texts are plain, a line each. There is no place for names, feedback, tags or anything of ours: what a question loses is
named one by one. Read are also `A)` and questions of several lines.
"""

import re
from collections.abc import Iterable, Iterator
from string import ascii_uppercase

from quizzes.formats.base import (
    MAX_QUESTIONS,
    MAX_TEXT,
    Exchanged,
    Format,
    Reading,
    Trouble,
    Unreadable,
    limited,
)
from quizzes.formats.decoding import decoded
from quizzes.formats.item import Alternative, Choice
from quizzes.formats.naming import ids_of
from quizzes.formats.plain import escaped

MAX_LINES = 200_000
LEAST = 2

_OPTION = re.compile(r"\s*([A-Za-z])[.)](?:\s+(.*))?")
_ANSWER = re.compile(r"\s*ANSWER\s*:(.*)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Aiken(Format):
    key = "aiken"
    label = "Aiken"
    suffix = ".aiken.txt"
    media_type = "text/plain; charset=utf-8"

    def read(self, content: bytes) -> Reading:
        reader = _Reader()
        try:
            text = decoded(content)
            if text.count("\n") > MAX_LINES:
                raise Unreadable("too-many-lines", str(MAX_LINES))  # noqa: TRY301  # one way out for all refusals
            for number, line in enumerate(text.split("\n"), start=1):
                reader.line(number, line)
        except Unreadable as refusal:
            return Reading(troubles=(refusal.trouble,))
        reader.end()
        return Reading(tuple(reader.questions), limited(reader.troubles))

    def write(self, questions: Iterable[Exchanged]) -> bytes:
        held = (one for one in questions if not any(trouble.is_error for trouble in self.losses(one)))
        return "\n".join(_written(question.item) for question in held if isinstance(question.item, Choice)).encode()

    def losses(self, question: Exchanged) -> tuple[Trouble, ...]:
        item = question.item
        if not isinstance(item, Choice):
            return (Trouble("cannot-hold", type(item).__name__.lower(), question.uid),)
        errors = [Trouble(code, detail, question.uid) for code, detail in _impossible(item)]
        lost = [Trouble(code, detail, question.uid, is_error=False) for code, detail in _lost(question, item)]
        return (*errors, *lost)


class _Reader:
    """Takes one line after the other."""

    def __init__(self) -> None:
        self.questions: list[Exchanged] = []
        self.troubles: list[Trouble] = []
        self.count = 0
        self.begin()

    def begin(self) -> None:
        self.start = 0
        self.stem: list[str] = []
        self.options: list[str] = []
        self.is_broken = False

    def line(self, number: int, line: str) -> None:
        if not line.strip():
            return
        self.start = self.start or number
        if _CONTROL.search(line):
            self._fault("control-character", number)
        elif len(line) > MAX_TEXT:
            self._fault("text-too-long", number, str(MAX_TEXT))
        elif answer := _ANSWER.fullmatch(line):
            self._close(number, answer[1].strip().upper())
        elif (option := _OPTION.fullmatch(line)) and self._is_next(option[1]):
            self.options.append((option[2] or "").strip())
        elif self.options:
            self._fault("aiken-line", number, line.strip()[:40])
        else:
            self.stem.append(line.strip())

    def end(self) -> None:
        if self.start:
            self._fault("aiken-answer-missing", self.start)

    def _is_next(self, letter: str) -> bool:
        """ "A. Miller asks" may begin a question of several lines, and does not look like its first option twice."""
        place = len(self.options)
        return bool(self.stem) and place < len(ascii_uppercase) and letter.upper() == ascii_uppercase[place]

    def _close(self, number: int, letter: str) -> None:
        self.count += 1
        if self.count > MAX_QUESTIONS:
            raise Unreadable("too-many-questions", str(MAX_QUESTIONS), number)
        if not self.stem:
            self._fault("aiken-no-question", number)
        elif len(self.options) < LEAST:
            self._fault("too-few-answers", number, str(LEAST))
        elif letter not in ascii_uppercase[: len(self.options)] or len(letter) != 1:
            self._fault("aiken-answer-unknown", number, letter[:40])
        if not self.is_broken:
            self._add(ascii_uppercase.index(letter))
        self.begin()

    def _add(self, right: int) -> None:
        ids = ids_of(self.options)
        alternatives = tuple(Alternative(one, escaped(text)) for one, text in zip(ids, self.options, strict=True))
        item = Choice(escaped("\n".join(self.stem)), alternatives, (ids[right],))
        self.questions.append(Exchanged("", item, line=self.start, number=self.count))

    def _fault(self, code: str, number: int, detail: str = "") -> None:
        """The first one of a question; what follows of it is skipped."""
        if not self.is_broken:
            self.troubles.append(Trouble(code, detail, line=number))
        self.is_broken = True


def _impossible(item: Choice) -> Iterator[tuple[str, str]]:
    if len(item.right) != 1:
        yield "one-right-answer", ""
    if not LEAST <= len(item.alternatives) <= len(ascii_uppercase):
        yield "too-few-answers" if len(item.alternatives) < LEAST else "too-many-answers", str(len(ascii_uppercase))
    if not item.prompt or not all(one.text for one in item.alternatives):
        yield "text-missing", ""
    if any(_ANSWER.fullmatch(line) or _OPTION.fullmatch(line) for line in _lines(item.prompt)):
        yield "looks-like-an-answer", ""


def _lost(question: Exchanged, item: Choice) -> Iterator[tuple[str, str]]:
    """Each thing by its name."""
    yield from _lost_beside(question)
    if any(one.feedback for one in item.alternatives):
        yield "lost-feedback", ""
    if not item.shuffle:
        yield "lost-order", ""
    if [one.id for one in item.alternatives] != ids_of([one.text for one in item.alternatives]):
        yield "lost-ids", ""
    options = [one.text for one in item.alternatives]
    if any("\n" in text for text in options) or _lines(item.prompt) != item.prompt.split("\n"):
        yield "lost-lines", ""
    if any(escaped(text) != text for text in (item.prompt, *options)):
        yield "lost-markup", ""


def _lost_beside(question: Exchanged) -> Iterator[tuple[str, str]]:
    if question.uid:
        yield "lost-name", ""
    if question.type_key:
        yield "lost-type", question.type_key
    if question.head:
        yield "lost-head", ", ".join(question.head)
    if question.item.extras:
        yield "lost-tags", ", ".join(question.item.extras)
    for name in question.images:
        yield "lost-picture", name


def _written(item: Choice) -> str:
    options = "".join(
        f"{letter}. {' '.join(one.text.split())}\n"
        for letter, one in zip(ascii_uppercase, item.alternatives, strict=False)
    )
    right = next(
        letter for letter, one in zip(ascii_uppercase, item.alternatives, strict=False) if one.id in item.right
    )
    return "\n".join(_lines(item.prompt)) + f"\n{options}ANSWER: {right}\n"


def _lines(text: str) -> list[str]:
    """Without empty ones and without spaces around them."""
    return [stripped for line in text.split("\n") if (stripped := line.strip())]
