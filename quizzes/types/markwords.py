"""A text in which the words are marked that decide.

Write a short text and set [[ and ]] around each place that gives the case away; the rest must sound as if it might,
too. Say in the question how many places there are. One text explains them.

One form, *Signalwörter*. Every word can be marked by itself. One word of a place is enough to have found it; every
marked word outside costs as much as a place earns, and nobody gets less than nothing:
(places found − false words) / places.

An answer is the list of the numbers of the marked words, from 1. The text is plain, without Markdown. The question is
no case and worth one point.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Interaction
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Part, Piece, Post, QuestionType
from quizzes.types.fields import FEEDBACK, FORM, HINTS, STEM, Field, Kind
from quizzes.types.reading import MAX_STEM, MAX_TEXT, Reader, hint_texts, read_hints, with_hints
from quizzes.types.rows import read_ticks, state_of, ticked

MAX_SIGNS = 8
MAX_WORDS = 120  # each is a control of its own; a longer text is not read on a phone
_BRACKETS = re.compile(r"\[\[|\]\]")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Word:
    """`sign` is the number of the place that the word belongs to, from 0; None outside."""

    number: str
    text: str
    sign: int | None


@dataclass(frozen=True)
class Content:
    """`text` holds the marks [[ and ]]."""

    form: str
    stem: str
    text: str
    feedback: str
    hints: tuple[str, ...] = ()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        signs, plain = _signs_in(self.text)
        return tuple(
            Word(str(number), word.group(), _sign_at(signs, word.start(), word.end()))
            for number, word in enumerate(_WORD.finditer(plain), start=1)
        )

    @property
    def plain(self) -> str:
        return _BRACKETS.sub("", self.text)

    @property
    def sign_count(self) -> int:
        return len(_signs_in(self.text)[0])

    def marked(self, answer: Answer) -> tuple[Word, ...]:
        numbers = ticked(answer, {word.number for word in self.words})
        return tuple(word for word in self.words if word.number in numbers)


class MarkWords(QuestionType[Content]):
    key = "markwords"
    label = _("Marking words")
    forms: ClassVar = {"signalwoerter": _("Mark what decides")}
    fields = (
        FORM,
        STEM,
        Field("text", Kind.TEXT, _("text"), help=_("Plain text. Put [[ and ]] around each place that decides.")),
        FEEDBACK,
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            text=reader.text("text"),
            feedback=reader.text("feedback"),
            hints=read_hints(reader),
        )
        reader.close()
        if content.text:
            _check_text(reader, content)
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        data = {"form": content.form, "stem": content.stem} | with_hints(content.hints)
        return data | {"text": content.text, "feedback": content.feedback}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return ()

    def texts(self, content: Content) -> dict[str, str]:
        return {"stem": content.stem, **hint_texts(content.hints), "feedback": content.feedback}

    def key_free(self, content: Content) -> dict[str, Any]:
        return {"stem": content.stem, "text": content.plain}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        """A text has one order."""
        return []

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        marked = answer or []
        words = [{"id": w.number, "text": w.text, "checked": w.number in marked} for w in content.words]
        return {"stem_html": html["stem"], "words": words}

    def read(self, post: Post, name: str) -> Answer:
        return read_ticks(post, name, most=MAX_WORDS)

    def check(self, content: Content, answer: Answer) -> None:
        content.marked(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        marked = content.marked(answer)
        hits = len({word.sign for word in marked if word.sign is not None})
        false = sum(word.sign is None for word in marked)
        share = max(Fraction(0), Fraction(hits - false, content.sign_count))
        return Mark(share, (Part("", None, None, share),))

    def solution(self, content: Content) -> Answer:
        return sorted(word.number for word in content.words if word.sign is not None)

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        return " … ".join(word.text for word in content.marked(answer))

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        content.marked(answer)
        return [Piece("", "feedback", content.feedback, is_right=True)]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        marked = {word.number for word in content.marked(answer)}
        found = {word.sign for word in content.words if word.number in marked}
        words = [
            {"text": word.text, "state": _state(word, is_marked=word.number in marked, is_found=word.sign in found)}
            for word in content.words
        ]
        state = state_of(self.grade(content, answer).share, answered=bool(marked))
        return {"stem_html": html["stem"], "state": state, "words": words, "feedback_html": html["feedback"]}

    def interaction(self, content: Content) -> Interaction | None:
        """None of the neutral forms lets a learner mark places in a text."""
        return None

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        return None


def _signs_in(text: str) -> tuple[list[tuple[int, int]], str]:
    """Where the places stand in the text without marks, and that text."""
    signs: list[tuple[int, int]] = []
    plain, start = "", 0
    for piece in re.split(r"(\[\[|\]\])", text):
        if piece == "[[":
            start = len(plain)
        elif piece == "]]":
            signs.append((start, len(plain)))
        else:
            plain += piece
    return signs, plain


def _sign_at(signs: Sequence[tuple[int, int]], start: int, end: int) -> int | None:
    return next((number for number, (first, last) in enumerate(signs) if start < last and first < end), None)


def _state(word: Word, *, is_marked: bool, is_found: bool) -> str:
    if word.sign is None:
        return "wrong" if is_marked else ""
    return "right" if is_found else "missed"


def _check_text(reader: Reader, content: Content) -> None:
    brackets = _BRACKETS.findall(content.text)
    if brackets != ["[[", "]]"] * (len(brackets) // 2):
        reader.problem("brackets", "text")
        return
    held = {word.sign for word in content.words if word.sign is not None}
    if not 1 <= content.sign_count <= MAX_SIGNS or len(held) != content.sign_count:
        reader.problem("sign-count", "text", count=content.sign_count, limit=MAX_SIGNS)
    elif len(content.words) > MAX_WORDS:
        reader.problem("too-many-words", "text", limit=MAX_WORDS)
    elif sum(word.sign is None for word in content.words) < content.sign_count:
        reader.problem("nothing-else", "text")
    if len(content.plain) > MAX_TEXT:
        reader.problem("too-long", "text", limit=MAX_TEXT)


MarkWords.examples = (
    Example(
        data={
            "form": "signalwoerter",
            "stem": "Mark the two places that tell the season.",
            "hints": ["Look at the trees."],
            "text": "The children were late. [[Red leaves]] lay on the road, and the bus was full of [[ripe apples]].",
            "feedback": "Leaves turn and apples ripen in autumn; buses are full all year.",
        },
        answers=(
            (["18", "5"], Fraction(1)),
            (["6"], Fraction(1, 2)),
            (["1", "5", "6"], Fraction(0)),
            (["17", "18", "2", "5"], Fraction(1, 2)),
        ),
    ),
)
