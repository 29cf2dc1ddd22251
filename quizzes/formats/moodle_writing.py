"""How is a question of ours written as an element of Moodle XML?

Element order and names are those of Moodle's own export (question/format/xml/format.php): its import finds things by
name, other tools count on the order.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from quizzes.formats.base import HEAD, Exchanged
from quizzes.formats.item import Alternative, Choice, Gaps, Interaction, Match, Order, Text
from quizzes.formats.markup import GAP, GAP_SIGN, Parts, to_blocks, to_inline, words_of
from quizzes.formats.moodle_cloze import tame, written
from quizzes.formats.snapshot import snapshot_of
from quizzes.formats.xml_tree import Element, escaped, to_text

PLUGIN_FILE = "@@PLUGINFILE@@/"
SNAPSHOT = "trennscharf:"
TAG_LENGTH = 50  # longer ones are cut by Moodle (core_tag_tag, TAG_MAX_LENGTH)
NAME_LENGTH = 80
LINES = {True: "15", False: "3"}  # of the field for an essay; Moodle offers 2 to 40
TRUE_FALSE = ("true", "false")
TAGGED = ("term", "contrast", "dimension", "misconception", "claims")


def element_of(question: Exchanged) -> Element:
    writing = _Writing(question)
    writing.write()
    return writing.root


def qtype_of(question: Exchanged) -> str:
    match question.item:
        case Choice():
            return "multichoice"
        case Match():
            return "truefalse" if is_true_false(question.item) else "matching"
        case Order():
            return "ordering"
        case Gaps():
            return "cloze"
        case Text():
            return "shortanswer" if question.item.right else "essay"
    raise TypeError("no neutral form")


def is_true_false(item: Match) -> bool:
    """One statement and no question beside it."""
    targets = tuple(target.id for target in item.targets)
    return len(item.sources) == 1 and targets == TRUE_FALSE and not item.prompt


def is_single(question: Exchanged) -> bool:
    """One may be chosen. A question of several that has one right answer still lets several be chosen."""
    return isinstance(question.item, Choice) and len(question.item.right) == 1 and question.type_key != "multiple"


@dataclass
class _Writing:
    question: Exchanged
    root: Element = field(default_factory=lambda: Element("question"))
    shown: set[str] = field(default_factory=set)

    def write(self) -> None:
        item: Any = self.question.item
        self.root.attributes["type"] = qtype_of(self.question)
        self.root.add("name").add("text", self._name())
        self._stem(item)
        self._general(item)
        self.root.add("defaultgrade", "1")
        self.root.add("penalty", "0.3333333")
        self.root.add("hidden", "0")
        self.root.add("idnumber", self.question.uid)
        self._answers(item)
        hints = item.extras.get("hints")
        for hint in hints if isinstance(hints, list | tuple) else ():
            self.text("hint", str(hint))
        self._tags()
        stem = self.root.first("questiontext") or self.root
        self._files(stem, [name for name in self.question.images if name not in self.shown])

    def text(self, tag: str, text: str, parent: Element | None = None, **attributes: str) -> Element:
        """An element with a text of ours as HTML, and the pictures that it shows."""
        inside = (self.root if parent is None else parent).add(tag, **attributes, format="html")
        self._fill(inside, to_blocks(text) if tag in {"questiontext", "generalfeedback"} else to_inline(text))
        return inside

    def _fill(self, inside: Element, parts: Parts, extra: str = "") -> None:
        names = [name for part in parts if isinstance(part, Element) for name in self._pictures(part)]
        inside.add("text", _html(parts) + extra)
        self._files(inside, names)

    def _pictures(self, part: Element) -> list[str]:
        """Their names, where the question brings them along; their addresses become Moodle's."""
        names = []
        for element in part.within():
            source = element.get("src")
            if element.tag == "img" and source in self.question.images:
                element.attributes["src"] = PLUGIN_FILE + quote(source)
                names.append(source)
        return names

    def _files(self, inside: Element, names: list[str]) -> None:
        for name in dict.fromkeys(names):
            self.shown.add(name)
            data = base64.b64encode(self.question.images[name]).decode("ascii")
            inside.add("file", data, name=name, path="/", encoding="base64")

    def _name(self) -> str:
        """What Moodle's question bank lists: our id and how the question begins."""
        item: Any = self.question.item
        stem = words_of(item.prompt or (item.sources[0].text if isinstance(item, Match) and item.sources else ""))
        return f"{self.question.uid} {stem}".strip()[:NAME_LENGTH] or "–"

    def _stem(self, item: Any) -> None:
        if isinstance(item, Gaps):
            self._cloze(item)
        elif isinstance(item, Match) and is_true_false(item):
            self.text("questiontext", item.sources[0].text)
        else:
            self.text("questiontext", item.prompt)

    def _cloze(self, item: Gaps) -> None:
        blocks = to_blocks(GAP.sub(GAP_SIGN, item.prompt))
        inside = self.root.add("questiontext", format="html")
        self._fill(inside, blocks)
        pieces = inside.children[0].text.split(GAP_SIGN)
        in_order = item.extras.get("in_order") is True
        gaps = [written(gap, in_order=in_order) for gap in item.gaps]
        whole = pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))
        inside.children[0].parts = [whole]

    def _general(self, item: Interaction) -> None:
        """What is said of the whole, and behind it the snapshot, which no browser shows."""
        snapshot = snapshot_of(self.question)
        inside = self.root.add("generalfeedback", format="html")
        comment = f"<!-- {SNAPSHOT}{snapshot} -->" if snapshot else ""
        self._fill(inside, explanation_of(item), comment)

    def _answers(self, item: Interaction) -> None:
        match item:
            case Choice():
                self._choice(item)
            case Match() if is_true_false(item):
                self._true_false(item)
            case Match():
                self._match(item)
            case Order():
                self._order(item)
            case Text() if item.right:
                self.root.add("usecase", "0")
                for text in item.right:
                    self._typed(text)
            case Text():
                self._essay(item)

    def _choice(self, item: Choice) -> None:
        self.root.add("single", "true" if is_single(self.question) else "false")
        self.root.add("shuffleanswers", "true" if item.shuffle else "false")
        self.root.add("answernumbering", "abc")
        fractions = fractions_of(item, is_single=is_single(self.question))
        for alternative in item.alternatives:
            self._answer(alternative, fractions[alternative.id])

    def _answer(self, alternative: Alternative, fraction: str) -> None:
        answer = self.text("answer", alternative.text, fraction=fraction)
        self.text("feedback", alternative.feedback, answer)

    def _true_false(self, item: Match) -> None:
        source = item.sources[0].id
        right = dict(item.right)[source]
        for target in TRUE_FALSE:
            answer = self.root.add("answer", fraction="100" if target == right else "0", format="moodle_auto_format")
            answer.add("text", target)
            self.text("feedback", item.feedback.get((source, target), ""), answer)

    def _match(self, item: Match) -> None:
        self.root.add("shuffleanswers", "true")
        words = {target.id: words_of(target.text) for target in item.targets}
        right = dict(item.right)
        for source in item.sources:
            self.text("subquestion", source.text).add("answer").add("text", words[right[source.id]])
        for target in item.targets:
            if target.id not in right.values():
                self.text("subquestion", "").add("answer").add("text", words[target.id])

    def _order(self, item: Order) -> None:
        self.root.add("layouttype", "VERTICAL")
        self.root.add("selecttype", "ALL")
        self.root.add("selectcount", "0")
        self.root.add("gradingtype", "RELATIVE_ALL_PREVIOUS_AND_NEXT")
        self.root.add("showgrading", "SHOW")
        self.root.add("numberingstyle", "none")
        for number, step in enumerate(item.steps, start=1):
            self.text("answer", step.text, fraction=f"{number}.0000000")

    def _typed(self, text: str) -> None:
        answer = self.root.add("answer", fraction="100", format="moodle_auto_format")
        answer.add("text", tame(text))
        self.text("feedback", "", answer)

    def _essay(self, item: Text) -> None:
        self.root.add("responseformat", "plain")
        self.root.add("responserequired", "1")
        self.root.add("responsefieldlines", LINES[item.is_long])
        self.root.add("attachments", "0")
        self.text("graderinfo", item.sample)

    def _tags(self) -> None:
        tags = tags_of(self.question)
        if tags:
            inside = self.root.add("tags")
            for tag in tags:
                inside.add("tag").add("text", tag)


