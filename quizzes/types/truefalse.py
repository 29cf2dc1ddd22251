"""Several short statements; of each one says whether it is true.

Write statements that are plainly true or plainly false by the course, without "always" and "never" as a hint,
and about as many of each. Every statement (a *row*) has one text that says why: it is shown to whoever was
right and to whoever was not. A false statement may carry the misconception (M1 to M15) of those who believe
it.

One form, *Aussagen*. Each learner sees the statements in another order; "true" always stands before "false".

An answer is a mapping from the token of a row to "true" or "false"; rows may be left open. Statements are no
cases: no term was taken for another. The question is worth one point, and each row has the same share of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Alternative, Interaction, Match
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Piece, Post, QuestionType, token_of
from quizzes.types.fields import CLAIMS, FEEDBACK, FORM, HINTS, ID, MISCONCEPTION, NOTE, STEM, TEXT, Field, Kind
from quizzes.types.named import (
    Explained,
    as_seen,
    check_unique,
    in_neutral_order,
    in_order,
    shuffled,
    tags_by_id,
    texts_of,
)
from quizzes.types.reading import (
    MAX_CLAIMS,
    MAX_STEM,
    Reader,
    hint_texts,
    read_hints,
    read_misconception,
    with_hints,
    with_note,
)
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
MAX_ROWS = 10  # a matrix that is longer is not read to its end on a phone
TRUTH = Field("true", Kind.FLAG, _("is true"), required=False)
TRUE, FALSE = "true", "false"
WORDS: Mapping[str, Any] = {TRUE: _("is true"), FALSE: _("is not true")}


@dataclass(frozen=True)
class Row(Explained):
    """`feedback` says why the statement is true, or why it is not."""

    listed: ClassVar[str] = "rows"

    id: str
    text: str
    is_true: bool
    claims: tuple[str, ...]
    feedback: str
    misconception: str = ""
    note: str = ""

    @property
    def right(self) -> str:
        return TRUE if self.is_true else FALSE


@dataclass(frozen=True)
class Content:
    form: str
    stem: str
    rows: tuple[Row, ...]
    hints: tuple[str, ...] = ()

    def given(self, answer: Answer) -> dict[str, str]:
        """Row id → "true" or "false". Raises AnswerProblem if the answer holds anything that was not on offer."""
        return given_rows(self.rows, answer, WORDS, unknown="unknown-option")


class TrueFalse(QuestionType[Content]):
    key = "truefalse"
    label = _("True or false")
    forms: ClassVar = {"aussagen": _("Judge statements")}
    fields = (
        FORM,
        STEM,
        Field(
            "rows",
            Kind.ROWS,
            _("statements"),
            least=MIN_ROWS,
            item=_("Statement"),
            add=_("Add a statement"),
            ids="r",
            fields=(ID, TEXT, TRUTH, FEEDBACK, CLAIMS, MISCONCEPTION, NOTE),
        ),
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    repeats_choices = True

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            rows=tuple(_read_row(section) for section in reader.sections("rows", least=MIN_ROWS, most=MAX_ROWS)),
            hints=read_hints(reader),
        )
        check_unique(reader, "rows", content.rows)
        reader.close()
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        rows = [_dump_row(row) for row in content.rows]
        return {"form": content.form, "stem": content.stem} | with_hints(content.hints) | {"rows": rows}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return ()

    def texts(self, content: Content) -> dict[str, str]:
        return {"stem": content.stem, **hint_texts(content.hints), **texts_of(content.rows)}

    def key_free(self, content: Content) -> dict[str, Any]:
        return {"stem": content.stem, "rows": as_seen(in_neutral_order(content.rows))}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        return shuffled(content.rows, rng)

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        rows = ask_rows(content.rows, order=order, html=html, choices=WORDS, answer=answer)
        return {"stem_html": html["stem"], "rows": rows}

    def read(self, post: Post, name: str) -> Answer:
        return read_rows(post, name, most=MAX_ROWS)

    def check(self, content: Content, answer: Answer) -> None:
        content.given(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        given = content.given(answer)
        return in_equal_shares({row.id: given.get(row.id) == row.right for row in content.rows})

    def solution(self, content: Content) -> Answer:
        return {row.token: row.right for row in content.rows}

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        given = content.given(answer)
        return "\n".join(f"{row.text} → {WORDS[given[row.id]]}" for row in content.rows if row.id in given)

    def choices(self, content: Content, names: Names) -> dict[str, str]:
        return row_choices(content.rows, WORDS)

    def choices_in(self, content: Content, answer: Answer) -> dict[str, str]:
        return choices_in_rows(content.rows, content.given(answer))

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        content.given(answer)
        return [Piece(row.id, row.feedback_key, row.feedback, is_right=True) for row in content.rows]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        given = content.given(answer)
        shown = [_review_row(row, given.get(row.id), html) for row in in_order(content.rows, order)]
        return {"stem_html": html["stem"], "state": state_of_rows(shown), "rows": shown}

    def interaction(self, content: Content) -> Interaction:
        data = self.dump(content)
        return Match(
            prompt=data.pop("stem"),
            sources=tuple(Alternative(row.id, row.text, row.feedback) for row in content.rows),
            targets=tuple(Alternative(word, word) for word in WORDS),
            right=tuple((row.id, row.right) for row in content.rows),
            extras={**data, "rows": tags_by_id(data["rows"])},
        )

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        if not isinstance(item, Match) or {target.id for target in item.targets} != set(WORDS):
            return None
        right = dict(item.right)
        if right.keys() != {source.id for source in item.sources} or len(right) != len(item.right):
            return None
        rows = [_row_data(item, source, is_true=right[source.id] == TRUE) for source in item.sources]
        return {**item.extras, "stem": item.prompt, "rows": rows}


def _review_row(row: Row, given: str | None, html: Html) -> dict[str, Any]:
    return review_row(row, given=given, right=row.right, html=html, names=WORDS, because=html[row.feedback_key])


def _read_row(reader: Reader) -> Row:
    row = Row(
        id=reader.word("id"),
        text=reader.text("text"),
        is_true=reader.flag("true"),
        claims=reader.words("claims", most=MAX_CLAIMS),
        feedback=reader.text("feedback"),
        misconception=read_misconception(reader),
        note=reader.note(),
    )
    if row.is_true and row.misconception:
        reader.problem("truth-with-misconception", "misconception")
    reader.close()
    return row


def _dump_row(row: Row) -> dict[str, Any]:
    data: dict[str, Any] = {"id": row.id, "text": row.text}
    if row.is_true:
        data["true"] = True
    data["claims"] = list(row.claims)
    if row.misconception:
        data["misconception"] = row.misconception
    return data | {"feedback": row.feedback} | with_note(row.note)


def _row_data(item: Match, source: Alternative, *, is_true: bool) -> dict[str, Any]:
    tags = item.extras.get("rows", {}).get(source.id, {})
    return {"id": source.id, "text": source.text, "true": is_true, "feedback": source.feedback, **tags}


TrueFalse.examples = (
    Example(
        data={
            "form": "aussagen",
            "stem": "Which of these statements about water are true?",
            "rows": [
                {
                    "id": "r1",
                    "text": "It boils earlier on a mountain.",
                    "true": True,
                    "claims": ["C-1"],
                    "feedback": "The air presses less there.",
                },
                {
                    "id": "r2",
                    "text": "Ice sinks in it.",
                    "claims": ["C-2"],
                    "misconception": "M3",
                    "feedback": "Ice takes more room than the water it was made of, so it swims.",
                    "note": "asked often",
                },
                {
                    "id": "r3",
                    "text": "Salt keeps it liquid below zero.",
                    "true": True,
                    "claims": ["C-1", "C-3"],
                    "feedback": "That is why roads are salted.",
                },
            ],
        },
        answers=(
            (
                {
                    token_of("It boils earlier on a mountain."): "true",
                    token_of("Ice sinks in it."): "true",
                    token_of("Salt keeps it liquid below zero."): "true",
                },
                Fraction(2, 3),
            ),
            ({token_of("Ice sinks in it."): "false"}, Fraction(1, 3)),
            ({token_of("Ice sinks in it."): "true"}, Fraction(0)),
        ),
    ),
)
