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
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Alternative, Gaps, Interaction
from quizzes.formats.item import Gap as NeutralGap
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
    token_of,
)
from quizzes.types.reading import (
    MAX_STEM,
    Reader,
    dump_case,
    hint_texts,
    read_case,
    read_hints,
    read_misconception,
    with_hints,
    with_note,
)
from quizzes.types.rows import read_rows, state_of_rows
from quizzes.types.typed import MAX_TYPED, check_text, is_accepted

MAX_GAPS = 8
MIN_OPTIONS = 2
MAX_OPTIONS = 6
MAX_ACCEPTED = 20
GAP = re.compile("_{3,}")


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    feedback: str
    key: bool = False
    term: str = ""
    misconception: str = ""
    note: str = ""

    @property
    def token(self) -> str:
        return token_of(self.text)


@dataclass(frozen=True)
class Gap:
    """`id` is "" for the only gap of a question. Either `options`, or what is `accepted` and its `feedback`."""

    id: str
    case: CaseTag | None = None
    options: tuple[Option, ...] = ()
    accepted: tuple[str, ...] = ()
    typo: bool = False
    feedback: str = ""
    note: str = ""

    @property
    def key(self) -> Option:
        return next(option for option in self.options if option.key)

    @property
    def right(self) -> str:
        return self.key.text if self.options else self.accepted[0]

    def chosen(self, given: str) -> Option | None:
        """Raises AnswerProblem for a choice that was not on offer; None where one types."""
        if not self.options:
            return None
        for option in self.options:
            if option.token == given:
                return option
        raise AnswerProblem("unknown-option")

    def is_right(self, given: str | None) -> bool:
        if not given:
            return False
        chosen = self.chosen(given)
        return chosen.key if chosen else is_accepted(given, self.accepted, typo=self.typo)

    def said(self, given: str) -> str:
        chosen = self.chosen(given)
        return chosen.text if chosen else given


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
    examples: ClassVar[tuple[Example, ...]] = ()
    ordered = frozenset({"gaps"})

    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> Content:
        reader = Reader(data)
        gaps = (
            tuple(_read_gap(section, terms) for section in reader.sections("gaps", least=1, most=MAX_GAPS))
            if reader.has("gaps")
            else (_read_only_gap(reader, terms),)
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
            return data | _dump_gap(content.gaps[0])
        return data | {"gaps": [_dump_gap(gap) for gap in content.gaps]}

    def cases(self, content: Content) -> tuple[CaseTag, ...]:
        return tuple(gap.case for gap in content.gaps if gap.case)

    def texts(self, content: Content) -> dict[str, str]:
        texts = {"stem": content.stem, **hint_texts(content.hints)}
        for gap in content.gaps:
            for option in gap.options:
                texts |= {text_key(gap, option): option.text, feedback_key(gap, option): option.feedback}
            if not gap.options:
                texts[feedback_key(gap)] = gap.feedback
        return texts

    def key_free(self, content: Content) -> dict[str, Any]:
        gaps = [
            {"id": number, "options": [{"id": o.token, "text": o.text} for o in _neutral(content, gap)]}
            for number, gap in content.numbered.items()
        ]
        return {"stem": content.stem, "gaps": gaps}

    def option_order(self, content: Content, rng: Random) -> list[list[str]]:
        """For each gap the tokens of its choices; none for a gap that is typed."""
        orders = [[option.token for option in gap.options] for gap in content.gaps]
        if not content.in_order:
            for order in orders:
                rng.shuffle(order)
        return orders

    def ask(
        self, content: Content, *, html: Html, order: Sequence[Any], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        answer = answer or {}
        rows = [
            _ask_gap(number, gap, tokens, html, answer.get(number, ""))
            for (number, gap), tokens in zip(content.numbered.items(), order, strict=True)
        ]
        return {"stem_html": html["stem"], "stem_parts": _parts_of(html["stem"]), "rows": rows}

    def read(self, post: Post, name: str) -> Answer:
        """What was emptied reads as an empty text: only typed gaps can be emptied."""
        answer = read_rows(post, name, most=MAX_GAPS)
        return {} if answer is None and any(key.startswith(f"{name}__") for key in post) else answer

    def check(self, content: Content, answer: Answer) -> None:
        content.given(answer)

    def grade(self, content: Content, answer: Answer) -> Mark:
        given = content.given(answer)
        whole = Fraction(1) if self.cases(content) else Fraction(1, len(content.gaps))
        parts = tuple(_part(gap, given.get(number), whole) for number, gap in content.numbered.items())
        if self.cases(content):
            return Mark.of_parts(parts)
        return Mark(sum((part.share for part in parts), Fraction()), parts)

    def solution(self, content: Content) -> Answer:
        return {
            number: gap.key.token if gap.options else gap.accepted[0] for number, gap in content.numbered.items()
        }

    def say(self, content: Content, answer: Answer, names: Names | None = None) -> str:
        given = content.given(answer)
        said = [(number, gap.said(given[number])) for number, gap in content.numbered.items() if number in given]
        return said[0][1] if said and len(content.gaps) == 1 else "\n".join(f"({n}) {text}" for n, text in said)

    def feedback_for(self, content: Content, answer: Answer) -> list[Piece]:
        given = content.given(answer)
        return [piece for number, gap in content.numbered.items() for piece in _pieces(gap, given.get(number))]

    def review(
        self, content: Content, answer: Answer, *, html: Html, order: Sequence[Any], names: Names
    ) -> dict[str, Any]:
        given = content.given(answer)
        numbered = content.numbered.items()
        rows = [_review_gap(number, gap, given.get(number), html) for number, gap in numbered]
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
        gaps = data.pop("gaps", None) or [data]
        extras = {key: value for key, value in data.items() if key in ("form", "hints", "in_order")}
        return Gaps(
            prompt=content.stem,
            gaps=tuple(_neutral_gap(gap) for gap in content.gaps),
            extras={**extras, "gaps": [_gap_tags(gap) for gap in gaps]},
        )

    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        if not isinstance(item, Gaps):
            return None
        extras = dict(item.extras)
        tags = extras.pop("gaps", [{} for _gap in item.gaps])
        gaps = [_gap_data(gap, tag) for gap, tag in zip(item.gaps, tags, strict=True)]
        head = {**extras, "stem": item.prompt}
        return {**head, **gaps[0]} if len(gaps) == 1 and not item.gaps[0].id else {**head, "gaps": gaps}


def _place(gap: Gap) -> str:
    return f"gaps[{gap.id}]." if gap.id else ""


def text_key(gap: Gap, option: Option) -> str:
    return f"{_place(gap)}options[{option.id}].text"


def feedback_key(gap: Gap, option: Option | None = None) -> str:
    return f"{_place(gap)}options[{option.id}].feedback" if option else f"{_place(gap)}feedback"


def _parts_of(html: str) -> list[str]:
    """What stands around the gaps, as safe as it came."""
    return [type(html)(piece) for piece in GAP.split(html)]


def _neutral(content: Content, gap: Gap) -> Sequence[Option]:
    return gap.options if content.in_order else sorted(gap.options, key=lambda option: option.token)


def _ask_gap(number: str, gap: Gap, tokens: Sequence[str], html: Html, given: str) -> dict[str, Any]:
    options = {option.token: option for option in gap.options}
    choices = [
        {"key": token, "name": html[text_key(gap, options[token])], "checked": given == token} for token in tokens
    ]
    return {"id": number, "choices": choices, "value": "" if gap.options else given}


def _part(gap: Gap, given: str | None, whole: Fraction) -> Part:
    share = whole * gap.is_right(given)
    if gap.case is None:
        return Part(gap.id, None, None, share)
    chosen = gap.chosen(given) if given else None
    return Part(gap.id, gap.case.term, chosen.term if chosen else None, share)


def _pieces(gap: Gap, given: str | None) -> list[Piece]:
    if not gap.options:
        return [Piece(gap.id, feedback_key(gap), gap.feedback, is_right=True)]
    chosen = gap.chosen(given) if given else None
    earned = [gap.key] if chosen in (None, gap.key) else [chosen, gap.key]
    return [Piece(gap.id, feedback_key(gap, option), option.feedback, option.key) for option in earned if option]


def _review_gap(number: str, gap: Gap, given: str | None, html: Html) -> dict[str, Any]:
    right, chosen = gap.is_right(given), gap.chosen(given) if given else None
    return {
        "html": _("Gap %(number)s") % {"number": number},
        "state": "unanswered" if not given else "right" if right else "wrong",
        "chosen": given or "",
        "chosen_name": html[text_key(gap, chosen)] if chosen else given or "",
        "right": True,
        "right_name": html[text_key(gap, gap.key)] if gap.options else gap.accepted[0],
        "feedback_html": html[feedback_key(gap, chosen)] if chosen and not right else "",
        "right_feedback_html": html[feedback_key(gap, gap.key)] if gap.options else html[feedback_key(gap)],
    }


# --- data --------------------------------------------------------------------------------------------------------
def _read_only_gap(reader: Reader, terms: Sequence[str]) -> Gap:
    return Gap(id="", case=_read_case(reader, "", terms), options=_read_options(reader, terms))


def _read_case(reader: Reader, gap_id: str, terms: Sequence[str]) -> CaseTag | None:
    return read_case(reader.section("case"), row_id=gap_id, terms=terms) if reader.has("case") else None


def _read_gap(reader: Reader, terms: Sequence[str]) -> Gap:
    gap_id = reader.word("id")
    if reader.has("accept"):
        accepted = reader.texts("accept", most=MAX_ACCEPTED, limit=MAX_TYPED)
        gap = Gap(gap_id, None, (), accepted, reader.flag("typo"), reader.text("feedback"), reader.note())
    else:
        gap = Gap(gap_id, _read_case(reader, gap_id, terms), _read_options(reader, terms), note=reader.note())
    reader.close()
    return gap


def _read_options(reader: Reader, terms: Sequence[str]) -> tuple[Option, ...]:
    sections = reader.sections("options", least=MIN_OPTIONS, most=MAX_OPTIONS)
    options = tuple(_read_option(section, terms) for section in sections)
    reader.unique("options", "id", (option.id for option in options))
    reader.unique("options", "text", (option.text for option in options))
    keys = sum(option.key for option in options)
    if options and keys != 1:
        reader.problem("key-count", "options", count=keys)
    return options


def _read_option(reader: Reader, terms: Sequence[str]) -> Option:
    option = Option(
        id=reader.word("id"),
        text=reader.text("text"),
        feedback=reader.text("feedback"),
        key=reader.flag("key"),
        term=reader.term("term", terms, required=False),
        misconception=read_misconception(reader),
        note=reader.note(),
    )
    if option.key and option.misconception:
        reader.problem("key-with-misconception", "misconception")
    reader.close()
    return option


def _check_gaps(reader: Reader, content: Content) -> None:
    reader.unique("gaps", "id", (gap.id for gap in content.gaps))
    found = len(GAP.findall(content.stem))
    if content.stem and content.gaps and found != len(content.gaps):
        reader.problem("gap-count", "stem", found=found, count=len(content.gaps))
    cases = [gap for gap in content.gaps if gap.case]
    if cases and len(cases) != len(content.gaps):
        reader.problem("all-or-none", "gaps")
    for index, gap in enumerate(content.gaps):
        _check_case(reader, ("gaps", index) if gap.id else (), gap)


def _check_case(reader: Reader, place: tuple[str | int, ...], gap: Gap) -> None:
    """A case tells what was taken for what: each choice must stand for a term, the right one for the case's."""
    if gap.case is None:
        return
    for index, option in enumerate(gap.options):
        if not option.term:
            reader.problem("missing", *place, "options", index, "term")
        elif option.key and gap.case.term and option.term != gap.case.term:
            where = (*place, "options", index, "term")
            reader.problem("key-term-differs", *where, value=option.term, term=gap.case.term)


def _dump_gap(gap: Gap) -> dict[str, Any]:
    data: dict[str, Any] = {"id": gap.id} if gap.id else {}
    if gap.case:
        data["case"] = dump_case(gap.case)
    if gap.options:
        data["options"] = [_dump_option(option) for option in gap.options]
    else:
        data |= {"accept": list(gap.accepted)} | ({"typo": True} if gap.typo else {}) | {"feedback": gap.feedback}
    return data | with_note(gap.note)


def _dump_option(option: Option) -> dict[str, Any]:
    data: dict[str, Any] = {"id": option.id}
    if option.term:
        data["term"] = option.term
    if option.key:
        data["key"] = True
    data["text"] = option.text
    if option.misconception:
        data["misconception"] = option.misconception
    return data | {"feedback": option.feedback} | with_note(option.note)


def _neutral_gap(gap: Gap) -> NeutralGap:
    if not gap.options:
        return NeutralGap(gap.id, gap.accepted, feedback=gap.feedback)
    alternatives = tuple(Alternative(option.id, option.text, option.feedback) for option in gap.options)
    return NeutralGap(gap.id, (gap.key.id,), alternatives)


def _gap_tags(gap: dict[str, Any]) -> dict[str, Any]:
    """What an interaction has no field for."""
    kept = {key: value for key, value in gap.items() if key in ("case", "typo", "note")}
    options = {
        option["id"]: {key: value for key, value in option.items() if key in ("term", "misconception", "note")}
        for option in gap.get("options", [])
    }
    return kept | ({"options": options} if options else {})


def _gap_data(gap: NeutralGap, tags: dict[str, Any]) -> dict[str, Any]:
    tags = dict(tags)
    of_options = tags.pop("options", {})
    data: dict[str, Any] = {"id": gap.id} if gap.id else {}
    if not gap.alternatives:
        return data | {"accept": list(gap.right), "feedback": gap.feedback} | tags
    options = [
        {"id": a.id, "text": a.text, "feedback": a.feedback, "key": a.id in gap.right, **of_options.get(a.id, {})}
        for a in gap.alternatives
    ]
    return data | {"options": options} | tags


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
