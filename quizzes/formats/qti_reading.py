"""What does an assessmentItem of QTI say, read as if another tool had written it?

QTI can score and show in any way that a program can; taken is what asks and what is right. Not content, and left out
without a word: outcomes, response processing, sizes of fields.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import unquote

from quizzes.formats.base import MAX_TEXT, Trouble
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Interaction, Match, Order, Text
from quizzes.formats.markup import GAP_SIGN, Parts, literal, to_markdown
from quizzes.formats.moodle_reading import LONG_FROM, MAX_DETAIL, MAX_PARTS, Refused, Seen
from quizzes.formats.qti_writing import ALL
from quizzes.formats.xml_tree import Element

FIELDS = frozenset({"inlineChoiceInteraction", "textEntryInteraction"})
ASIDE = frozenset({"rubricBlock", "feedbackBlock", "feedbackInline", "templateBlock", "templateInline", "stylesheet"})
"""Parts of the body that are not asked of everybody."""
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")

Fetch = Callable[[str], bytes | None]
"""A file of the package by its path; None where there is none."""


def seen_in(root: Element, path: str, fetch: Fetch) -> Seen:
    reading = _Item(root, path, fetch)
    try:
        reading.read()
    except Refused:
        reading.seen.item = None
    return reading.seen


@dataclass
class _Item:
    root: Element
    path: str
    fetch: Fetch
    seen: Seen = field(default_factory=Seen)
    lost_tags: list[str] = field(default_factory=list)
    lost_parts: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    sample: str = ""

    def read(self) -> None:
        self.seen.uid = self.root.get("identifier")[:MAX_DETAIL]
        self.seen.name = (self.root.get("title") or self.seen.uid)[:MAX_DETAIL]
        body = self.root.first("itemBody") or Element("itemBody")
        found = [element for element in body.within() if element.name.endswith("Interaction")]
        names = {element.name for element in found}
        if len(found) > MAX_PARTS:
            self.refuse("too-many-parts", str(MAX_PARTS))
        if not found or not names <= (FIELDS if len(found) > 1 else FIELDS | _KINDS.keys()):
            self.refuse("unknown-question-type", ", ".join(sorted(names)) or "itemBody")
        self.said = self._feedback()
        stem = self._body(body, found)
        self.seen.item = self._gaps(stem, found) if names <= FIELDS else _KINDS[found[0].name](self, found[0], stem)
        self._report()

    def trouble(self, code: str, detail: str = "", *, is_error: bool = True) -> None:
        self.seen.troubles.append(Trouble(code, detail[:MAX_DETAIL], self.seen.name, self.root.line, is_error))

    def refuse(self, code: str, detail: str = "") -> NoReturn:
        self.trouble(code, detail)
        raise Refused

    # --- texts ----
    def text(self, parts: Parts) -> str:
        for part in parts:
            if isinstance(part, Element):
                self._localise(part)
        text, turned = to_markdown(parts)
        self.lost_tags += turned.lost
        if len(text) > MAX_TEXT:
            self.refuse("text-too-long", str(MAX_TEXT))
        return text

    def _localise(self, part: Element) -> None:
        for element in part.within():
            if element.name == "object" and element.get("type").startswith("image/"):
                element.tag, element.attributes = "img", {"src": element.get("data"), "alt": element.text.strip()}
            if element.name == "img" and element.get("src") not in self.seen.images:
                element.attributes["src"] = self._picture(element.get("src"))

    def _picture(self, source: str) -> str:
        """The name under which the question brings it along."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), unquote(source)))
        data = self.fetch(path)
        if data is None:
            self.trouble("image-not-in-file", source or "img", is_error=False)
            return ""
        name = _UNSAFE_NAME.sub("-", posixpath.basename(path))
        number, free = 1, name
        while self.seen.images.get(free, data) != data:
            number += 1
            free = f"{number}-{name}"
        self.seen.images[free] = data
        return free

    def _body(self, body: Element, found: list[Element]) -> str:
        """The text around the interactions, in which a sign stands for each field."""
        fields = {id(element) for element in found if element.name in FIELDS}
        stem = self.text(self._without(body.parts, fields))
        prompts = [self.text(prompt.parts) for element in found for prompt in element.all("prompt")]
        return "\n\n".join(text for text in [stem, *prompts] if text)

    def _without(self, parts: Parts, fields: set[int]) -> Parts:
        kept: Parts = []
        for part in parts:
            if isinstance(part, str):
                kept.append(part)
            elif id(part) in fields:
                kept.append(GAP_SIGN)
            elif part.name == "rubricBlock" and part.get("view") == "scorer":
                self.sample = self.text(part.parts)
            elif part.name in ASIDE:
                self.lost_parts.append(part.name)
            elif not part.name.endswith("Interaction"):
                inside = self._without(part.parts, fields)
                kept.append(Element(part.tag, dict(part.attributes), inside, part.line))
        return kept

    # --- feedback ----
    def _feedback(self) -> dict[str, str]:
        """Identifier → text of all feedback that is shown beside the item."""
        said = {}
        for element in self.root.all("modalFeedback"):
            text = self.text(element.parts)
            if element.get("showHide", "show") != "show" or element.get("identifier") in said:
                self.lost_parts.append("modalFeedback")
            elif text:
                said[element.get("identifier")] = text
        return said

    def whole(self) -> str:
        """What is said of the whole."""
        return self.said.pop(ALL, "")

    def listed(self, inside: Element, name: str, *, plain: bool = False) -> tuple[Alternative, ...]:
        return tuple(self._alternative(element, plain=plain) for element in inside.all(name)[: MAX_PARTS + 1])

    def _alternative(self, element: Element, *, plain: bool) -> Alternative:
        inline = [child for child in element.children if child.name == "feedbackInline"]
        shown = [part for part in element.parts if isinstance(part, str) or part.name != "feedbackInline"]
        text = literal(element.text) if plain else self.text(shown)
        said = [self.text(child.parts) for child in inline if child.get("showHide", "show") == "show"]
        key = element.get("identifier")
        return Alternative(key, text, "\n\n".join([self.said.pop(key)] if key in self.said else said))

    def _report(self) -> None:
        if self.said:
            self.lost_parts.append("modalFeedback")
        if self.sample:
            self.lost_parts.append("rubricBlock")
        if self.lost_tags:
            self.trouble("markup-left-out", ", ".join(dict.fromkeys(self.lost_tags)), is_error=False)
        if self.lost_parts:
            self.trouble("lost-parts", ", ".join(dict.fromkeys(self.lost_parts)), is_error=False)

    # --- what is right ----
    def response(self, element: Element) -> Element:
        wanted = element.get("responseIdentifier")
        declared = [one for one in self.root.all("responseDeclaration") if one.get("identifier") == wanted]
        if not declared:
            self.refuse("no-key", wanted)
        return declared[0]

    def right(self, element: Element, *, mapped: bool = True) -> list[str]:
        """All values that earn something: the correct ones, then those that the mapping rewards in full."""
        response = self.response(element)
        correct = response.first("correctResponse")
        values = [" ".join(value.text.split()) for value in correct.all("value")] if correct else []
        mapping = response.first("mapping")
        entries = mapping.all("mapEntry") if mapping and mapped else []
        worth = {" ".join(entry.get("mapKey").split()): _number(entry.get("mappedValue")) for entry in entries}
        best = max(worth.values(), default=0.0)
        values += [key for key, value in worth.items() if value > 0 and value == best]
        found = [value for value in dict.fromkeys(values) if value]
        if len(found) > MAX_PARTS:
            self.refuse("too-many-parts", str(MAX_PARTS))
        return found

    def _gaps(self, stem: str, found: list[Element]) -> Interaction:
        is_alone = len(found) == 1 and found[0].name == "textEntryInteraction" and _is_last(stem)
        if is_alone:
            right = self.right(found[0])
            if not right:
                self.refuse("no-key")
            prompt, sample = stem.rstrip(GAP_SIGN + "\n "), self.sample
            self.sample = ""
            return Text(prompt, tuple(right), sample, self.whole())
        gaps = [self._gap(number, element) for number, element in enumerate(found, start=1)]
        return Gaps(stem.replace(GAP_SIGN, "___"), tuple(gaps))

    def _gap(self, number: int, element: Element) -> Gap:
        alternatives = self.listed(element, "inlineChoice", plain=True)
        right = self.right(element)
        known = {a.id for a in alternatives}
        if not right or (alternatives and not set(right) <= known):
            self.refuse("no-key", element.get("responseIdentifier"))
        return Gap(f"g{number}", tuple(right), alternatives)


