"""What is one gap of a text, and how is it filled?

By choosing from options, exactly one of which is right, or by typing one of the answers that are accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from quizzes.formats.item import Gap as NeutralGap
from quizzes.types.base import CaseTag, Html, Part, Piece
from quizzes.types.named import check_unique, tags_by_id, texts_of
from quizzes.types.options import (
    Option,
    alternatives_of,
    chosen_option,
    dump_option,
    earned_options,
    options_data,
    read_option,
)
from quizzes.types.problems import Path
from quizzes.types.reading import Reader, dump_case, read_case, with_note
from quizzes.types.typed import dump_accepted, is_accepted, read_accepted

MIN_OPTIONS = 2
MAX_OPTIONS = 6


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
    def place(self) -> str:
        """What the keys of its texts begin with."""
        return f"gaps[{self.id}]." if self.id else ""

    @property
    def feedback_key(self) -> str:
        """Of a gap that is typed."""
        return f"{self.place}feedback"

    @property
    def texts(self) -> dict[str, str]:
        if not self.options:
            return {self.feedback_key: self.feedback}
        return {self.place + key: text for key, text in texts_of(self.options).items()}

    @property
    def key(self) -> Option:
        return next(option for option in self.options if option.key)

    @property
    def solution(self) -> str:
        return self.key.token if self.options else self.accepted[0]

    def chosen(self, given: str | None) -> Option | None:
        """Raises AnswerProblem for a choice that was not on offer; None where one types."""
        return chosen_option(self.options, given) if given is not None and self.options else None

    def is_right(self, given: str | None) -> bool:
        if not given:
            return False
        chosen = self.chosen(given)
        return chosen.key if chosen else is_accepted(given, self.accepted, typo=self.typo)

    def said(self, given: str) -> str:
        chosen = self.chosen(given)
        return chosen.text if chosen else given

    def part(self, given: str | None) -> Part:
        """Of a question whose gaps are cases."""
        chosen = self.chosen(given)
        term, right = chosen.term if chosen else None, self.is_right(given)
        return Part(self.id, self.case.term if self.case else None, term, Fraction(right))

    def pieces(self, given: str | None) -> list[Piece]:
        if not self.options:
            return [Piece(self.id, self.feedback_key, self.feedback, is_right=True)]
        earned = earned_options(self.options, self.chosen(given))
        return [Piece(self.id, self.place + option.feedback_key, option.feedback, option.key) for option in earned]


def ask_gap(number: str, gap: Gap, tokens: Sequence[str], html: Html, given: str) -> dict[str, Any]:
    names = {option.token: html[gap.place + option.text_key] for option in gap.options}
    choices = [{"key": token, "name": names[token], "checked": given == token} for token in tokens]
    return {"id": number, "choices": choices, "value": "" if gap.options else given}


def review_gap(number: str, gap: Gap, given: str | None, html: Html) -> dict[str, Any]:
    right, chosen = gap.is_right(given), gap.chosen(given)
    return {
        "html": _("Gap %(number)s") % {"number": number},
        "state": "unanswered" if not given else "right" if right else "wrong",
        "chosen": given or "",
        "chosen_name": html[gap.place + chosen.text_key] if chosen else given or "",
        "right": True,
        "right_name": html[gap.place + gap.key.text_key] if gap.options else gap.accepted[0],
        "feedback_html": html[gap.place + chosen.feedback_key] if chosen and not right else "",
        "right_feedback_html": html[gap.place + gap.key.feedback_key] if gap.options else html[gap.feedback_key],
    }


# --- data ----
def read_gap(reader: Reader, terms: Sequence[str]) -> Gap:
    gap_id = reader.word("id")
    if reader.has("accept"):
        accepted, typo = read_accepted(reader), reader.flag("typo")
        gap = Gap(gap_id, accepted=accepted, typo=typo, feedback=reader.text("feedback"), note=reader.note())
    else:
        gap = Gap(gap_id, _read_case(reader, gap_id, terms), _read_options(reader, terms), note=reader.note())
    reader.close()
    return gap


def read_only_gap(reader: Reader, terms: Sequence[str]) -> Gap:
    """It stands beside the stem, in the mapping of the question itself."""
    return Gap("", _read_case(reader, "", terms), _read_options(reader, terms))


def check_case(reader: Reader, place: Path, gap: Gap) -> None:
    """A case tells what was taken for what: each choice must stand for a term, the right one for the case's."""
    if gap.case is None:
        return
    for index, option in enumerate(gap.options):
        where = (*place, "options", index, "term")
        if not option.term:
            reader.problem("missing", *where)
        elif option.key and gap.case.term and option.term != gap.case.term:
            reader.problem("key-term-differs", *where, value=option.term, term=gap.case.term)


def dump_gap(gap: Gap) -> dict[str, Any]:
    data: dict[str, Any] = {"id": gap.id} if gap.id else {}
    if gap.case:
        data["case"] = dump_case(gap.case)
    if gap.options:
        data["options"] = [dump_option(option) for option in gap.options]
    else:
        data |= dump_accepted(gap.accepted, typo=gap.typo) | {"feedback": gap.feedback}
    return data | with_note(gap.note)


def _read_case(reader: Reader, gap_id: str, terms: Sequence[str]) -> CaseTag | None:
    return read_case(reader.section("case"), row_id=gap_id, terms=terms) if reader.has("case") else None


def _read_options(reader: Reader, terms: Sequence[str]) -> tuple[Option, ...]:
    sections = reader.sections("options", least=MIN_OPTIONS, most=MAX_OPTIONS)
    options = tuple(read_option(section, terms) for section in sections)
    check_unique(reader, "options", options)
    keys = sum(option.key for option in options)
    if options and keys != 1:
        reader.problem("key-count", "options", count=keys)
    return options


# --- exchange ----
def to_neutral(gap: Gap) -> NeutralGap:
    if not gap.options:
        return NeutralGap(gap.id, gap.accepted, feedback=gap.feedback)
    return NeutralGap(gap.id, (gap.key.id,), alternatives_of(gap.options))


def from_neutral(gap: NeutralGap, tags: Mapping[str, Any]) -> dict[str, Any]:
    """`tags` as `gap_tags` made them."""
    tags = dict(tags)
    of_options = tags.pop("options", {})
    data: dict[str, Any] = {"id": gap.id} if gap.id else {}
    if not gap.alternatives:
        return data | {"accept": list(gap.right), "feedback": gap.feedback} | tags
    return data | {"options": options_data(gap.alternatives, gap.right, of_options)} | tags


def gap_tags(gap: Gap) -> dict[str, Any]:
    """What a neutral gap has no field for."""
    data = dump_gap(gap)
    kept = {key: value for key, value in data.items() if key in ("case", "typo", "note")}
    return kept | ({"options": tags_by_id(data["options"])} if gap.options else {})
