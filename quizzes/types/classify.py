"""Several short statements; each is given one of the course's terms.

Every statement (a *row*) is a case of its own with its own right term, and each of its wrong terms has its
own feedback. Terms may be used several times or not at all, and the question says so; otherwise the last row
is a gift.

One form, *Zuordnen*. Each learner sees the rows in another order, the terms always in the course's order.

An answer is a mapping from the token of a row to a term's key; rows may be left open. Each row counts the
same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Alternative, Interaction, Match
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Part, Piece, Post, QuestionType, token_of
from quizzes.types.fields import CASE, FORM, HINTS, ID, NOTE, STEM, TEXT, Field, Kind
from quizzes.types.named import Named, as_seen, check_unique, in_neutral_order, in_order, shuffled
from quizzes.types.reading import MAX_STEM, Reader, dump_case, hint_texts, read_case, read_hints, with_hints, with_note
from quizzes.types.rows import (
    ask_rows,
    choices_in_rows,
    given_rows,
    read_rows,
    review_row,
    row_choices,
    state_of_rows,
)

MIN_ROWS = 2
MAX_ROWS = 8


@dataclass(frozen=True)
class Row(Named):
    """`feedback` has one text for each term, the right one included."""

    listed: ClassVar[str] = "rows"

    id: str
    text: str
    case: CaseTag
    feedback: Mapping[str, str]
    note: str = ""
    feedback_note: str = ""

    def feedback_key(self, term: str) -> str:
        return f"rows[{self.id}].feedback[{term}]"


@dataclass(frozen=True)
class Content:
    """`terms` are the keys on offer, in the order of the course."""

    form: str
    stem: str
    rows: tuple[Row, ...]
    terms: tuple[str, ...]
    hints: tuple[str, ...] = ()

    def given(self, answer: Answer) -> dict[str, str]:
        """Row id → chosen term. Raises AnswerProblem if the answer holds anything that was not on offer."""
        return given_rows(self.rows, answer, self.terms, unknown="unknown-term")


class Classify(QuestionType[Content]):
    key = "classify"
    label = _("Matching to terms")
    forms: ClassVar = {"zuordnen": _("Match statements")}
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
            fields=(ID, TEXT, CASE, Field("feedback", Kind.PER_TERM, _("feedback for each term")), NOTE),
        ),
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    repeats_choices = True

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        form, stem = reader.form(self.forms), reader.text("stem", limit=MAX_STEM)
        hints = read_hints(reader)
        sections = reader.sections("rows", least=MIN_ROWS, most=MAX_ROWS)
        terms = tuple(terms) or _named_terms(data)
        rows = tuple(_read_row(section, terms) for section in sections)
        check_unique(reader, "rows", rows)
        reader.close()
        reader.finish()
        return Content(form=form, stem=stem, rows=rows, terms=terms, hints=hints)

    def dump(self, content: Content) -> dict[str, Any]:
        rows = [_dump_row(row, content.terms) for row in content.rows]
        return {"form": content.form, "stem": content.stem} | with_hints(content.hints) | {"rows": rows}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return tuple(row.case for row in content.rows)

    def texts(self, content: Content) -> dict[str, str]:
        texts = {"stem": content.stem, **hint_texts(content.hints)}
        for row in content.rows:
            texts[row.text_key] = row.text
            texts |= {row.feedback_key(term): row.feedback[term] for term in content.terms}
        return texts

    def key_free(self, content: Content) -> dict[str, Any]:
        rows = as_seen(in_neutral_order(content.rows))
        return {"stem": content.stem, "rows": rows, "terms": list(content.terms)}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        return shuffled(content.rows, rng)

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        choices = {term: names.get(term, term) for term in content.terms}
        rows = ask_rows(content.rows, order=order, html=html, choices=choices, answer=answer)
        return {"stem_html": html["stem"], "rows": rows}

    def read(self, post: Post, name: str) -> Answer:
        return read_rows(post, name, most=MAX_ROWS)

    def check(self, content: Content, answer: Answer) -> None:
        content.given(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        given = content.given(answer)
        return Mark.of_parts(_part(row, given.get(row.id)) for row in content.rows)

    def solution(self, content: Content) -> Answer:
        return {row.token: row.case.term for row in content.rows}

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        given = content.given(answer)
        names = names or {}
        chosen = [(row.text, given[row.id]) for row in content.rows if row.id in given]
        return "\n".join(f"{text} → {names.get(term, term)}" for text, term in chosen)

    def choices(self, content: Content, names: Names) -> dict[str, str]:
        return row_choices(content.rows, {term: names.get(term, term) for term in content.terms})

    def choices_in(self, content: Content, answer: Answer) -> dict[str, str]:
        return choices_in_rows(content.rows, content.given(answer))

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        given = content.given(answer)
        return [piece for row in content.rows for piece in _pieces(row, given.get(row.id))]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        given = content.given(answer)
        shown = [_review_row(row, given.get(row.id), html, names) for row in in_order(content.rows, order)]
        return {"stem_html": html["stem"], "state": state_of_rows(shown), "rows": shown}

    def interaction(self, content: Content) -> Interaction:
        data = self.dump(content)
        return Match(
            prompt=data.pop("stem"),
            sources=tuple(Alternative(row.id, row.text) for row in content.rows),
            targets=tuple(Alternative(term, term) for term in content.terms),
            right=tuple((row.id, row.case.term) for row in content.rows),
            feedback={(row.id, term): text for row in content.rows for term, text in row.feedback.items()},
            extras={**data, "rows": {row["id"]: _tags(row) for row in data["rows"]}},
        )

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        partners = dict(item.right) if isinstance(item, Match) else {}
        if not isinstance(item, Match) or not len(item.right) == len(partners) == len(item.sources):
            return None
        rows = [_row_data(item, source, partners) for source in item.sources]
        return {**item.extras, "stem": item.prompt, "rows": rows}


def _part(row: Row, given: str | None) -> Part:
    return Part(row.id, row.case.term, given, Fraction(int(given == row.case.term)))


def _pieces(row: Row, given: str | None) -> list[Piece]:
    right = row.case.term
    earned = [right] if given in (None, right) else [given, right]
    return [Piece(row.id, row.feedback_key(term), row.feedback[term], term == right) for term in earned if term]


def _review_row(row: Row, given: str | None, html: Html, names: Names) -> dict[str, Any]:
    right = row.case.term
    return review_row(
        row,
        given=given,
        right=right,
        html=html,
        names={term: names.get(term, term) for term in row.feedback},
        against=html[row.feedback_key(given)] if given and given != right else "",
        because=html[row.feedback_key(right)],
    )


def _named_terms(data: Any) -> tuple[str, ...]:
    """The terms the data names, for lack of the course's; sorted, so that their order tells nothing."""
    rows = data.get("rows") if isinstance(data, Mapping) else None
    rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, (list, tuple)) else []
    feedback = [row["feedback"] for row in rows if isinstance(row.get("feedback"), Mapping)]
    cases = [row["case"] for row in rows if isinstance(row.get("case"), Mapping)]
    named = [*(key for texts in feedback for key in texts), *(case.get("term") for case in cases)]
    return tuple(sorted({term for term in named if isinstance(term, str) and term != "note"}))