def fractions_of(item: Choice, *, is_single: bool) -> dict[str, str]:
    """Id → percent. Where several may be chosen, a wrong choice takes as much as a right one gives, as here."""
    shares = _shares(item)
    wrong = "0" if is_single else _percent(-Fraction(1, max(1, len(item.right))))
    return {a.id: _percent(shares[a.id]) if a.id in shares else wrong for a in item.alternatives}


def _shares(item: Choice) -> dict[str, Fraction]:
    """What each right answer is worth: its own share where the question says so, else the same for all."""
    options = item.extras.get("options")
    own = (
        {key: tags.get("share") for key, tags in options.items() if isinstance(tags, Mapping)}
        if isinstance(options, Mapping)
        else {}
    )
    shares = {key: share_from(own.get(key)) for key in item.right}
    if shares and all(shares.values()) and sum(filter(None, shares.values())) == 1:
        return {key: share for key, share in shares.items() if share}
    return {key: Fraction(1, len(item.right)) for key in item.right}


def share_from(value: Any) -> Fraction | None:
    """`"1/3"`; None for what is no share."""
    numerator, _slash, denominator = value.partition("/") if isinstance(value, str) else ("", "", "")
    if not (numerator.isdecimal() and (denominator or "1").isdecimal() and len(value) < 8):
        return None
    share = Fraction(int(numerator), int(denominator or 1)) if int(denominator or 1) else Fraction(0)
    return share if 0 < share <= 1 else None