def _is_last(stem: str) -> bool:
    """The field stands alone, below the question."""
    return stem.rsplit("\n\n", maxsplit=1)[-1].strip() == GAP_SIGN and stem.count(GAP_SIGN) == 1


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


# --- kinds of questions ----
def _choice(item: _Item, element: Element, stem: str) -> Interaction:
    alternatives = item.listed(element, "simpleChoice")
    is_single = item.response(element).get("cardinality") == "single"
    right = _known(item, item.right(element, mapped=is_single) or item.right(element), alternatives)
    if not is_single:
        item.seen.type_key = "multiple"
    return Choice(stem, alternatives, right, element.get("shuffle") == "true")


def _known(item: _Item, right: list[str], alternatives: tuple[Alternative, ...]) -> tuple[str, ...]:
    ids = [a.id for a in alternatives]
    if len(ids) > MAX_PARTS:
        item.refuse("too-many-parts", str(MAX_PARTS))
    if len(set(ids)) < len(ids) or not all(ids):
        item.refuse("ids-alike")
    if not right or not set(right) <= set(ids):
        item.refuse("no-key")
    return tuple(right)


def _order(item: _Item, element: Element, stem: str) -> Interaction:
    alternatives = item.listed(element, "simpleChoice")
    right = _known(item, item.right(element, mapped=False), alternatives)
    by_id = {a.id: a for a in alternatives}
    if len(right) < len(by_id):
        item.refuse("no-key")
    return Order(stem, tuple(by_id[key] for key in right), item.whole())


def _match(item: _Item, element: Element, stem: str) -> Interaction:
    sets = element.all("simpleMatchSet")
    if len(sets) != 2:
        item.refuse("too-few-answers", "2")
    sources, targets = (item.listed(inside, "simpleAssociableChoice") for inside in sets)
    pairs = [tuple(value.split(" ")) for value in item.right(element)]
    _known(item, [pair[0] for pair in pairs], sources)
    _known(item, [pair[-1] for pair in pairs], targets)
    if any(len(pair) != 2 for pair in pairs):
        item.refuse("no-key")
    return Match(stem, sources, targets, tuple((pair[0], pair[1]) for pair in pairs))


def _extended(item: _Item, element: Element, stem: str) -> Interaction:
    lines = element.get("expectedLines")
    is_long = not lines.isdecimal() or len(lines) > 3 or int(lines) >= LONG_FROM
    sample, item.sample = item.sample, ""
    return Text(stem, (), sample, item.whole(), is_long=is_long)


_KINDS: Mapping[str, Callable[[_Item, Element, str], Interaction]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "extendedTextInteraction": _extended,
}
