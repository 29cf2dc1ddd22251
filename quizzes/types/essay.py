"""A task that is answered with a text of one's own and marked by a person.

Say how long the text shall be and what must be in it. The rubric lists what can be seen in an answer and the points for
it; style is no criterion. `pass_points` is the least for an answer that will do. The sample answer shows how a good one
differs from a weak one.

One form, *Praxisauftrag*. An answer is the text. The question is no case; it is worth the points of its rubric, so that
a quiz can be passed with `pass_points` of them. Its share is what the criteria gave of what they could give.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Interaction, Text
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Piece, Post, QuestionType
from quizzes.types.fields import FORM, HINTS, STEM, Field, Kind, rubric
from quizzes.types.reading import MAX_STEM, Reader, hint_texts, read_hints, with_hints
from quizzes.types.rubrics import (
    MAX_CRITERIA,
    MAX_CRITERION_POINTS,
    Criterion,
    criterion_texts,
    dump_rubric,
    maximum_of,
    read_rubric,
    review_rubric,
    unmarked,
)
from quizzes.types.typed import ask_text, check_text, read_text

MAX_ESSAY = 4800  # characters, about 700 words; as JSON within what one answer may take


@dataclass(frozen=True)
class Content:
    form: str
    stem: str
    rubric: tuple[Criterion, ...]
    pass_points: int
    sample: str
    hints: tuple[str, ...] = ()


class Essay(QuestionType[Content]):
    key = "essay"
    label = _("Free text")
    forms: ClassVar = {"praxisauftrag": _("Practical task")}
    fields = (
        FORM,
        STEM,
        rubric(),
        Field("pass_points", Kind.NUMBER, _("points to pass")),
        Field("sample_answer", Kind.TEXT, _("sample answer")),
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    is_typed = True

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            rubric=read_rubric(reader),
            pass_points=reader.number("pass_points", most=MAX_CRITERIA * MAX_CRITERION_POINTS),
            sample=reader.text("sample_answer"),
            hints=read_hints(reader),
        )
        maximum = maximum_of(content.rubric)
        if content.rubric and content.pass_points > maximum:
            reader.problem("pass-points", "pass_points", limit=maximum)
        reader.close()
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        data: dict[str, Any] = {"form": content.form, "stem": content.stem} | with_hints(content.hints)
        rubric = {"rubric": dump_rubric(content.rubric), "pass_points": content.pass_points}
        return data | rubric | {"sample_answer": content.sample}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return ()

    def points(self, content: Content) -> int:
        return maximum_of(content.rubric)

    def texts(self, content: Content) -> dict[str, str]:
        texts = {"stem": content.stem, **hint_texts(content.hints), **criterion_texts(content.rubric)}
        return texts | {"sample.feedback": content.sample}

    def key_free(self, content: Content) -> dict[str, Any]:
        return {"stem": content.stem}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        return []

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        return ask_text(html, answer, limit=MAX_ESSAY, is_long=True)

    def read(self, post: Post, name: str) -> Answer:
        return read_text(post, name)

    def check(self, content: Content, answer: Answer) -> None:
        check_text(answer, limit=MAX_ESSAY)

    def grade(self, content: Content, answer: Answer) -> Mark:
        return unmarked(content.rubric, waits=bool(check_text(answer, limit=MAX_ESSAY)))

    def solution(self, content: Content) -> Answer:
        return content.sample

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        return check_text(answer, limit=MAX_ESSAY)

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        check_text(answer, limit=MAX_ESSAY)
        return [Piece("0", "sample.feedback", content.sample, is_right=True)]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        text = check_text(answer, limit=MAX_ESSAY)
        return {
            "stem_html": html["stem"],
            "state": "waiting" if text else "unanswered",
            "answer": text,
            "sample_html": html["sample.feedback"],
            "criteria": review_rubric(content.rubric, html),
        }

    def interaction(self, content: Content) -> Interaction:
        data = self.dump(content)
        prompt, sample = data.pop("stem"), data.pop("sample_answer")
        return Text(prompt=prompt, sample=sample, is_long=True, extras=data)

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        if not isinstance(item, Text) or not item.is_long:
            return None
        return {"stem": item.prompt, "sample_answer": item.sample, **item.extras}


Essay.examples = (
    Example(
        data={
            "form": "praxisauftrag",
            "stem": "Describe in 100 words how you would dry wet shoes, and why.",
            "hints": ["Think of what takes up water."],
            "rubric": [
                {"points": 2, "text": "One point each for two ways that work.", "note": "not two of one kind"},
                {"points": 3, "text": "A reason for each way."},
            ],
            "pass_points": 3,
            "sample_answer": "Paper takes up water, and warm air carries it away.",
        },
        answers=(("I would wait.", Fraction(0)), ("Paper.", Fraction(0))),
    ),
)
