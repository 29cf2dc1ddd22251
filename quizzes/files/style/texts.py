"""Which texts does a question have, and where does each stand in its file?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lessons.files.problem import Where
from quizzes.files.bank import BankEntry
from quizzes.types import cloze, get_type, single
from quizzes.types.base import CaseTag
from quizzes.types.options import Option

SAMPLE = "sample.feedback"
_STEP = re.compile(r"([a-z_]+)(?:\[([^\]]+)\])?")
_MARKS = re.compile(r"\[\[|\]\]")  # around the words that decide (quizzes.types.markwords)


class Role(Enum):
    STEM = "stem"
    CHOICE = "choice"  # an option, a row, a step: what is seen beside the stem
    FEEDBACK = "feedback"
    HINT = "hint"
    RUBRIC = "rubric"  # criteria and the sample answer


@dataclass(frozen=True)
class Said:
    role: Role
    where: Where
    text: str


@dataclass(frozen=True)
class Choice:
    """Options of which one is right; `case` where each stands for a term."""

    where: Where
    options: tuple[Option, ...]
    case: CaseTag | None

    @property
    def key(self) -> Option:
        return next(option for option in self.options if option.key)

    def place(self, option: Option) -> Where:
        return (*self.where, self.options.index(option))


@dataclass(frozen=True)
class CaseText:
    """What is judged: a stem, or a row of a set."""

    entry: BankEntry
    case: CaseTag
    where: Where
    text: str


def said(entry: BankEntry) -> list[Said]:
    """All that somebody reads of a question, in the order of its type."""
    kind = get_type(entry.type)
    data = kind.dump(entry.content)
    texts = kind.texts(entry.content) | {"stem": entry.content.stem}
    marked = {"text": _MARKS.sub("", data["text"])} if isinstance(data.get("text"), str) else {}
    return [Said(_role_of(key), place_of(key, data), text) for key, text in (texts | marked).items()]


def choices(entry: BankEntry) -> list[Choice]:
    match entry.content:
        case single.Content() as content:
            return [Choice(("options",), content.options, content.case)]
        case cloze.Content() as content:
            return [
                Choice(("options",) if content.is_single else ("gaps", number, "options"), gap.options, gap.case)
                for number, gap in enumerate(content.gaps)
                if gap.options
            ]
    return []


def case_texts(entry: BankEntry) -> Iterator[CaseText]:
    """Of questions whose answer is a term by itself: a stem to classify, the rows of a set."""
    if entry.form in single.IN_TERM_ORDER:
        yield CaseText(entry, entry.cases[0], ("stem",), entry.content.stem)
    rows = {row.id: (number, row.text) for number, row in enumerate(getattr(entry.content, "rows", ()))}
    for case in entry.cases:
        if case.row_id in rows:
            number, text = rows[case.row_id]
            yield CaseText(entry, case, ("rows", number, "text"), text)


def place_of(key: str, data: Mapping[str, Any]) -> Where:
    """From the key of a text to its place in the data: `options[F].feedback` → options, 0, feedback."""
    if key == SAMPLE:
        return ("sample_answer",)
    where: list[str | int] = []
    inside: Any = data
    for name, name_inside in _STEP.findall(key):
        where.append(name)
        inside = inside.get(name) if isinstance(inside, Mapping) else None
        if name_inside:
            step = _index(name_inside, inside) if isinstance(inside, list) else name_inside
            where.append(step)
            inside = inside[step] if isinstance(inside, list | Mapping) else None
    return tuple(where)


def _index(name: str, listed: list[Any]) -> int:
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in listed]
    return ids.index(name) if name in ids else int(name)


def _role_of(key: str) -> Role:
    if key == "stem":
        return Role.STEM
    if key.startswith("hints["):
        return Role.HINT
    if key.startswith("rubric[") or key == SAMPLE:
        return Role.RUBRIC
    return Role.FEEDBACK if "feedback" in key else Role.CHOICE
