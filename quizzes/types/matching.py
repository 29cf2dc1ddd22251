"""Several things on the left, several on the right; each on the left gets its partner.

Write things of one kind on each side, and more on the right than on the left, or some that serve twice: the last pair
is a gift otherwise. Every thing on the left (a *row*) has one text that says why its partner is right, and may carry a
misconception (M1 to M15); things on the right (*targets*) may carry the term they stand for.

One form, *Paare*. The targets have letters; each learner sees the rows in another order. To sort cases into the terms
of the course, use *Zuordnen*: only that tells what was taken for what.

An answer is a mapping from the token of a row to the token of a target; rows may be left open. The question is no case
and worth one point, and each row has the same share of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from string import ascii_uppercase
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Alternative, Interaction, Match
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Piece, Post, QuestionType, token_of
from quizzes.types.fields import FEEDBACK, FORM, HINTS, ID, MISCONCEPTION, NOTE, STEM, TERM, TEXT, Field, Kind
from quizzes.types.named import (
    Explained,
    Named,
    as_seen,
    check_unique,
    in_neutral_order,
    in_order,
    shuffled,
    tags_by_id,
    texts_of,
)
from quizzes.types.reading import MAX_STEM, Reader, hint_texts, read_hints, read_misconception, with_hints, with_note
from quizzes.types.rows import (
    ask_rows,
    choices_in_rows,
    given_rows,
    in_equal_shares,
    read_rows,
    review_row,
    row_choices,
    state_of_rows,
)

MIN_ROWS = 2
MAX_ROWS = 8
MIN_TARGETS = 2
MAX_TARGETS = 8


@dataclass(frozen=True)
class Target(Named):
    listed: ClassVar[str] = "targets"

    id: str
    text: str
    term: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row(Explained):
    """`target` is the id of its partner, `feedback` says why."""

    listed: ClassVar[str] = "rows"

    id: str
    text: str
    target: str
    feedback: str
    misconception: str = ""
    note: str = ""


@dataclass(frozen=True)
class Content:
    form: str
    stem: str
    targets: tuple[Target, ...]
    rows: tuple[Row, ...]
    hints: tuple[str, ...] = ()

    @property
    def lettered(self) -> dict[str, tuple[str, Target]]:
        """Token → (letter, target), in an order that has nothing to do with the rows."""
        targets = in_neutral_order(self.targets)
        return {target.token: (letter, target) for letter, target in zip(ascii_uppercase, targets, strict=False)}

    def given(self, answer: Answer) -> dict[str, str]:
        """Row id → id of the chosen target. Raises AnswerProblem if the answer holds anything not on offer."""
        ids = {target.token: target.id for target in self.targets}
        given = given_rows(self.rows, answer, ids, unknown="unknown-option")
        return {row: ids[token] for row, token in given.items()}


class Matching(QuestionType[Content]):
    key = "matching"
    label = _("Matching pairs")
    forms: ClassVar = {"paare": _("Find pairs")}
    fields = (
        FORM,
        STEM,
        Field(
            "targets",
            Kind.ROWS,
            _("partners"),
            fields=(ID, TEXT, TERM, NOTE),
            least=MIN_TARGETS,
            item=_("Partner"),
            add=_("Add a partner"),
            ids="t",
        ),
        Field(
            "rows",
            Kind.ROWS,
            _("items that get a partner"),
            least=MIN_ROWS,
            item=_("Item"),
            add=_("Add an item"),
            ids="r",
            fields=(
                ID,
                TEXT,
                Field("target", Kind.PARTNER, _("its partner"), of="targets"),
                FEEDBACK,
                MISCONCEPTION,
                NOTE,
            ),
        ),
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    repeats_choices = True

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        targets = reader.sections("targets", least=MIN_TARGETS, most=MAX_TARGETS)
        rows = reader.sections("rows", least=MIN_ROWS, most=MAX_ROWS)
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            targets=tuple(_read_target(section, terms) for section in targets),
            rows=tuple(_read_row(section) for section in rows),
            hints=read_hints(reader),
        )
        reader.close()
        _check_pairs(reader, content)
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        data = {"form": content.form, "stem": content.stem} | with_hints(content.hints)
        targets = [_dump_target(target) for target in content.targets]
        return data | {"targets": targets, "rows": [_dump_row(row) for row in content.rows]}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return ()

    def texts(self, content: Content) -> dict[str, str]:
        texts = {"stem": content.stem, **hint_texts(content.hints)}
        return texts | {target.text_key: target.text for target in content.targets} | texts_of(content.rows)

    def key_free(self, content: Content) -> dict[str, Any]:
        return {
            "stem": content.stem,
            "rows": as_seen(in_neutral_order(content.rows)),
            "targets": as_seen(in_neutral_order(content.targets)),
        }

    def option_order(self, content: Content, rng: Random) -> list[str]:
        return shuffled(content.rows, rng)

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        lettered = content.lettered
        letters = {token: letter for token, (letter, _target) in lettered.items()}
        rows = ask_rows(content.rows, order=order, html=html, choices=letters, answer=answer)
        targets = [{"letter": letter, "html": html[target.text_key]} for letter, target in lettered.values()]
        return {"stem_html": html["stem"], "rows": rows, "targets": targets}

    def read(self, post: Post, name: str) -> Answer:
        return read_rows(post, name, most=MAX_ROWS)

    def check(self, content: Content, answer: Answer) -> None:
        content.given(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        given = content.given(answer)
        return in_equal_shares({row.id: given.get(row.id) == row.target for row in content.rows})

    def solution(self, content: Content) -> Answer:
        tokens = {target.id: target.token for target in content.targets}
        return {row.token: tokens[row.target] for row in content.rows}

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        given = content.given(answer)
        texts = {target.id: target.text for target in content.targets}
        return "\n".join(f"{row.text} → {texts[given[row.id]]}" for row in content.rows if row.id in given)

    def choices(self, content: Content, names: Names) -> dict[str, str]:
        return row_choices(content.rows, {target.token: target.text for target in content.targets})

    def choices_in(self, content: Content, answer: Answer) -> dict[str, str]:
        tokens = {target.id: target.token for target in content.targets}
        return choices_in_rows(content.rows, {row: tokens[target] for row, target in content.given(answer).items()})

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        content.given(answer)
        return [Piece(row.id, row.feedback_key, row.feedback, is_right=True) for row in content.rows]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        given = content.given(answer)
        targets = {target.id: html[target.text_key] for target in content.targets}
        shown = [_review_row(row, given.get(row.id), html, targets) for row in in_order(content.rows, order)]
        return {"stem_html": html["stem"], "state": state_of_rows(shown), "rows": shown}

    def interaction(self, content: Content) -> Interaction:
        data = self.dump(content)
        return Match(
            prompt=data.pop("stem"),
            sources=tuple(Alternative(row.id, row.text, row.feedback) for row in content.rows),
            targets=tuple(Alternative(target.id, target.text) for target in content.targets),
            right=tuple((row.id, row.target) for row in content.rows),
            extras={**data, "targets": tags_by_id(data["targets"]), "rows": tags_by_id(data["rows"])},
        )

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        partners = dict(item.right) if isinstance(item, Match) else {}
        if not isinstance(item, Match) or not len(item.right) == len(partners) == len(item.sources):
            return None
        extras = item.extras
        targets = [{"id": t.id, "text": t.text, **extras.get("targets", {}).get(t.id, {})} for t in item.targets]
        rows = [
            {"id": s.id, "text": s.text, "target": partners.get(s.id), "feedback": s.feedback}
            | dict(extras.get("rows", {}).get(s.id, {}))
            for s in item.sources
        ]
        return {**extras, "stem": item.prompt, "targets": targets, "rows": rows}


def _review_row(row: Row, given: str | None, html: Html, targets: Mapping[str, str]) -> dict[str, Any]:
    return review_row(row, given=given, right=row.target, html=html, names=targets, because=html[row.feedback_key])


def _read_target(reader: Reader, terms: Sequence[str]) -> Target:
    target = Target(
        id=reader.word("id"),
        text=reader.text("text"),
        term=reader.term("term", terms, required=False),
        note=reader.note(),
    )
    reader.close()
    return target


def _read_row(reader: Reader) -> Row:
    row = Row(
        id=reader.word("id"),
        text=reader.text("text"),
        target=reader.word("target"),
        feedback=reader.text("feedback"),
        misconception=read_misconception(reader),
        note=reader.note(),
    )
    reader.close()
    return row


def _check_pairs(reader: Reader, content: Content) -> None:
    check_unique(reader, "targets", content.targets)
    check_unique(reader, "rows", content.rows)
    known = [target.id for target in content.targets]
    for index, row in enumerate(content.rows):
        if row.target and known and row.target not in known:
            reader.problem("unknown-target", "rows", index, "target", value=row.target, known=", ".join(known))


def _dump_target(target: Target) -> dict[str, Any]:
    data = {"id": target.id} | ({"term": target.term} if target.term else {})
    return data | {"text": target.text} | with_note(target.note)


def _dump_row(row: Row) -> dict[str, Any]:
    data = {"id": row.id, "text": row.text, "target": row.target}
    if row.misconception:
        data["misconception"] = row.misconception
    return data | {"feedback": row.feedback} | with_note(row.note)


Matching.examples = (
    Example(
        data={
            "form": "paare",
            "stem": "Which animal gives what?",
            "targets": [
                {"id": "a", "text": "Wool"},
                {"id": "b", "text": "Honey"},
                {"id": "c", "text": "Silk", "note": "nobody's partner"},
            ],
            "rows": [
                {"id": "r1", "text": "Sheep", "target": "a", "feedback": "It is shorn in spring."},
                {"id": "r2", "text": "Bee", "target": "b", "misconception": "M4", "feedback": "It gathers nectar."},
                {"id": "r3", "text": "Alpaca", "target": "a", "feedback": "Its hair is spun, too."},
            ],
        },
        answers=(
            ({token_of("Sheep"): token_of("Wool"), token_of("Bee"): token_of("Silk")}, Fraction(1, 3)),
            (
                {
                    token_of("Sheep"): token_of("Wool"),
                    token_of("Bee"): token_of("Honey"),
                    token_of("Alpaca"): token_of("Honey"),
                },
                Fraction(2, 3),
            ),
            ({token_of("Bee"): token_of("Wool")}, Fraction(0)),
        ),
    ),
)
