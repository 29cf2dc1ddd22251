"""What does an element of Moodle XML say, read as if it had been typed in Moodle?

The snapshot is not looked at here: see `moodle_xml`. Not content, and therefore left out without a word: grade,
penalty, numbering of answers, sizes of fields, and Moodle's own sentences „Die Antwort ist richtig.“ that it puts into
every question.
"""

import base64
import binascii
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from typing import Any, NoReturn
from urllib.parse import unquote

from quizzes.formats.base import HEAD, MAX_TEXT, Exchanged, Trouble
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Interaction, Match, Order, Text
from quizzes.formats.markup import GAP_SIGN, html_parts, literal, to_markdown
from quizzes.formats.moodle_cloze import gap_from, is_wild, split, tamed
from quizzes.formats.moodle_writing import PLUGIN_FILE, SNAPSHOT, TRUE_FALSE
from quizzes.formats.xml_tree import Element

MAX_RAW = 20 * MAX_TEXT  # characters of one text with its tags and its snapshot
MAX_PARTS = 100  # answers, pairs or gaps of one question
MAX_DETAIL = 100
LONG_FROM = 6  # lines of an essay's field
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
NO_QUESTIONS = frozenset({"category", "description"})
"""They hold questions together, or nothing but text."""
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_STANDARD = re.compile(
    r"(Die|Ihre|Deine|Your)? ?(Antwort ist|answer is) "
    r"(richtig|teilweise richtig|teilrichtig|falsch|correct|partially correct|incorrect)\.?",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--\s*" + SNAPSHOT + r"(\{[^<>]*\})\s*-->")
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class Refused(Exception):
    """The question cannot be taken; its troubles say why."""


@dataclass
class Seen:
    """What one element shows. `snapshot` is what travelled along, unread."""

    uid: str = ""
    name: str = ""
    type_key: str = ""
    item: Interaction | None = None
    tags: tuple[str, ...] = ()
    general: str = ""
    snapshot: str = ""
    images: dict[str, bytes] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def head(self) -> dict[str, str]:
        pairs = (tag.partition(":") for tag in self.tags)
        return {name: value.strip() for name, sign, value in pairs if sign and name in HEAD and value.strip()}


def seen_in(element: Element) -> Seen:
    reading = _Reading(element, Seen())
    try:
        reading.read()
    except Refused:
        reading.seen.item = None
    return reading.seen


def snapshot_in(element: Element) -> str:
    """What travels along unseen; "" for nothing."""
    general = element.first("generalfeedback")
    raw = general.text if general else ""
    found = _COMMENT.search(raw) if len(raw) <= MAX_RAW else None
    return found[1] if found else ""


def name_of(element: Element) -> str:
    """What Moodle calls the question."""
    name = element.first("name")
    return " ".join(name.text.split())[:MAX_DETAIL] if name else ""


def exchanged(seen: Seen, element: Element) -> Exchanged | None:
    if seen.item is None:
        return None
    return Exchanged(seen.uid, seen.item, seen.type_key, seen.head, seen.images, line=element.line)


@dataclass
class _Reading:
    element: Element
    seen: Seen
    lost_tags: list[str] = field(default_factory=list)
    lost_parts: list[str] = field(default_factory=list)

    def read(self) -> None:
        self.seen.name = name_of(self.element)
        idnumber = self.element.first("idnumber")
        self.seen.uid = idnumber.text.strip()[:MAX_DETAIL] if idnumber else ""
        self.seen.tags = self._tags()
        self._general()
        kind = self.element.get("type")
        if kind not in _KINDS:
            self.refuse("unknown-question-type", kind)
        item = _KINDS[kind](self)
        hints = [text for hint in self.element.all("hint") if (text := self.text(hint))]
        if hints:
            item = _with_hints(item, hints)
        self.seen.item = item
        self._report()

    def trouble(self, code: str, detail: str = "", *, is_error: bool = True) -> None:
        self.seen.troubles.append(
            Trouble(code, detail[:MAX_DETAIL], self.seen.name, self.element.line, is_error=is_error)
        )

    def refuse(self, code: str, detail: str = "") -> NoReturn:
        self.trouble(code, detail)
        raise Refused

    def parts(self, name: str) -> list[Element]:
        """The elements of that name; far too many are none of a question."""
        found = self.element.all(name)
        if len(found) > MAX_PARTS:
            self.refuse("too-many-parts", str(MAX_PARTS))
        return found

    def value(self, name: str) -> str:
        """The text of a setting, in small letters."""
        found = self.element.first(name)
        return found.text.strip().lower() if found else ""

    def is_on(self, name: str, *, default: bool) -> bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(self.value(name), default)

    # --- texts ----
    def text(self, element: Element | None) -> str:
        """A text as Markdown; its pictures join those of the question."""
        if element is None:
            return ""
        return self.markdown(self.raw(element), element, element.get("format", "html"))

    def raw(self, element: Element) -> str:
        inside = element.first("text")
        if inside:
            raw = inside.text
        else:
            raw = "".join(part for part in element.parts if isinstance(part, str)).strip()
        if len(raw) > MAX_RAW:
            self.refuse("text-too-long", str(MAX_TEXT))
        return raw

    def markdown(self, raw: str, element: Element, form: str = "html") -> str:
        names = self.files(element)
        if form == "plain_text":
            text = literal(raw)
        elif form == "markdown":
            text = re.sub(re.escape(PLUGIN_FILE) + r"([^)\s\"]+)", lambda m: _named(m[1], names), raw).strip()
        else:
            text = self._from_html(raw if form == "html" else _broken(raw), names)
        if len(text) > MAX_TEXT:
            self.refuse("text-too-long", str(MAX_TEXT))
        return text

    def _from_html(self, raw: str, names: dict[str, str]) -> str:
        parts = html_parts(raw)
        for part in parts:
            if isinstance(part, Element):
                self._localise(part, names)
        text, turned = to_markdown(parts)
        self.lost_tags += turned.lost
        return text

    def _localise(self, part: Element, names: dict[str, str]) -> None:
        """Pictures by the names under which the question brings them along; those of other places stay away."""
        for element in part.within():
            source = element.get("src")
            if element.tag != "img" or source.startswith("data:"):
                continue
            name = _named(source, names) if source.startswith(PLUGIN_FILE) else ""
            element.attributes["src"] = name
            if not name:
                self.trouble("image-not-in-file", source or "img", is_error=False)

    def files(self, element: Element) -> dict[str, str]:
        """Name in the file → name among the images of the question."""
        names: dict[str, str] = {}
        for file in element.all("file"):
            name = unquote(file.get("name")).rpartition("/")[2]
            data = _decoded(file)
            if not name.lower().endswith(PICTURES):
                self.lost_parts.append(f"file {name}")
            elif data is None:
                self.trouble("image-unreadable", name)
            else:
                names[name] = self._kept(_UNSAFE_NAME.sub("-", name), data)
        return names

    def _kept(self, name: str, data: bytes) -> str:
        number, free = 1, name
        while self.seen.images.get(free, data) != data:
            number += 1
            free = f"{number}-{name}"
        self.seen.images[free] = data
        return free

    # --- what all questions have ----
    def _general(self) -> None:
        element = self.element.first("generalfeedback")
        if element is None:
            return
        raw = self.raw(element)
        found = _COMMENT.search(raw)
        if found:
            self.seen.snapshot = found[1]
            raw = raw[: found.start()] + raw[found.end() :]
        self.seen.general = self.markdown(raw, element, element.get("format", "html"))

    def general(self) -> str:
        """What is said of the whole, by a kind of question that has room for it."""
        text, self.seen.general = self.seen.general, ""
        return text

    def _tags(self) -> tuple[str, ...]:
        groups = [*self.element.all("tags"), *self.element.all("coursetags")]
        texts = [" ".join(tag.text.split())[:MAX_DETAIL] for group in groups for tag in group.all("tag")]
        return tuple(dict.fromkeys(text for text in texts if text))

    def combined(self) -> None:
        for name in COMBINED:
            element = self.element.first(name)
            text = self.text(element)
            if text and not _STANDARD.fullmatch(text):
                self.lost_parts.append(name)

    def _report(self) -> None:
        """One line for each kind of loss, not one for each place."""
        if self.seen.general:
            self.lost_parts.append("generalfeedback")
        if self.lost_tags:
            self.trouble("markup-left-out", _listed(self.lost_tags), is_error=False)
        if self.lost_parts:
            self.trouble("lost-parts", _listed(self.lost_parts), is_error=False)

    def shares(self, answers: list[Element]) -> list[Fraction]:
        """How much each answer is worth, 1 = all."""
        shares = [_share(answer.get("fraction", "0")) for answer in answers]
        if any(share is None for share in shares):
            self.refuse("fraction-unreadable", _listed(answer.get("fraction") for answer in answers))
        return [share for share in shares if share is not None]


# --- kinds of questions ----
def _multichoice(reading: _Reading) -> Interaction:
    answers = reading.parts("answer")
    if len(answers) < 2:
        reading.refuse("too-few-answers", "2")
    shares = reading.shares(answers)
    is_single = reading.is_on("single", default=True)
    alternatives = tuple(
        Alternative(f"a{place}", reading.text(answer), reading.text(answer.first("feedback")))
        for place, answer in enumerate(answers, start=1)
    )
    right = tuple(a.id for a, s in zip(alternatives, shares, strict=True) if (s == 1 if is_single else s > 0))
    if not right:
        reading.refuse("no-key")
    reading.combined()
    prompt = reading.text(reading.element.first("questiontext"))
    shuffle = reading.is_on("shuffleanswers", default=False)
    if is_single:
        if any(0 < share < 1 for share in shares):
            reading.lost_parts.append("fraction")
        return Choice(prompt, alternatives, right, shuffle)
    reading.seen.type_key = "multiple"
    return Choice(prompt, alternatives, right, shuffle, _worth(reading, alternatives, shares))


def _worth(reading: _Reading, alternatives: tuple[Alternative, ...], shares: list[Fraction]) -> dict[str, Any]:
    """The shares of the right answers where they differ. What a wrong one costs is a rule of this site."""
    gains = {a.id: share for a, share in zip(alternatives, shares, strict=True) if share > 0}
    costs = {share for share in shares if share <= 0} - {Fraction(0), -Fraction(1, len(gains))}
    if costs:
        reading.lost_parts.append("fraction")
    if len(set(gains.values())) == 1:
        return {}
    if sum(gains.values()) != 1:
        reading.lost_parts.append("fraction")
        return {}
    return {"options": {key: {"share": str(share)} for key, share in gains.items()}}


def _true_false(reading: _Reading) -> Interaction:
    answers = {_said(answer): answer for answer in reading.parts("answer")}
    if not set(TRUE_FALSE) <= answers.keys():
        reading.refuse("too-few-answers", "2")
    right = [word for word in TRUE_FALSE if _share(answers[word].get("fraction")) == 1]
    if len(right) != 1:
        reading.refuse("no-key")
    statement = Alternative("r1", reading.text(reading.element.first("questiontext")), reading.general())
    said = {("r1", word): reading.text(answers[word].first("feedback")) for word in TRUE_FALSE}
    targets = tuple(Alternative(word, word) for word in TRUE_FALSE)
    feedback = {pair: text for pair, text in said.items() if text}
    return Match("", (statement,), targets, (("r1", right[0]),), feedback)


def _said(answer: Element) -> str:
    inside = answer.first("text")
    return inside.text.strip().lower() if inside else ""


def _matching(reading: _Reading) -> Interaction:
    sources: list[Alternative] = []
    targets: dict[str, str] = {}
    right = []
    for pair in reading.parts("subquestion"):
        answer = pair.first("answer")
        word = literal(" ".join(answer.text.split())) if answer else ""
        text = reading.text(pair)
        if not word:
            if text:
                reading.refuse("no-key", text)
            continue
        target = targets.setdefault(word, f"t{len(targets) + 1}")
        if text:
            sources.append(Alternative(f"r{len(sources) + 1}", text))
            right.append((sources[-1].id, target))
    if not sources or len(targets) < 2:
        reading.refuse("too-few-answers", "2")
    reading.combined()
    prompt = reading.text(reading.element.first("questiontext"))
    return Match(prompt, tuple(sources), tuple(Alternative(key, word) for word, key in targets.items()), tuple(right))


def _ordering(reading: _Reading) -> Interaction:
    answers = reading.parts("answer")
    if len(answers) < 2:
        reading.refuse("too-few-answers", "2")
    places = reading.shares(answers)
    order = sorted(range(len(answers)), key=lambda index: places[index])
    steps = tuple(Alternative(f"s{place}", reading.text(answers[index])) for place, index in enumerate(order, start=1))
    reading.combined()
    return Order(reading.text(reading.element.first("questiontext")), steps, reading.general())


def _shortanswer(reading: _Reading) -> Interaction:
    answers = reading.parts("answer")
    shares = reading.shares(answers)
    texts = [" ".join(reading.raw(answer).split()) for answer in answers]
    right = [index for index, share in enumerate(shares) if share == 1 and texts[index]]
    if not right:
        reading.refuse("no-key")
    said = [reading.text(answer.first("feedback")) for answer in answers]
    reading.lost_parts += ["answer" for index in range(len(answers)) if index not in right and texts[index] != "*"]
    reading.lost_parts += ["*" for index in right if is_wild(texts[index])]
    if reading.is_on("usecase", default=False):
        reading.lost_parts.append("usecase")
    kept = list(dict.fromkeys(text for text in [reading.general(), said[right[0]]] if text))
    if set(filter(None, said)) - set(kept):
        reading.lost_parts.append("feedback")
    prompt = reading.text(reading.element.first("questiontext"))
    return Text(prompt, tuple(tamed(texts[index]) for index in right), feedback="\n\n".join(kept))


def _numerical(reading: _Reading) -> Interaction:
    if any(_number(answer.first("tolerance")) for answer in reading.parts("answer")):
        reading.lost_parts.append("tolerance")
    if reading.element.first("units"):
        reading.lost_parts.append("units")
    return _shortanswer(reading)


def _number(element: Element | None) -> float:
    try:
        return float(element.text) if element else 0.0
    except ValueError:
        return 0.0


def _essay(reading: _Reading) -> Interaction:
    if reading.text(reading.element.first("responsetemplate")):
        reading.lost_parts.append("responsetemplate")
    lines = reading.value("responsefieldlines")
    is_long = not lines.isdecimal() or len(lines) > 3 or int(lines) >= LONG_FROM
    prompt = reading.text(reading.element.first("questiontext"))
    return Text(prompt, (), reading.text(reading.element.first("graderinfo")), reading.general(), is_long=is_long)


def _cloze(reading: _Reading) -> Interaction:
    element = reading.element.first("questiontext") or Element("questiontext")
    gaps: list[Gap] = []
    html = ""
    for piece in split(reading.raw(element)):
        if isinstance(piece, str):
            html += piece
            continue
        found = gap_from(len(gaps) + 1, *piece)
        gaps.append(found.gap)
        reading.lost_parts += found.lost
        html += GAP_SIGN
        if len(gaps) > MAX_PARTS or len(found.gap.alternatives) > MAX_PARTS:
            reading.refuse("too-many-parts", str(MAX_PARTS))
    prompt = reading.markdown(html, element, element.get("format", "html")).replace(GAP_SIGN, "___")
    return _gaps(reading, prompt, gaps)


def _gaps(reading: _Reading, prompt: str, gaps: list[Gap]) -> Interaction:
    if not gaps:
        reading.refuse("no-gaps")
    if not all(gap.right for gap in gaps):
        reading.refuse("no-key")
    reading.combined()
    return Gaps(prompt, tuple(gaps))


def _gapselect(reading: _Reading) -> Interaction:
    """Choices are numbered over the whole question; a gap offers those of its choice's group."""
    element = reading.element.first("questiontext") or Element("questiontext")
    options = reading.parts("selectoption") + reading.parts("dragbox")
    groups = [option.first("group") for option in options]
    numbered = [
        (group.text.strip() if group else "1", Alternative(f"a{number}", literal(reading.raw(option))))
        for number, (option, group) in enumerate(zip(options, groups, strict=True), start=1)
    ]
    offered = {key: tuple(a for _key, a in found) for key, found in groupby(sorted(numbered, key=_group), key=_group)}
    gaps: list[Gap] = []

    def gap_for(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 0 < number <= len(numbered) or len(gaps) >= MAX_PARTS:
            reading.refuse("no-key", found.group())
        group, right = numbered[number - 1]
        gaps.append(Gap(f"g{len(gaps) + 1}", (right.id,), offered[group]))
        return GAP_SIGN

    html = re.sub(r"\[\[([0-9]{1,3})\]\]", gap_for, reading.raw(element))
    prompt = reading.markdown(html, element, element.get("format", "html")).replace(GAP_SIGN, "___")
    return _gaps(reading, prompt, gaps)


def _group(pair: tuple[str, Alternative]) -> str:
    return pair[0]


_KINDS: dict[str, Callable[[_Reading], Interaction]] = {
    "multichoice": _multichoice,
    "truefalse": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _gapselect,
    "ddwtos": _gapselect,
}


# --- small things ----
def _with_hints(item: Interaction, hints: list[str]) -> Interaction:
    return replace(item, extras={**item.extras, "hints": hints})


def _share(percent: str) -> Fraction | None:
    """A percentage as Moodle rounds it: 33.33333 is one third. None for what is no number, or absurd."""
    try:
        value = float(percent.strip() or "0")
    except ValueError:
        return None
    return Fraction(value / 100).limit_denominator(100) if math.isfinite(value) and abs(value) <= 1000 else None


def _named(source: str, names: dict[str, str]) -> str:
    return names.get(unquote(source.partition("?")[0]).rpartition("/")[2], "")


def _decoded(file: Element) -> bytes | None:
    if file.get("encoding", "base64") != "base64":
        return None
    try:
        return base64.b64decode("".join(file.text.split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _broken(raw: str) -> str:
    """Moodle's own format: HTML in which line ends count."""
    return re.sub(r"\n[ \t]*\n\s*", "<p>", raw.strip()).replace("\n", "<br>\n")


def _listed(names: Any) -> str:
    return ", ".join(dict.fromkeys(str(name) for name in names))
