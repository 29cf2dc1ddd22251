"""GIFT: questions as text, as Moodle and others read and write them.

    // trennscharf: {"type":"multiple",…}
    ::water::[markdown]Which of these float?{
        ~%50%Cork#Right: it is mostly air.
        ~%50%Ice
        ~%-50%A coin
    }

Read and written: choice with weights and feedback, pairs, short answers, texts that a person reads, one gap in a text;
read only: true or false. Numbers as GIFT means them (an answer within limits) are refused by name. What GIFT has no
place for (ids, sample answers, why a pair is one) stands in our comment with our tags.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from quizzes.formats.base import (
    Exchanged,
    Format,
    Reading,
    Trouble,
    Unreadable,
    extension,
    from_extension,
    limited,
)
from quizzes.formats.decoding import decoded
from quizzes.formats.gift_reading import MAX_ANSWERS, Reader, percent, share_in
from quizzes.formats.gift_syntax import OURS, chunks_of, escaped
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Match, Order, Own, Text
from quizzes.formats.naming import marks_of

GAPS = re.compile(r"(?:\\?_){3,}")  # as questions of this site mark them
STYLES = ("[html]", "[markdown]", "[plain]", "[moodle]")


class Gift(Format):
    key = "gift"
    label = "GIFT"
    suffix = ".gift.txt"
    media_type = "text/plain; charset=utf-8"

    def read(self, content: bytes) -> Reading:
        troubles: list[Trouble] = []
        questions: list[Exchanged] = []
        try:
            chunks = list(chunks_of(decoded(content), troubles))
        except Unreadable as refusal:
            return Reading(troubles=(refusal.trouble,))
        for number, chunk in enumerate(chunks, start=1):
            reader = Reader(chunk, number)
            found = reader.question()
            troubles += reader.troubles
            questions += [found] if found else []
        return Reading(tuple(questions), limited(troubles))

    def write(self, questions: Iterable[Exchanged]) -> bytes:
        held = (one for one in questions if not any(trouble.is_error for trouble in self.losses(one)))
        return "\n".join(_written(question) for question in held).encode()

    def losses(self, question: Exchanged) -> tuple[Trouble, ...]:
        found = [*_impossible(question), *_too_long(question)]
        troubles = [Trouble(code, detail, question.uid, is_error=True) for code, detail in found]
        pictures = [Trouble("lost-picture", name, question.uid, is_error=False) for name in question.images]
        return (*troubles, *pictures)


# --- what cannot be written --------------------------------------------------------------------------------------
def _impossible(question: Exchanged) -> Iterator[tuple[str, str]]:
    item = question.item
    match item:
        case Order() | Own():
            yield "cannot-hold", type(item).__name__.lower()
        case Choice():
            yield from _choice_faults(item.alternatives, item.right)
        case Match():
            yield from _match_faults(item)
        case Gaps():
            yield from _gaps_faults(item)


def _choice_faults(alternatives: tuple[Alternative, ...], right: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not right:
        yield "no-right-answer", ""
    if len(alternatives) > MAX_ANSWERS:
        yield "too-many-answers", str(MAX_ANSWERS)


def _match_faults(item: Match) -> Iterator[tuple[str, str]]:
    if [source for source, _target in item.right] != [source.id for source in item.sources]:
        yield "one-partner-each", ""
    if len({target.text for target in item.targets}) < len(item.targets):
        yield "same-text-twice", ""
    if any("->" in source.text for source in item.sources):
        yield "arrow-in-text", ""
    if len(item.sources) + len(item.targets) > MAX_ANSWERS:
        yield "too-many-answers", str(MAX_ANSWERS)


def _gaps_faults(item: Gaps) -> Iterator[tuple[str, str]]:
    if len(item.gaps) != 1 or len(GAPS.findall(item.prompt)) != 1:
        yield "several-gaps", ""
        return
    gap = item.gaps[0]
    yield from _choice_faults(gap.alternatives, gap.right)


def _too_long(question: Exchanged) -> Iterator[tuple[str, str]]:
    try:
        from_extension(extension(question, _beside(question)))
    except ValueError:
        yield "extension-too-long", ""


# --- writing -----------------------------------------------------------------------------------------------------
def _written(question: Exchanged) -> str:
    name = f"::{escaped(question.uid)}::" if question.uid else ""
    ours = f"{OURS} {extension(question, _beside(question))}"
    return f"{ours}\n{name}[markdown]{_body(question)}\n"


def _body(question: Exchanged) -> str:
    match question.item:
        case Choice() as item:
            shares = _shares(item)
            return f"{escaped(item.prompt)}{{{_options(item.alternatives, item.right, shares)}\n}}"
        case Match() as item:
            return f"{escaped(item.prompt)}{{{_pairs(item)}\n}}"
        case Gaps() as item:
            before, after = GAPS.split(item.prompt)
            return f"{escaped(before)}{{{_gap(item.gaps[0])}}}{escaped(after)}"
        case Text() as item:
            return f"{escaped(item.prompt)}{{{_typed(item.right)}{_general(item.feedback)}}}"
    raise AssertionError("losses() has refused it")


def _options(
    alternatives: tuple[Alternative, ...], right: tuple[str, ...], shares: Mapping[str, Fraction], join: str = "\n\t"
) -> str:
    if len(right) == 1:
        marks = {one.id: "=" if one.id in right else "~" for one in alternatives}
    else:
        marks = {one.id: f"~%{'' if one.id in right else '-'}{percent(shares[one.id])}%" for one in alternatives}
    lines = (f"{_weighted(marks[one.id], one.text)}{_feedback(one.feedback)}" for one in alternatives)
    return "".join(f"{join}{line}" for line in lines)


def _shares(item: Choice) -> dict[str, Fraction]:
    tags = item.extras.get("options")
    tags = tags if isinstance(tags, Mapping) else {}
    return {one.id: share_in(tags.get(one.id)) or Fraction(1, len(item.right)) for one in item.alternatives}


def _pairs(item: Match) -> str:
    texts = {target.id: target.text for target in item.targets}
    partners = dict(item.right)
    lines = [f"={_answer(one.text)} -> {_answer(texts[partners[one.id]])}" for one in item.sources]
    lines += [f"= -> {_answer(one.text)}" for one in item.targets if one.id not in partners.values()]
    return "".join(f"\n\t{line}" for line in lines)


def _gap(gap: Gap) -> str:
    if not gap.alternatives:
        return f"{_typed(gap.right)}{_general(gap.feedback)}"
    equal = dict.fromkeys((one.id for one in gap.alternatives), Fraction(1, len(gap.right)))
    return _options(gap.alternatives, gap.right, equal, join=" ") + _general(gap.feedback)


def _typed(right: tuple[str, ...]) -> str:
    return "".join(f" ={'%100%' if text.startswith('%') else ''}{escaped(text)}" for text in right)


def _weighted(mark: str, text: str) -> str:
    """A text that begins like a weight gets one before it."""
    if text.startswith("%") and "%" not in mark:
        mark += "%100%" if mark == "=" else "%0%"
    return mark + _answer(text)


def _answer(text: str) -> str:
    return ("[markdown]" if text.startswith(STYLES) else "") + escaped(text)


def _feedback(text: str) -> str:
    return f"#{_answer(text)}" if text else ""


def _general(text: str) -> str:
    return f"####{_answer(text)}" if text else ""


# --- what stands in our comment ----------------------------------------------------------------------------------
def _beside(question: Exchanged) -> dict[str, Any]:
    match question.item:
        case Choice() as item:
            return {"kind": "choice", "ids": marks_of(item.alternatives)} | ({} if item.shuffle else {"shuffle": False})
        case Match() as item:
            return _beside_match(item)
        case Gaps() as item if len(item.gaps) == 1:
            gap, mark = item.gaps[0], GAPS.search(item.prompt)
            chosen = {"chosen": True, "ids": marks_of(gap.alternatives)} if gap.alternatives else {}
            return {"kind": "gaps", "id": gap.id, "gap": mark[0] if mark else "", **chosen}
        case Text() as item:
            return {"kind": "text", "long": item.is_long} | ({"sample": item.sample} if item.sample else {})
    return {}


def _beside_match(item: Match) -> dict[str, Any]:
    """Targets are marked in the order in which the file will name them; `order` is their own."""
    named = dict.fromkeys(target for _source, target in item.right)
    texts = {target.id: target for target in item.targets}
    in_file = [texts[key] for key in named if key in texts] + [one for one in item.targets if one.id not in named]
    beside: dict[str, Any] = {
        "kind": "match",
        "sources": marks_of(item.sources),
        "targets": marks_of(in_file),
        "order": [target.id for target in item.targets],
    }
    if said := {source.id: source.feedback for source in item.sources if source.feedback}:
        beside["said"] = said
    if item.feedback:
        beside["feedback"] = [[source, target, text] for (source, target), text in item.feedback.items()]
    return beside
