"""A text with gaps; each is filled by choosing from a list or by typing.

Mark each gap with three or more underscores. An article or an ending before a gap gives the answer away: put the gap
first or use a frame that fits every choice. Wrong choices may carry the misconception (M1 to M15) that makes them
tempting and the term they stand for, and each choice has its own feedback. For a gap that is typed, list all that is
right; capitals, ß, umlauts and the decimal comma do not matter, and one typing error is forgiven if you allow it.

One form, *Lücke*. A single gap with choices is written with `options` (and a `case`) beside the stem, several under
`gaps`. Choices are shuffled unless `in_order` is set, as for the terms of the course.

An answer is a mapping from the number of a gap to the token of a choice or to what was typed. Either every gap is a
case, worth a point each, or none is, and the question is worth one point with the same share for each gap.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Gaps, Interaction
from quizzes.types.base import (
    Answer,
    AnswerProblem,
    CaseTag,
    Example,
    Html,
    Mark,
    Names,
    Piece,
    Post,
    QuestionType,
    token_of,
)
from quizzes.types.fields import CASE, FEEDBACK, FORM, HINTS, ID, NOTE, STEM, TYPO, Field, Kind, accepted, options
from quizzes.types.gaps import (
    MIN_OPTIONS,
    Gap,
    ask_gap,
    check_case,
    dump_gap,
    from_neutral,
    gap_tags,
    read_gap,
    read_only_gap,
    review_gap,
    to_neutral,
)
from quizzes.types.named import as_seen, in_neutral_order, shuffled
from quizzes.types.reading import MAX_STEM, Reader, hint_texts, read_hints, with_hints
from quizzes.types.rows import choice_name, in_equal_shares, read_rows, state_of_rows
from quizzes.types.typed import MAX_TYPED, check_text, storable

MAX_GAPS = 8
ONE_CASE = replace(CASE, required=False)
GAP = re.compile(r"(?:\\?_){3,}")


@dataclass(frozen=True)
class Content:
    form: str
    stem: str
    gaps: tuple[Gap, ...]
    in_order: bool = False
    hints: tuple[str, ...] = ()

    @property
    def is_single(self) -> bool:
        """One gap with choices, written beside the stem."""
        return not self.gaps[0].id

    @property
    def numbered(self) -> dict[str, Gap]:
        return {str(number): gap for number, gap in enumerate(self.gaps, start=1)}

    def given(self, answer: Answer) -> dict[str, str]:
        """Number of a gap → token or text. Raises AnswerProblem if the answer holds what cannot be given."""
        if answer is None:
            return {}
        if not isinstance(answer, dict):
            raise AnswerProblem("wrong-shape")
        gaps = self.numbered
        if not gaps.keys() >= answer.keys():
            raise AnswerProblem("unknown-row")
        for number, text in answer.items():
            if not isinstance(text, str):
                raise AnswerProblem("unknown-option" if gaps[number].options else "wrong-shape")
            gaps[number].chosen(check_text(text, limit=MAX_TYPED))
        return {number: text.strip() for number, text in answer.items() if text.strip()}


class Cloze(QuestionType[Content]):
    key = "cloze"
    label = _("Text with gaps")
    forms: ClassVar = {"luecke": _("Fill the gap")}
    fields = (
        FORM,
        replace(STEM, help=_("Markdown. Each gap is three or more underscores: ___")),
        options(least=MIN_OPTIONS, required=False),
        Field(
            "gaps",
            Kind.ROWS,
            _("several gaps"),
            required=False,
            item=_("Gap"),
            add=_("Add a gap"),
            ids="g",
            help=_("In the order of the text. Not needed for a single gap with answers to choose from."),
            fields=(
                ID,
                options(least=MIN_OPTIONS, required=False),
                accepted(required=False),
                TYPO,
                replace(FEEDBACK, required=False),
                ONE_CASE,
                NOTE,
            ),
        ),
        HINTS,
        Field("in_order", Kind.FLAG, _("answers appear in this order"), required=False),
        ONE_CASE,
    )
    examples: ClassVar[tuple[Example, ...]] = ()
    ordered = frozenset({"gaps"})
    decides_cases = False

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        gaps = (
            tuple(read_gap(section, terms) for section in reader.sections("gaps", least=1, most=MAX_GAPS))
            if reader.has("gaps")
            else (read_only_gap(reader, terms),)
        )
        content = Content(
            form=reader.form(self.forms),
            stem=reader.text("stem", limit=MAX_STEM),
            gaps=gaps,
            in_order=reader.flag("in_order"),
            hints=read_hints(reader),
        )
        reader.close()
        _check_gaps(reader, content)
        reader.finish()
        return content

    def dump(self, content: Content) -> dict[str, Any]:
        data: dict[str, Any] = {"form": content.form, "stem": content.stem} | with_hints(content.hints)
        if content.in_order:
            data["in_order"] = True
        if content.is_single:
            return data | dump_gap(content.gaps[0])
        return data | {"gaps": [dump_gap(gap) for gap in content.gaps]}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return tuple(gap.case for gap in content.gaps if gap.case)

    def texts(self, content: Content) -> dict[str, str]:
        """The stem with its gaps escaped: Markdown would take „___“ und „___“ for emphasis."""
        texts = {"stem": GAP.sub(_escaped, content.stem), **hint_texts(content.hints)}
        for gap in content.gaps:
            texts |= gap.texts
        return texts

    def key_free(self, content: Content) -> dict[str, Any]:
        gaps = [
            {"id": number, "options": as_seen(gap.options if content.in_order else in_neutral_order(gap.options))}
            for number, gap in content.numbered.items()
        ]
        return {"stem": content.stem, "gaps": gaps}

    def option_order(self, content: Content, rng: Random) -> list[list[str]]:
        """For each gap the tokens of its choices; none for a gap that is typed."""
        if content.in_order:
            return [[option.token for option in gap.options] for gap in content.gaps]
        return [shuffled(gap.options, rng) for gap in content.gaps]

    def ask(
        self, content: Content, *, html: Html, order: Sequence[Any], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        answer = answer or {}
        rows = [
            ask_gap(number, gap, tokens, html, answer.get(number, ""))
            for (number, gap), tokens in zip(content.numbered.items(), order, strict=True)
        ]
        return {"stem_html": html["stem"], "stem_parts": _parts_of(html["stem"]), "rows": rows}

    def read(self, post: Post, name: str) -> Answer:
        """What was emptied reads as an empty text: only typed gaps can be emptied."""
        sent = read_rows(post, name, most=MAX_GAPS) or {}
        answer = {number: text for number, given in sent.items() if (text := storable(given))}
        return answer if answer or any(key.startswith(f"{name}__") for key in post) else None

    def check(self, content: Content, answer: Answer) -> None:
        content.given(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        given = content.given(answer)
        answered = [(gap, given.get(number)) for number, gap in content.numbered.items()]
        if self.cases(content):
            return Mark.of_parts(gap.part(text) for gap, text in answered)
        return in_equal_shares({gap.id: gap.is_right(text) for gap, text in answered})

    def solution(self, content: Content) -> Answer:
        return {number: gap.solution for number, gap in content.numbered.items()}

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        given = content.given(answer)
        said = [(number, gap.said(given[number])) for number, gap in content.numbered.items() if number in given]
        return "\n".join(_numbered(content, number, text) for number, text in said)

    def choices(self, content: Content, names: Names) -> dict[str, str]:
        """Of the gaps that offer some; what is typed is no choice."""
        offered = [(number, option) for number, gap in content.numbered.items() for option in gap.options]
        return {
            choice_name(number, option.token): _numbered(content, number, option.text) for number, option in offered
        }

    def choices_in(self, content: Content, answer: Answer) -> dict[str, str]:
        given, gaps = content.given(answer), content.numbered
        return {gaps[n].id: choice_name(n, chosen) for n, chosen in given.items() if gaps[n].options}

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        given = content.given(answer)
        return [piece for number, gap in content.numbered.items() for piece in gap.pieces(given.get(number))]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[Any], names: Names
    ) -> dict[str, Any]:
        given = content.given(answer)
        numbered = content.numbered.items()
        rows = [review_gap(number, gap, given.get(number), html) for number, gap in numbered]
        if len(rows) == 1:
            rows[0]["html"] = ""
        return {
            "stem_html": html["stem"],
            "stem_parts": _parts_of(html["stem"]),
            "state": state_of_rows(rows),
            "rows": rows,
        }

    def interaction(self, content: Content) -> Interaction:
        data = self.dump(content)
        extras = {key: value for key, value in data.items() if key in ("form", "hints", "in_order")}
        return Gaps(
            prompt=content.stem,
            gaps=tuple(to_neutral(gap) for gap in content.gaps),
            extras={**extras, "gaps": [gap_tags(gap) for gap in content.gaps]},
        )

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        if not isinstance(item, Gaps):
            return None
        extras = dict(item.extras)
        tags = extras.pop("gaps", [{} for _gap in item.gaps])
        gaps = [from_neutral(gap, tag) for gap, tag in zip(item.gaps, tags, strict=True)]
        head = {**extras, "stem": item.prompt}
        return {**head, **gaps[0]} if len(gaps) == 1 and not item.gaps[0].id else {**head, "gaps": gaps}


def _numbered(content: Content, number: str, text: str) -> str:
    return text if len(content.gaps) == 1 else f"({number}) {text}"


def _escaped(gap: re.Match[str]) -> str:
    return r"\_" * gap.group().count("_")


def _parts_of(html: str) -> list[str]:
    """What stands around the gaps, as safe as it came."""
    return [type(html)(piece) for piece in GAP.split(html)]


def _check_gaps(reader: Reader, content: Content) -> None:
    reader.unique("gaps", "id", (gap.id for gap in content.gaps))
    found = len(GAP.findall(content.stem))
    if content.stem and content.gaps and found != len(content.gaps):
        reader.problem("gap-count", "stem", found=found, count=len(content.gaps))
    cases = [gap for gap in content.gaps if gap.case]
    if cases and len(cases) != len(content.gaps):
        reader.problem("all-or-none", "gaps")
    for index, gap in enumerate(content.gaps):
        check_case(reader, ("gaps", index) if gap.id else (), gap)


Cloze.examples = (
    Example(
        terms=("DAY", "DUSK", "NOON"),
        data={
            "form": "luecke",
            "stem": "The time when the sun stands highest is called ______ by everybody.",
            "case": {"term": "NOON", "contrast": "DUSKNOON", "dimension": "D1", "claims": ["C-1"]},
            "options": [
                {"id": "DAY", "term": "DAY", "text": "day", "misconception": "M1", "feedback": "That is all of it."},
                {"id": "NOON", "term": "NOON", "key": True, "text": "noon", "feedback": "Right: highest at noon."},
                {"id": "DUSK", "term": "DUSK", "text": "dusk", "misconception": "M2", "feedback": "It sinks then."},
            ],
        },
        answers=(
            ({"1": token_of("noon")}, Fraction(1)),
            ({"1": token_of("dusk")}, Fraction(0)),
            ({"1": token_of("day")}, Fraction(0)),
        ),
    ),
    Example(
        data={
            "form": "luecke",
            "stem": "Water boils at ___ degrees and freezes at ____. As a solid it is called _____.",
            "in_order": True,
            "hints": ["In degrees Celsius."],
            "gaps": [
                {
                    "id": "g1",
                    "options": [
                        {"id": "a", "text": "90", "feedback": "Only on a high mountain."},
                        {"id": "b", "key": True, "text": "100", "feedback": "Right, at the sea."},
                    ],
                    "note": "at sea level",
                },
                {"id": "g2", "accept": ["0", "zero"], "feedback": "The scale was made so."},
                {"id": "g3", "accept": ["crystal ice"], "typo": True, "feedback": "Ice is a crystal."},
            ],
        },
        answers=(
            ({"1": token_of("100"), "2": "Zero", "3": "cristal ice"}, Fraction(1)),
            ({"1": token_of("90"), "2": "0"}, Fraction(1, 3)),
            ({"2": "1", "3": "snow"}, Fraction(0)),
        ),
    ),
)