def _percent(share: Fraction) -> str:
    """As Moodle writes them: five places, none that says nothing."""
    return f"{float(100 * share):.5f}".rstrip("0").rstrip(".")


def explanation_of(item: Interaction) -> Parts:
    """What Moodle shows behind the whole question, since it has no place for it at the parts."""
    match item:
        case Order() | Text():
            said = [("", text) for text in [item.feedback] if text]
            rows = [(words_of(step.text), step.feedback) for step in item.steps] if isinstance(item, Order) else []
        case Match() if is_true_false(item):
            said, rows = [("", item.sources[0].feedback)], []
        case Match():
            said, rows = [], _match_rows(item)
        case Gaps():
            said, rows = [], [(f"({n})", g.feedback) for n, g in enumerate(item.gaps, start=1) if g.alternatives]
        case _:
            said, rows = [], []
    blocks: Parts = [block for _name, text in said for block in to_blocks(text)]
    listed = [
        Element("li", parts=[Element("strong", parts=[name]), ": ", *to_inline(text)]) for name, text in rows if text
    ]
    return [*blocks, Element("ul", parts=list(listed))] if listed else blocks


def _match_rows(item: Match) -> list[tuple[str, str]]:
    """What is said of each source and of each pair."""
    targets = {target.id: words_of(target.text) for target in item.targets}
    rows = []
    for source in item.sources:
        name = words_of(source.text)
        rows.append((name, source.feedback))
        rows += [(f"{name} → {targets[t]}", item.feedback.get((source.id, t), "")) for t in targets]
    return rows


def tags_of(question: Exchanged) -> list[str]:
    """Readable tags: who searches Moodle's question bank finds the terms there."""
    found = [(name, question.head[name]) for name in HEAD if name != "note" and question.head.get(name)]
    found += _tagged(question.item.extras)
    return sorted({f"{name}:{value}"[:TAG_LENGTH].strip() for name, value in found})


def _tagged(data: Any, name: str = "") -> list[tuple[str, str]]:
    if isinstance(data, Mapping):
        return [pair for key, value in data.items() for pair in _tagged(value, str(key))]
    if isinstance(data, list | tuple):
        return [pair for value in data for pair in _tagged(value, name)]
    return [(name.removesuffix("s"), data)] if name in TAGGED and isinstance(data, str) and data else []


def _html(parts: Parts) -> str:
    return "".join(escaped(part) if isinstance(part, str) else to_text(part) for part in parts)
