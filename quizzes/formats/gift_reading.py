"""How is one question of a GIFT file understood?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from quizzes.formats.base import MAX_TEXT, Exchanged, Trouble, beside_in, from_extension
from quizzes.formats.gift_syntax import MAX_CHUNK, Chunk, hidden, shown
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Interaction, Match, Text
from quizzes.formats.naming import ids_of
from quizzes.formats.plain import escaped, is_html, markdown_of

MAX_ANSWERS = 100  # of one question
MAX_PARTS = 1000  # no share of an answer is finer
GAP = "___"
TRUE, FALSE = "true", "false"

_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{0,8})?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(#.*)?", re.DOTALL)
_ANSWER = re.compile(r"[=~][^=~]*")


class Refused(Exception):
    """This question cannot be taken. `position`: where in its text."""

    def __init__(self, code: str, detail: str = "", position: int = 0) -> None:
        super().__init__(code)
        self.code, self.detail, self.position = code, detail, position


@dataclass(frozen=True)
class Answer:
    """One `=` or `~` with what follows; `weight` in percent, None where the file gives none.

    `pair`: the text with what looks like a weight, for pairs have none.
    """

    is_right: bool
    text: str
    pair: str
    feedback: str
    weight: Fraction | None
    position: int

    @property
    def worth(self) -> Fraction:
        if self.weight is None:
            return Fraction(100 if self.is_right else 0)
        return self.weight


@dataclass
class Reader:
    """Reads one question. What it leaves out it says in `troubles`."""

    chunk: Chunk
    number: int
    name: str = ""
    style: str = "moodle"
    beside: Mapping[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def question(self) -> Exchanged | None:
        """None where an error says why."""
        try:
            return self._question()
        except Refused as refused:
            line = self.chunk.line_at(refused.position) if refused.position else self.chunk.line
            self.troubles.append(Trouble(refused.code, refused.detail, self.name, line))
            return None

    def _question(self) -> Exchanged | None:
        text = self._opened()
        type_key, head = self._extension()
        first, last = text.find("{"), text.find("}")
        if first < 0 and last < 0:
            self._note("no-answers")
            return None
        if last < first or first < 0 or "{" in text[first + 1 : last]:
            raise Refused("gift-braces", position=max(first, 0))
        if "{" in text[last + 1 :]:
            raise Refused("several-gaps", position=last + 1)
        if "}" in text[last + 1 :]:
            raise Refused("gift-braces", position=last + 1)
        before, block, after = text[:first], text[first + 1 : last], text[last + 1 :]
        item = self._item(before, block, after, first + 1)
        item = replace(item, extras=self.extras)
        return Exchanged(self.name, item, type_key, head, line=self.chunk.line, number=self.number)

    def _opened(self) -> str:
        """The text, escaped signs hidden, name and text format taken away: blanks in their place keep positions."""
        text = self.chunk.text
        if len(text) > MAX_CHUNK:
            raise Refused("text-too-long", str(MAX_CHUNK))
        try:
            text = hidden(text)
        except ValueError:
            raise Refused("control-character") from None
        if found := _NAME.match(text):
            self.name = shown(found[1]).strip()
            text = _blank(found) + text[found.end() :]
        if found := _FORMAT.match(text):
            self.style = found[1]
            text = _blank(found) + text[found.end() :]
        return text

    def _extension(self) -> tuple[str, dict[str, str]]:
        if not self.chunk.ours:
            return "", {}
        try:
            type_key, head, self.extras = from_extension(self.chunk.ours)
            self.beside = beside_in(self.chunk.ours)
        except ValueError:
            raise Refused("extension-broken") from None
        return type_key, head

    # --- the answers ----
    def _item(self, before: str, block: str, after: str, position: int) -> Interaction:
        block, marker, general = block.partition("####")
        explained = self._text(general) if marker else ""
        if block.lstrip().startswith("#"):
            raise Refused("numeric-question", position=position)
        if after.strip() or self.beside.get("kind") == "gaps":
            return self._gap(before, block, after, explained, position)
        prompt = self._converted(before, self.style)
        if not block.strip():
            return self._written(prompt, (), explained)
        if truth := _TRUTH.fullmatch(block):
            return self._truth(prompt, truth, explained)
        answers = self._answers(block, position)
        match self._kind(answers):
            case "choice":
                return self._choice(prompt, answers, explained)
            case "match":
                return self._match(prompt, answers, explained)
        return self._short(prompt, answers, explained)

    def _kind(self, answers: Sequence[Answer]) -> str:
        if self.beside.get("kind") in ("choice", "match", "text"):
            return str(self.beside["kind"])
        if any(not answer.is_right for answer in answers):
            return "choice"
        return "match" if all("->" in answer.text for answer in answers) else "text"

    def _answers(self, block: str, position: int) -> list[Answer]:
        found = list(_ANSWER.finditer(block))
        lead = block[: found[0].start()] if found else block
        if lead.strip():
            raise Refused("gift-answer", shown(lead.strip())[:40], position)
        if len(found) > MAX_ANSWERS:
            raise Refused("too-many-answers", str(MAX_ANSWERS), position)
        return [self._answer(one[0], position + one.start()) for one in found]

    def _answer(self, text: str, position: int) -> Answer:
        body, weight = text[1:], None
        if found := _WEIGHT.match(body):
            weight, body = Fraction(found[1]), body[found.end() :]
            if abs(weight) > 100:
                raise Refused("weight", found[1], position)
        body, _hash, feedback = body.partition("#")
        pair = text[1:].partition("#")[0]
        return Answer(text[0] == "=", body, pair, self._text(feedback), weight, position)

    # --- the interactions ----
    def _choice(self, prompt: str, answers: Sequence[Answer], general: str) -> Choice:
        alternatives, right = self._options(answers)
        if general:
            alternatives = self._explained(alternatives, general)
        return Choice(prompt, alternatives, right, shuffle=self.beside.get("shuffle") is not False)

    def _options(self, answers: Sequence[Answer]) -> tuple[tuple[Alternative, ...], tuple[str, ...]]:
        """With the shares that differ from equal ones noted in the extras."""
        texts = [self._text(answer.text) for answer in answers]
        ids = ids_of(texts, self.beside.get("ids"))
        best = any(answer.is_right and answer.worth == 100 for answer in answers)
        right = [
            one for one, answer in zip(ids, answers, strict=True) if (answer.worth == 100 if best else answer.worth > 0)
        ]
        if not right:
            raise Refused("no-right-answer", position=answers[0].position)
        if best and any(0 < answer.worth < 100 for answer in answers):
            self._note("partial-credit")
        if not best:
            self._note_shares(ids, answers, len(right))
        alternatives = tuple(
            Alternative(one, text, answer.feedback) for one, text, answer in zip(ids, texts, answers, strict=True)
        )
        return alternatives, tuple(right)

    def _note_shares(self, ids: Sequence[str], answers: Sequence[Answer], count: int) -> None:
        tags = self.extras.get("options", {})
        tags = {key: value for key, value in tags.items() if isinstance(value, dict)} if isinstance(tags, dict) else {}
        for one, answer in zip(ids, answers, strict=True):
            known, read = share_in(tags.get(one)) or Fraction(1, count), abs(answer.worth) / 100
            share = read.limit_denominator(MAX_PARTS - 1)
            if not read:
                self._note("wrong-costs-nothing")
            elif percent(read) != percent(known) and share != known:
                tags[one] = {**tags.get(one, {}), "share": str(share)}
        if tags:
            self.extras["options"] = tags

    def _explained(self, alternatives: tuple[Alternative, ...], general: str) -> tuple[Alternative, ...]:
        """What is said to everybody stands where nothing else is said."""
        if all(one.feedback for one in alternatives):
            self._note("general-feedback")
        return tuple(one if one.feedback else replace(one, feedback=general) for one in alternatives)

    def _match(self, prompt: str, answers: Sequence[Answer], general: str) -> Match:
        pairs = []
        for answer in answers:
            source, arrow, target = answer.pair.partition("->")
            if not arrow or not answer.is_right or not target.strip():
                raise Refused("gift-pair", shown(answer.text.strip())[:40], answer.position)
            pairs.append((self._text(source), self._text(target)))
        if general or any(answer.feedback for answer in answers):
            self._note("general-feedback")
        texts = [source for source, _target in pairs if source]
        sources = ids_of(texts, self.beside.get("sources"), prefix="r")
        targets = list(dict.fromkeys(target for _source, target in pairs))
        target_ids = dict(zip(targets, ids_of(targets, self.beside.get("targets"), prefix="t"), strict=True))
        said = _texts(self.beside.get("said"))
        partners = [target_ids[target] for source, target in pairs if source]
        return Match(
            prompt=prompt,
            sources=tuple(Alternative(one, text, said.get(one, "")) for one, text in zip(sources, texts, strict=True)),
            targets=tuple(Alternative(one, text) for text, one in self._in_order(target_ids)),
            right=tuple(zip(sources, partners, strict=True)),
            feedback=_pair_texts(self.beside.get("feedback")),
        )

    def _in_order(self, targets: Mapping[str, str]) -> list[tuple[str, str]]:
        """(text, id) in the order that our comment keeps; a file names targets where they are somebody's partner."""
        order = self.beside.get("order")
        order = order if isinstance(order, list) else []
        return sorted(targets.items(), key=lambda pair: order.index(pair[1]) if pair[1] in order else len(order))

    def _truth(self, prompt: str, found: re.Match[str], general: str) -> Match:
        """One statement; its two feedbacks are for whoever errs and for whoever does not."""
        wrong, _hash, right = (found[2] or "#").removeprefix("#").partition("#")
        said = [text for text in (self._text(right), self._text(wrong), general) if text]
        if len(said) > 1:
            self._note("general-feedback")
        answer = TRUE if found[1].startswith("T") else FALSE
        statement = Alternative("r1", prompt, said[0] if said else "")
        targets = (Alternative(TRUE, TRUE), Alternative(FALSE, FALSE))
        return Match("", (statement,), targets, (("r1", answer),))

    def _short(self, prompt: str, answers: Sequence[Answer], general: str) -> Text:
        accepted, feedback = self._accepted(answers, general)
        return self._written(prompt, accepted, feedback)

    def _written(self, prompt: str, right: tuple[str, ...], feedback: str) -> Text:
        sample = self.beside.get("sample", "")
        is_long = self.beside.get("long", not right)
        return Text(prompt, right, sample if isinstance(sample, str) else "", feedback, is_long=is_long is True)

    def _accepted(self, answers: Sequence[Answer], general: str) -> tuple[tuple[str, ...], str]:
        """What may be typed, and what is said to it. Typed texts have no format."""
        whole = [answer for answer in answers if answer.worth == 100]
        if len(whole) < len(answers):
            self._note("partial-credit")
        if not whole:
            raise Refused("no-right-answer", position=answers[0].position)
        said = list(dict.fromkeys(text for text in (general, *(answer.feedback for answer in answers)) if text))
        if len(said) > 1:
            self._note("general-feedback")
        accepted = tuple(self._limited(shown(answer.text).strip()) for answer in whole)
        return accepted, said[0] if said else ""

    def _gap(self, before: str, block: str, after: str, general: str, position: int) -> Gaps:
        """A block inside a text is its gap."""
        mark = self.beside.get("gap", GAP)
        mark = mark if isinstance(mark, str) and mark else GAP
        prompt = self._converted(f"{before}\0{after}", self.style).replace("\0", mark)
        gap_id = self.beside.get("id", "g1")
        gap_id = gap_id if isinstance(gap_id, str) else "g1"
        if not block.strip() or _TRUTH.fullmatch(block):
            raise Refused("gift-answer", shown(block.strip())[:40], position)
        answers = self._answers(block, position)
        if all(answer.is_right for answer in answers) and self.beside.get("chosen") is not True:
            accepted, feedback = self._accepted(answers, general)
            return Gaps(prompt, (Gap(gap_id, accepted, feedback=feedback),))
        alternatives, right = self._options(answers)
        return Gaps(prompt, (Gap(gap_id, right, alternatives, general),))

    # --- texts ----
    def _text(self, text: str) -> str:
        """Of an answer, which may name a format of its own."""
        found = _FORMAT.match(text)
        return self._converted(text[found.end() :], found[1]) if found else self._converted(text, self.style)

    def _converted(self, text: str, style: str) -> str:
        """As Markdown."""
        text = self._limited(shown(text).strip())
        if style == "html" or (style == "moodle" and is_html(text)):
            text, left_out = markdown_of(text)
            if left_out:
                self._note("markup-left-out", ", ".join(left_out))
        elif style != "markdown":
            text = escaped(text)
        return text

    def _limited(self, text: str) -> str:
        if len(text) > MAX_TEXT:
            raise Refused("text-too-long", str(MAX_TEXT))
        return text

    def _note(self, code: str, detail: str = "") -> None:
        """What is left out, once for a question."""
        trouble = Trouble(code, detail, self.name, self.chunk.line, is_error=False)
        if trouble not in self.troubles:
            self.troubles.append(trouble)


def percent(share: Fraction) -> str:
    """1/3 → "33.33333", as GIFT writes it."""
    return f"{float(share * 100):.5f}".rstrip("0").rstrip(".")


def share_in(tags: Any) -> Fraction | None:
    """What an author set for an option, as text in its tags."""
    text = tags.get("share") if isinstance(tags, Mapping) else None
    if not isinstance(text, str) or not re.fullmatch(r"[1-9][0-9]{0,2}(/[1-9][0-9]{0,2})?", text):
        return None
    share = Fraction(text)
    return share if share <= 1 else None


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _texts(data: Any) -> dict[str, str]:
    return {key: text for key, text in data.items() if isinstance(text, str)} if isinstance(data, dict) else {}


def _pair_texts(data: Any) -> dict[tuple[str, str], str]:
    """(source, target) → feedback, from a list of three texts each."""
    rows = data if isinstance(data, list) else []
    shaped = (row for row in rows if isinstance(row, list) and len(row) == 3)
    return {(row[0], row[1]): row[2] for row in shaped if all(isinstance(part, str) for part in row)}
