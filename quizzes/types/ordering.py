"""Several steps; each is given its place in an order.

Write steps whose order follows from the course, not from the wording ("first", "then"), and no two of which could
stand either way. In the file they stand in the right order. One text explains the order.

One form, *Ordnen*. Each learner finds the steps in another order and gives each a number.

An answer is a mapping from the token of a step to its number; steps may be left open. The share is the part of all
pairs of steps that stand the right way round, so that one step too early costs less than the reverse of everything.
Two steps with the same number stand no way round. The question is no case and worth one point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Alternative, Interaction, Order
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Part, Piece, Post, QuestionType, token_of
from quizzes.types.fields import FEEDBACK, FORM, HINTS, ID, NOTE, STEM, TEXT, Field, Kind
from quizzes.types.named import Named, as_seen, check_unique, in_neutral_order, shuffled, tags_by_id
from quizzes.types.reading import MAX_STEM, Reader, hint_texts, read_hints, with_hints, with_note
from quizzes.types.rows import ask_rows, given_rows, read_rows, state_of

MIN_STEPS = 3
MAX_STEPS = 8


@dataclass(frozen=True)
class Step(Named):
    listed: ClassVar[str] = "steps"

    id: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Content:
    """`steps` stand in the right order."""

    form: str
    stem: str
    steps: tuple[Step, ...]
    feedback: str
    hints: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(str(number) for number in range(1, len(self.steps) + 1))

    def given(self, answer: Answer) -> dict[str, int]:
        """Step id → place from 1. Raises AnswerProblem if the answer holds anything that was not on offer."""
        given = given_rows(self.steps, answer, self.places, unknown="unknown-option")
        return {step: int(place) for step, place in given.items()}


class Ordering(QuestionType[Content]):
    key = "ordering"
    label = _("Ordering")
    forms: ClassVar = {"ordnen": _("Put in order")}
    fields = (
        FORM,
        STEM,
        Field(
            "steps",
            Kind.ROWS,
            _("steps in their correct order"),
            fields=(ID, TEXT, NOTE),
            least=MIN_STEPS,
            item=_("Step"),
            add=_("Add a step"),
            ids="s",
        ),
        FEEDBACK,
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    ordered = frozenset({"steps"})

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            steps=tuple(_read_step(section) for section in reader.sections("steps", least=MIN_STEPS, most=MAX_STEPS)),
            feedback=reader.text("feedback"),
            hints=read_hints(reader),
        )
        check_unique(reader, "steps", content.steps)
        reader.close()
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        steps = [{"id": step.id, "text": step.text} | with_note(step.note) for step in content.steps]
        data = {"form": content.form, "stem": content.stem} | with_hints(content.hints)
        return data | {"steps": steps, "feedback": content.feedback}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return ()

    def texts(self, content: Content) -> dict[str, str]:
        texts = {step.text_key: step.text for step in content.steps}
        return {"stem": content.stem, **hint_texts(content.hints), **texts, "feedback": content.feedback}

    def key_free(self, content: Content) -> dict[str, Any]:
        return {"stem": content.stem, "steps": as_seen(in_neutral_order(content.steps))}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        """Never the right one: it would look like the answer."""
        right = [step.token for step in content.steps]
        order = right
        while order == right:
            order = shuffled(content.steps, rng)
        return order

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        choices = {place: place for place in content.places}
        rows = ask_rows(content.steps, order=order, html=html, choices=choices, answer=answer)
        return {"stem_html": html["stem"], "rows": rows}

    def read(self, post: Post, name: str) -> Answer:
        return read_rows(post, name, most=MAX_STEPS)

    def check(self, content: Content, answer: Answer) -> None:
        content.given(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        given = content.given(answer)
        pairs = list(combinations((given.get(step.id) for step in content.steps), 2))
        right = sum(before is not None and after is not None and before < after for before, after in pairs)
        share = Fraction(right, len(pairs))
        return Mark(share, (Part("", None, None, share),))

    def solution(self, content: Content) -> Answer:
        return {step.token: place for step, place in zip(content.steps, content.places, strict=True)}

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        given = content.given(answer)
        placed = sorted((given[step.id], step.text) for step in content.steps if step.id in given)
        return "\n".join(f"({place}) {text}" for place, text in placed)

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        content.given(answer)
        return [Piece("", "feedback", content.feedback, is_right=True)]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        given = content.given(answer)
        steps = [
            {"html": html[step.text_key], "right": place, "chosen": given.get(step.id)}
            for place, step in enumerate(content.steps, start=1)
        ]
        state = state_of(self.grade(content, answer).share, answered=bool(given))
        return {"stem_html": html["stem"], "state": state, "steps": steps, "feedback_html": html["feedback"]}

    def interaction(self, content: Content) -> Interaction:
        data = self.dump(content)
        return Order(
            prompt=data.pop("stem"),
            steps=tuple(Alternative(step.id, step.text) for step in content.steps),
            feedback=data.pop("feedback"),
            extras={**data, "steps": tags_by_id(data["steps"])},
        )

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        if not isinstance(item, Order):
            return None
        notes = item.extras.get("steps", {})
        steps = [{"id": step.id, "text": step.text, **notes.get(step.id, {})} for step in item.steps]
        return {**item.extras, "stem": item.prompt, "steps": steps, "feedback": item.feedback}


def _read_step(reader: Reader) -> Step:
    step = Step(id=reader.word("id"), text=reader.text("text"), note=reader.note())
    reader.close()
    return step


Ordering.examples = (
    Example(
        data={
            "form": "ordnen",
            "stem": "From the seed to the bread: what comes first?",
            "hints": ["Flour is made of grain."],
            "steps": [
                {"id": "a", "text": "Sowing"},
                {"id": "b", "text": "Reaping", "note": "in summer"},
                {"id": "c", "text": "Milling"},
                {"id": "d", "text": "Baking"},
            ],
            "feedback": "Grain is reaped, then milled, and only flour is baked.",
        },
        answers=(
            (
                {
                    token_of("Sowing"): "2",
                    token_of("Reaping"): "1",
                    token_of("Milling"): "3",
                    token_of("Baking"): "4",
                },
                Fraction(5, 6),
            ),
            ({token_of("Sowing"): "1", token_of("Baking"): "2"}, Fraction(1, 6)),
            ({token_of("Sowing"): "1", token_of("Reaping"): "1"}, Fraction(0)),
            (
                {
                    token_of("Sowing"): "4",
                    token_of("Reaping"): "3",
                    token_of("Milling"): "2",
                    token_of("Baking"): "1",
                },
                Fraction(0),
            ),
        ),
    ),
)
