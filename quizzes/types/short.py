"""A question that is answered with a word, a number or a sentence of one's own.

Where a word or a number is asked for, list everything that is right (`accept`): the site compares without regard to
capitals, ß and umlauts, decimal comma and the marks around, and forgives one typing error if you allow it (`typo`).
Where a sentence is asked for, give criteria with points (`rubric`) and a sample answer: a person reads it then.

One form, *Kurzantwort*. An answer is what was typed. The question is no case and worth one point.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Interaction, Text
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Part, Piece, Post, QuestionType
from quizzes.types.fields import FEEDBACK, FORM, HINTS, STEM, TYPO, Field, Kind, accepted, rubric
from quizzes.types.reading import MAX_STEM, Reader, hint_texts, read_hints, with_hints
from quizzes.types.rows import state_of
from quizzes.types.rubrics import Criterion, criterion_texts, dump_rubric, read_rubric, review_rubric, unmarked
from quizzes.types.typed import MAX_TYPED, ask_text, check_text, dump_accepted, is_accepted, read_accepted, read_text

MAX_SENTENCES = 600  # characters, where a person reads the answer


@dataclass(frozen=True)
class Content:
    """Either `accepted` or a `rubric`, whose sample answer is the `sample`."""

    form: str
    stem: str
    feedback: str
    accepted: tuple[str, ...] = ()
    typo: bool = False
    rubric: tuple[Criterion, ...] = ()
    sample: str = ""
    hints: tuple[str, ...] = ()

    @property
    def limit(self) -> int:
        return MAX_SENTENCES if self.rubric else MAX_TYPED


class Short(QuestionType[Content]):
    key = "short"
    label = _("Short answer")
    forms: ClassVar = {"kurzantwort": _("Answer briefly")}
    fields = (
        FORM,
        STEM,
        accepted(),
        TYPO,
        replace(FEEDBACK, required=False),
        replace(
            rubric(required=False),
            help=_("Only where a person reads the answer."),
        ),
        Field("sample_answer", Kind.TEXT, _("sample answer"), required=False),
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    is_typed = True

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        by_person = reader.has("rubric")
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            feedback=reader.text("feedback", required=not by_person),
            accepted=() if by_person else read_accepted(reader),
            typo=False if by_person else reader.flag("typo"),
            rubric=read_rubric(reader) if by_person else (),
            sample=reader.text("sample_answer", limit=MAX_SENTENCES) if by_person else "",
            hints=read_hints(reader),
        )
        reader.close()
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        data: dict[str, Any] = {"form": content.form, "stem": content.stem} | with_hints(content.hints)
        if content.rubric:
            data |= {"rubric": dump_rubric(content.rubric), "sample_answer": content.sample}
        else:
            data |= dump_accepted(content.accepted, typo=content.typo)
        return data | ({"feedback": content.feedback} if content.feedback else {})

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return ()

    def texts(self, content: Content) -> dict[str, str]:
        texts = {"stem": content.stem, **hint_texts(content.hints), **criterion_texts(content.rubric)}
        texts |= {"feedback": content.feedback} if content.feedback else {}
        return texts | ({"sample.feedback": content.sample} if content.sample else {})

    def key_free(self, content: Content) -> dict[str, Any]:
        return {"stem": content.stem}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        return []

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        return ask_text(html, answer, limit=content.limit, is_long=bool(content.rubric))

    def read(self, post: Post, name: str) -> Answer:
        return read_text(post, name)

    def check(self, content: Content, answer: Answer) -> None:
        check_text(answer, limit=content.limit)

    def grade(self, content: Content, answer: Answer) -> Mark:
        text = check_text(answer, limit=content.limit)
        if content.rubric:
            return unmarked(content.rubric, waits=bool(text))
        share = Fraction(int(bool(text) and is_accepted(text, content.accepted, typo=content.typo)))
        return Mark(share, (Part("", None, None, share),))

    def solution(self, content: Content) -> Answer:
        return content.sample or content.accepted[0]

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        return check_text(answer, limit=content.limit)

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        check_text(answer, limit=content.limit)
        part, key = ("0", "sample.feedback") if content.rubric else ("", "feedback")
        return [Piece(part, key, content.sample or content.feedback, is_right=True)]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        text = check_text(answer, limit=content.limit)
        mark = self.grade(content, answer)
        return {
            "stem_html": html["stem"],
            "state": "waiting" if mark.needs_person else state_of(mark.share, answered=bool(text)),
            "answer": text,
            "right": content.accepted[0] if content.accepted else "",
            "feedback_html": html["feedback"] if content.feedback else "",
            "sample_html": html["sample.feedback"] if content.sample else "",
            "criteria": review_rubric(content.rubric, html),
        }

    def interaction(self, content: Content) -> Interaction:
        data = self.dump(content)
        data.pop("accept", None)
        return Text(
            prompt=data.pop("stem"),
            right=content.accepted,
            sample=data.pop("sample_answer", ""),
            feedback=data.pop("feedback", ""),
            extras=data,
        )

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        if not isinstance(item, Text) or item.is_long:
            return None
        data: dict[str, Any] = {"stem": item.prompt, "feedback": item.feedback}
        if item.sample:
            data |= {"sample_answer": item.sample, "rubric": []}
        else:
            data["accept"] = list(item.right)
        return data | dict(item.extras)


Short.examples = (
    Example(
        data={
            "form": "kurzantwort",
            "stem": "Which word means the size of a hat?",
            "hints": ["It begins with H."],
            "accept": ["Hutgröße", "Kopfumfang"],
            "typo": True,
            "feedback": "Hats are measured by the head.",
        },
        answers=(
            ("HUTGROESSE", Fraction(1)),
            ("Hutgrösse.", Fraction(1)),
            ("Huttgröße", Fraction(1)),
            ("Schuhgröße", Fraction(0)),
        ),
    ),
    Example(
        data={
            "form": "kurzantwort",
            "stem": "Why does ice float? Answer in a sentence.",
            "rubric": [{"points": 1, "text": "Ice takes more room."}, {"points": 2, "text": "It is lighter then."}],
            "sample_answer": "Ice takes more room than the water it was made of, so it is lighter.",
        },
        answers=(("Because it is cold.", Fraction(0)), ("It is lighter.", Fraction(0))),
    ),
)