def _read_row(reader: Reader, terms: Sequence[str]) -> Row:
    row_id = reader.word("id")
    text = reader.text("text")
    case = read_case(reader.section("case"), row_id=row_id, terms=terms)
    feedback, feedback_note = _read_feedback(reader.section("feedback"), terms)
    row = Row(
        id=row_id,
        text=text,
        case=case,
        feedback=feedback,
        note=reader.note(),
        feedback_note=feedback_note,
    )
    reader.close()
    return row


def _read_feedback(reader: Reader, terms: Sequence[str]) -> tuple[dict[str, str], str]:
    texts = {term: reader.text(term) for term in terms}
    note = reader.note()
    for name in reader.names():
        if name not in terms:
            reader.problem("unknown-term", name, value=name, known=", ".join(terms))
    return texts, note


def _dump_row(row: Row, terms: Sequence[str]) -> dict[str, Any]:
    feedback = {term: row.feedback[term] for term in terms} | with_note(row.feedback_note)
    return {
        "id": row.id,
        "text": row.text,
        "case": dump_case(row.case),
        "feedback": feedback,
    } | with_note(row.note)


def _tags(row: dict[str, Any]) -> dict[str, Any]:
    """What an interaction has no field for."""
    tags = {key: value for key, value in row.items() if key in ("case", "note")}
    note = row["feedback"].get("note")
    return tags | ({"feedback_note": note} if note else {})


def _row_data(item: Match, source: Alternative, partners: Mapping[str, str]) -> dict[str, Any]:
    tags = dict(item.extras.get("rows", {}).get(source.id, {}))
    feedback = {term.id: item.feedback.get((source.id, term.id), "") for term in item.targets}
    feedback |= with_note(tags.pop("feedback_note", ""))
    case = {**tags.pop("case", {}), "term": partners.get(source.id, "")}
    return {"id": source.id, "text": source.text, "case": case, "feedback": feedback, **tags}


Classify.examples = (
    Example(
        terms=("RAIN", "SNOW", "HAIL"),
        data={
            "form": "zuordnen",
            "stem": "What fell? Words may be used several times or not at all.",
            "rows": [
                {
                    "id": "r1",
                    "text": "The street was wet, the air was warm.",
                    "case": {"term": "RAIN", "contrast": "RAINHAIL", "dimension": "D1", "claims": ["C-1"]},
                    "feedback": {
                        "RAIN": "Right: warm air, and nothing but water.",
                        "SNOW": "It was too warm for that.",
                        "HAIL": "Nothing lay on the street.",
                        "note": "checked twice",
                    },
                },
                {
                    "id": "r2",
                    "text": "The roof of the greenhouse had holes.",
                    "case": {"term": "HAIL", "contrast": "RAINHAIL", "dimension": "D2", "claims": ["C-2"]},
                    "feedback": {
                        "RAIN": "Drops break no glass.",
                        "SNOW": "Flakes break no glass.",
                        "HAIL": "Right: only hard grains do that.",
                    },
                    "note": "needs a picture",
                },
                {
                    "id": "r3",
                    "text": "The umbrella dripped for an hour.",
                    "case": {"term": "RAIN", "contrast": "RAINSNOW", "dimension": "D1", "claims": ["C-1"]},
                    "feedback": {
                        "RAIN": "Right: it was wet at once.",
                        "SNOW": "It would have been white first.",
                        "HAIL": "Grains roll off.",
                    },
                },
            ],
        },
        answers=(
            (
                {
                    token_of("The street was wet, the air was warm."): "RAIN",
                    token_of("The roof of the greenhouse had holes."): "HAIL",
                    token_of("The umbrella dripped for an hour."): "SNOW",
                },
                Fraction(2, 3),
            ),
            ({token_of("The roof of the greenhouse had holes."): "HAIL"}, Fraction(1, 3)),
            ({token_of("The street was wet, the air was warm."): "SNOW"}, Fraction(0)),
        ),
    ),
)
