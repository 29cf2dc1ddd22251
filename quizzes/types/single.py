"""One question, several options, exactly one of them is right.

Write a case or a question that can be answered without looking at the options. Each option stands for one
term of the course, and each term has one option. The wrong ones carry the misconception that makes them
tempting (M1 to M15), and every option has its own feedback: why the right one is right, which sign was
overlooked with the others.

Two forms. *Einordnen*: a company is described and the options are the terms themselves, always in the
course's order. *Szenario*: the options are three actions or verdicts; each learner sees them in another
order.

An answer is the token of the chosen option; right is 1, anything else 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Choice, Interaction
from quizzes.types.base import (
    Answer,
    AnswerProblem,
    CaseTag,
    Example,
    Html,
    Mark,
    Names,
    Part,
    Piece,
    Post,
    QuestionType,
    last_value,
    token_of,
)
from quizzes.types.fields import CASE, FORM, HINTS, MISCONCEPTION, OPTION, STEM, Field, Kind, options
from quizzes.types.named import as_seen, in_neutral_order, shuffled, texts_of
from quizzes.types.options import (
    Option,
    ask_options,
    chosen_option,
    dump_option,
    earned_options,
    from_choice,
    read_option,
    review_options,
    to_choice,
)
from quizzes.types.reading import MAX_STEM, Reader, dump_case, hint_texts, read_case, read_hints, with_hints

MIN_OPTIONS = 2
MAX_OPTIONS = 5
IN_TERM_ORDER = frozenset({"einordnen"})
"""Forms whose options are the terms: their order is known and means nothing."""
TEMPTING = replace(
    MISCONCEPTION,
    required=True,
    help=_("For each wrong answer: what someone who chooses it believes. For the correct one: none."),
    is_beside=False,
)
GENUINE_WORD = Field(
    "genuine_word",
    Kind.FLAG,
    _("a word that sounds like a term is used in its ordinary sense"),
    required=False,
    is_beside=True,
)


@dataclass(frozen=True)
class Content:
    """`genuine_word` tells the linter: a word that sounds like a term stands in the stem and is meant."""

    form: str
    stem: str
    case: CaseTag
    options: tuple[Option, ...]
    genuine_word: bool = False
    hints: tuple[str, ...] = ()

    @property
    def key(self) -> Option:
        return next(option for option in self.options if option.key)

    @property
    def in_term_order(self) -> bool:
        return self.form in IN_TERM_ORDER

    def chosen(self, answer: Answer) -> Option | None:
        """The option an answer means. Raises AnswerProblem if it means none of these."""
        if answer is None:
            return None
        if not isinstance(answer, str):
            raise AnswerProblem("wrong-shape")
        return chosen_option(self.options, answer)


class Single(QuestionType[Content]):
    key = "single"
    label = _("Single choice")
    forms: ClassVar = {"einordnen": _("Classify a case"), "szenario": _("Scenario")}
    fields = (
        FORM,
        STEM,
        options(*(TEMPTING if field is MISCONCEPTION else field for field in OPTION), least=MIN_OPTIONS, by_term=True),
        HINTS,
        CASE,
        GENUINE_WORD,
    )
    examples: ClassVar[tuple[Example, ...]] = ()

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            case=read_case(reader.section("case"), row_id="", terms=terms),
            options=tuple(
                _read_option(section, terms)
                for section in reader.sections("options", least=MIN_OPTIONS, most=MAX_OPTIONS)
            ),
            genuine_word=reader.flag("genuine_word"),
            hints=read_hints(reader),
        )
        reader.close()
        _check_options(reader, content, terms)
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        data: dict[str, Any] = {"form": content.form, "case": dump_case(content.case)}
        if content.genuine_word:
            data["genuine_word"] = True
        options = [dump_option(option) for option in content.options]
        return data | {"stem": content.stem} | with_hints(content.hints) | {"options": options}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return (content.case,)

    def texts(self, content: Content) -> dict[str, str]:
        return {"stem": content.stem, **hint_texts(content.hints), **texts_of(content.options)}

    def key_free(self, content: Content) -> dict[str, Any]:
        options = content.options if content.in_term_order else in_neutral_order(content.options)
        return {"stem": content.stem, "options": as_seen(options)}

    def option_order(self, content: Content, rng: Random) -> list[str]:
        return [option.token for option in content.options] if content.in_term_order else shuffled(content.options, rng)

    def ask(
        self, content: Content, *, html: Html, order: Sequence[str], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        options = ask_options(content.options, order=order, html=html, chosen=[answer])
        return {"stem_html": html["stem"], "options": options}

    def read(self, post: Post, name: str) -> Answer:
        return last_value(post, name)

    def check(self, content: Content, answer: Answer) -> None:
        content.chosen(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        chosen = content.chosen(answer)
        given = chosen.term if chosen else None
        right = chosen is not None and chosen.key
        return Mark.of_parts([Part("", content.case.term, given, Fraction(int(right)))])

    def solution(self, content: Content) -> Answer:
        return content.key.token

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        chosen = content.chosen(answer)
        return chosen.text if chosen else ""

    def choices(self, content: Content, names: Names) -> dict[str, str]:
        return {option.token: option.text for option in content.options}

    def choices_in(self, content: Content, answer: Answer) -> dict[str, str]:
        chosen = content.chosen(answer)
        return {"": chosen.token} if chosen else {}

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        earned = earned_options(content.options, content.chosen(answer))
        return [Piece("", option.feedback_key, option.feedback, option.key) for option in earned]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[str], names: Names
    ) -> dict[str, Any]:
        chosen = content.chosen(answer)
        options = review_options(content.options, order=order, html=html, chosen=[answer])
        state = "unanswered" if chosen is None else "right" if chosen.key else "wrong"
        return {"stem_html": html["stem"], "state": state, "options": options}

    def interaction(self, content: Content) -> Interaction:
        return to_choice(self.dump(content), content.options, shuffle=not content.in_term_order)

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        return from_choice(item) if isinstance(item, Choice) and len(item.right) == 1 else None


def _read_option(reader: Reader, terms: Sequence[str]) -> Option:
    option = read_option(reader, terms, needs_term=True)
    if not option.key and not option.misconception:
        reader.problem("missing", "misconception")
    return option


def _check_options(reader: Reader, content: Content, terms: Sequence[str]) -> None:
    """What concerns several options at once; silent while there are none."""
    options = content.options
    if not options:
        return
    reader.unique("options", "id", (option.id for option in options))
    reader.unique("options", "term", (option.term for option in options))
    reader.unique("options", "text", (option.text for option in options))
    for term in terms:
        if term not in {option.term for option in options}:
            reader.problem("term-without-option", "options", value=term)
    if content.in_term_order and terms and [option.term for option in options] != list(terms):
        reader.problem("not-in-term-order", "options", order=", ".join(terms))
    _check_key(reader, content)


def _check_key(reader: Reader, content: Content) -> None:
    keys = [index for index, option in enumerate(content.options) if option.key]
    if len(keys) != 1:
        reader.problem("key-count", "options", count=len(keys))
        return
    key = content.options[keys[0]]
    if key.term and content.case.term and key.term != content.case.term:
        reader.problem("key-term-differs", "options", keys[0], "term", value=key.term, term=content.case.term)


Single.examples = (
    Example(
        terms=("FIS", "MAM", "BIR"),
        data={
            "form": "einordnen",
            "case": {
                "term": "MAM",
                "contrast": "FISMAM",
                "dimension": "D1",
                "claims": ["C-1"],
                "decoy": True,
            },
            "stem": "It lives in the sea, breathes air and feeds its young with milk.",
            "options": [
                {
                    "id": "FIS",
                    "term": "FIS",
                    "text": "Fish",
                    "misconception": "M1",
                    "feedback": "Look at the milk.",
                },
                {
                    "id": "MAM",
                    "term": "MAM",
                    "key": True,
                    "text": "Mammal",
                    "feedback": "Right: it gives milk.",
                },
                {
                    "id": "BIR",
                    "term": "BIR",
                    "text": "Bird",
                    "misconception": "M2",
                    "feedback": "It has no wings.",
                },
            ],
        },
        answers=(
            (token_of("Mammal"), Fraction(1)),
            (token_of("Fish"), Fraction(0)),
            (token_of("Bird"), Fraction(0)),
        ),
    ),
    Example(
        data={
            "form": "szenario",
            "case": {
                "term": "B",
                "contrast": "AB",
                "dimension": "D2",
                "claims": ["C-2"],
                "note": "first draft",
            },
            "genuine_word": True,
            "stem": "The bus is late. What keeps the promise to the passengers?",
            "options": [
                {
                    "id": "o1",
                    "term": "A",
                    "text": "Say nothing.",
                    "misconception": "M15",
                    "feedback": "They wait.",
                },
                {
                    "id": "o2",
                    "term": "B",
                    "key": True,
                    "text": "Announce it.",
                    "feedback": "Right: they know why.",
                },
            ],
        },
        answers=((token_of("Announce it."), Fraction(1)), (token_of("Say nothing."), Fraction(0))),
    ),
)
