"""One question, several options, one or more of them are right.

Write a question for which it matters to find *all* that is right, and say how many it is, or that it may be several.
Wrong options may carry the misconception (M1 to M15) that makes them tempting and the term they stand for; every option
has its own feedback.

One form, *Mehrfachauswahl*. Each learner sees the options in another order.

An answer is the sorted list of the tokens that were ticked. Each right one earns its share, each wrong one loses as
much as a right one earns on average; nobody gets less than nothing. An author may set shares of single options. The
question is no case and worth one point.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Choice, Interaction
from quizzes.types.base import Answer, CaseTag, Example, Html, Mark, Names, Part, Piece, Post, QuestionType, token_of
from quizzes.types.fields import FORM, HINTS, OPTION, STEM, Field, Kind, options
from quizzes.types.named import as_seen, check_unique, in_neutral_order, shuffled, texts_of
from quizzes.types.options import (
    Option,
    ask_options,
    dump_option,
    from_choice,
    read_option,
    review_options,
    to_choice,
)
from quizzes.types.reading import MAX_STEM, Reader, hint_texts, read_hints, with_hints
from quizzes.types.rows import read_ticks, state_of, ticked

MIN_OPTIONS = 3
MAX_OPTIONS = 8
SHARE = Field("share", Kind.LINE, _("share"), help=_("A fraction such as 1/3; empty for equal shares."), required=False)


@dataclass(frozen=True)
class Content:
    form: str
    stem: str
    options: tuple[Option, ...]
    hints: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.key)

    def ticked(self, answer: Answer) -> frozenset[str]:
        return ticked(answer, {option.token for option in self.options})

    def worth(self, option: Option) -> Fraction:
        """What a tick here changes."""
        share = option.share or Fraction(1, len(self.keys))
        return share if option.key else -share


class Multiple(QuestionType[Content]):
    key = "multiple"
    label = _("Multiple choice")
    forms: ClassVar = {"mehrfachauswahl": _("Choose several")}
    fields = (
        FORM,
        STEM,
        options(*OPTION, SHARE, least=MIN_OPTIONS),
        HINTS,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    weighs_choices = True

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        sections = reader.sections("options", least=MIN_OPTIONS, most=MAX_OPTIONS)
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            options=tuple(_read_option(section, terms) for section in sections),
            hints=read_hints(reader),
        )
        reader.close()
        _check_options(reader, content)
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        options = [dump_option(option) for option in content.options]
        return {"form": content.form, "stem": content.stem} | with_hints(content.hints) | {"options": options}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return ()

    def texts(self, content: Content) -> dict[str, str]:
        return {"stem": content.stem, **hint_texts(content.hints), **texts_of(content.options)}

    def key_free(self, content: Content) -> dict[str, Any]:
        return {"stem": content.stem, "options": as_seen(in_neutral_order(content.options))}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        return shuffled(content.options, rng)

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        options = ask_options(content.options, order=order, html=html, chosen=answer or [])
        return {"stem_html": html["stem"], "options": options}

    def read(self, post: Post, name: str) -> Answer:
        return read_ticks(post, name, most=MAX_OPTIONS)

    def check(self, content: Content, answer: Answer) -> None:
        content.ticked(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        chosen = content.ticked(answer)
        worths = [(option.id, content.worth(option) * (option.token in chosen)) for option in content.options]
        share = max(Fraction(0), sum((worth for _id, worth in worths), Fraction(0)))
        return Mark(share, tuple(Part(row, None, None, worth if share else Fraction(0)) for row, worth in worths))

    def solution(self, content: Content) -> Answer:
        return sorted(option.token for option in content.keys)

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        chosen = content.ticked(answer)
        return "\n".join(option.text for option in content.options if option.token in chosen)

    def choices(self, content: Content, names: Names) -> dict[str, str]:
        return {option.token: option.text for option in content.options}

    def choices_in(self, content: Content, answer: Answer) -> dict[str, str]:
        chosen = content.ticked(answer)
        return {option.id: option.token for option in content.options if option.token in chosen}

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        chosen = content.ticked(answer)
        earned = [option for option in content.options if option.key or option.token in chosen]
        return [Piece(option.id, option.feedback_key, option.feedback, option.key) for option in earned]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        chosen = content.ticked(answer)
        options = review_options(content.options, order=order, html=html, chosen=chosen)
        state = state_of(self.grade(content, answer).share, answered=bool(chosen))
        return {"stem_html": html["stem"], "state": state, "options": options}

    def interaction(self, content: Content) -> Interaction:
        return to_choice(self.dump(content), content.options)

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        return from_choice(item) if isinstance(item, Choice) else None


def _read_option(reader: Reader, terms: Sequence[str]) -> Option:
    share = reader.share("share")
    return replace(read_option(reader, terms), share=share)


def _check_options(reader: Reader, content: Content) -> None:
    check_unique(reader, "options", content.options)
    if content.options and not content.keys:
        reader.problem("key-missing", "options")
    elif content.options and len(content.keys) == len(content.options):
        reader.problem("nothing-wrong", "options")
    elif any(option.share for option in content.keys):
        total = sum((content.worth(option) for option in content.keys), Fraction(0))
        if total != 1:
            reader.problem("shares-do-not-sum", "options", sum=total)


Multiple.examples = (
    Example(
        data={
            "form": "mehrfachauswahl",
            "stem": "Which of these float on water? It may be several.",
            "hints": ["Think of what a ship is made of."],
            "options": [
                {"id": "o1", "key": True, "text": "Cork", "feedback": "Right: it is mostly air."},
                {"id": "o2", "key": True, "text": "Ice", "feedback": "Right: it takes more room than water."},
                {"id": "o3", "text": "A needle of glass", "misconception": "M2", "feedback": "Glass is heavier."},
                {"id": "o4", "text": "A coin", "feedback": "Metal is heavier.", "note": "the obvious one"},
            ],
        },
        answers=(
            (sorted([token_of("Cork"), token_of("Ice"), token_of("A coin")]), Fraction(1, 2)),
            ([token_of("Ice")], Fraction(1, 2)),
            (sorted([token_of("Cork"), token_of("A coin")]), Fraction(0)),
            (sorted([token_of("A coin"), token_of("A needle of glass")]), Fraction(0)),
        ),
    ),
    Example(
        data={
            "form": "mehrfachauswahl",
            "stem": "Which two belong into the dough?",
            "options": [
                {"id": "o1", "key": True, "share": "3/4", "text": "Flour", "feedback": "Right: the most of it."},
                {"id": "o2", "key": True, "share": "1/4", "text": "Salt", "feedback": "Right: a pinch."},
                {"id": "o3", "share": "1", "text": "Plaster", "feedback": "It looks like flour only."},
            ],
        },
        answers=(
            ([token_of("Salt")], Fraction(1, 4)),
            ([token_of("Flour")], Fraction(3, 4)),
            (sorted([token_of("Flour"), token_of("Plaster")]), Fraction(0)),
        ),
    ),
)
