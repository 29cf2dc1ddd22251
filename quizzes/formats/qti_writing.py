"""How is a question of ours written as an assessmentItem of QTI 2.1?

Element order and required attributes are those of the information model of 1EdTech (IMS). QTI 3 is the same with other
names: see `qti`. What is chosen sets FEEDBACK, so that the feedback of each choice shows; what belongs to the whole
question stands under the identifier ALL.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from quizzes.formats.base import Exchanged
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Interaction, Match, Order, Text
from quizzes.formats.markup import GAP, GAP_SIGN, Parts, to_blocks, to_inline, words_of
from quizzes.formats.moodle_writing import explanation_of, is_single
from quizzes.formats.xml_tree import Element

ALL = "ALL"
LINES = {True: "15", False: "3"}
TITLE_LENGTH = 80
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def identifiers(names: Sequence[str]) -> dict[str, str]:
    """Our ids, where QTI allows all of them; numbered ones where it does not."""
    unique = dict.fromkeys(names)
    if len(unique) == len(names) and all(NCNAME.fullmatch(name) and name != ALL for name in names):
        return {name: name for name in names}
    return {name: f"C{number}" for number, name in enumerate(unique, start=1)}


def item_of(question: Exchanged, identifier: str, folder: str) -> Element:
    """`folder`: where the pictures lie, seen from the item."""
    item: Any = question.item
    stem = words_of(item.prompt)[:TITLE_LENGTH] or identifier
    fixed = {"adaptive": "false", "timeDependent": "false"}
    root = Element("assessmentItem", {"identifier": identifier, "title": stem, **fixed})
    _write(root, item, is_single=is_single(question))
    for element in root.within():
        source = element.get("src")
        if element.tag == "img" and source in question.images:
            element.attributes["src"] = f"{folder}/{source}"
    return root


def _frame(root: Element, responses: Iterable[Element], body: Parts, *, score: Parts, chosen: str = "") -> None:
    """Everything around the interaction, in the order that QTI asks for. `chosen`: the cardinality of FEEDBACK."""
    root.parts += responses
    _declared(root, "SCORE", "single", "float")
    _declared(root, "FEEDBACK", chosen or "single", "identifier")
    root.add("itemBody").parts = body
    processing = root.add("responseProcessing")
    if score:
        processing.add("setOutcomeValue", identifier="SCORE").parts = score
    said = processing.add("setOutcomeValue", identifier="FEEDBACK")
    if chosen:
        said.add("variable", identifier="RESPONSE")
    else:
        said.add("baseValue", ALL, baseType="identifier")


def _declared(root: Element, identifier: str, cardinality: str, base: str) -> None:
    root.add("outcomeDeclaration", identifier=identifier, cardinality=cardinality, baseType=base)


def _response(
    identifier: str, cardinality: str, base: str, right: Iterable[str], worth: dict[str, float] | None = None
) -> Element:
    response = Element("responseDeclaration", {"identifier": identifier, "cardinality": cardinality, "baseType": base})
    values = list(right)
    if values:
        correct = response.add("correctResponse")
        for value in values:
            correct.add("value", value)
    if worth:
        mapping = response.add("mapping", lowerBound="0", defaultValue="0")
        for key, gain in worth.items():
            mapping.add("mapEntry", mapKey=key, mappedValue=f"{gain:.5f}")
    return response


def _mapped(*responses: str) -> Parts:
    mapped: Parts = [Element("mapResponse", {"identifier": identifier}) for identifier in responses]
    return mapped if len(mapped) == 1 else [Element("sum", parts=mapped)]


def _said(root: Element, identifier: str, parts: Parts) -> None:
    if parts:
        names = {"outcomeIdentifier": "FEEDBACK", "identifier": identifier, "showHide": "show"}
        root.add("modalFeedback", **names).parts = parts


def _listed(inside: Element, tag: str, things: Iterable[Alternative], names: dict[str, str], **more: str) -> None:
    for thing in things:
        inside.add(tag, identifier=names[thing.id], **more).parts = list(to_inline(thing.text))


def _choice(root: Element, item: Choice, *, is_single: bool) -> None:
    names = identifiers([a.id for a in item.alternatives])
    share, nothing = 1 / len(item.right), 0.0
    worth: dict[str, float]
    worth = {names[a.id]: share if a.id in item.right else nothing if is_single else -share for a in item.alternatives}
    kind = "single" if is_single else "multiple"
    inside = Element("choiceInteraction", {"responseIdentifier": "RESPONSE"})
    inside.attributes |= {"shuffle": str(item.shuffle).lower(), "maxChoices": "1" if is_single else "0"}
    _listed(inside, "simpleChoice", item.alternatives, names)
    response = _response("RESPONSE", kind, "identifier", [names[key] for key in item.right], worth)
    _frame(root, [response], [*to_blocks(item.prompt), inside], score=_mapped("RESPONSE"), chosen=kind)
    for alternative in item.alternatives:
        _said(root, names[alternative.id], to_blocks(alternative.feedback))


def _match(root: Element, item: Match) -> None:
    names = identifiers([*(s.id for s in item.sources), *(t.id for t in item.targets)])
    pairs = [f"{names[source]} {names[target]}" for source, target in item.right]
    inside = Element("matchInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxAssociations": "0"})
    _listed(inside.add("simpleMatchSet"), "simpleAssociableChoice", item.sources, names, matchMax="1")
    _listed(inside.add("simpleMatchSet"), "simpleAssociableChoice", item.targets, names, matchMax="0")
    response = _response("RESPONSE", "multiple", "directedPair", pairs, dict.fromkeys(pairs, 1 / len(pairs)))
    _frame(root, [response], [*to_blocks(item.prompt), inside], score=_mapped("RESPONSE"))
    _said(root, ALL, explanation_of(item))


def _order(root: Element, item: Order) -> None:
    names = identifiers([step.id for step in item.steps])
    inside = Element("orderInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true"})
    _listed(inside, "simpleChoice", item.steps, names)
    response = _response("RESPONSE", "ordered", "identifier", [names[step.id] for step in item.steps])
    _frame(root, [response], [*to_blocks(item.prompt), inside], score=[])
    score = root.all("responseProcessing")[0]
    score.parts.insert(0, _if_right())
    _said(root, ALL, explanation_of(item))


def _if_right() -> Element:
    """All or nothing: QTI has no template for an order that is right in part."""
    condition = Element("responseCondition")
    inside = condition.add("responseIf")
    match = inside.add("match")
    match.add("variable", identifier="RESPONSE")
    match.add("correct", identifier="RESPONSE")
    inside.add("setOutcomeValue", identifier="SCORE").add("baseValue", "1", baseType="float")
    return condition


def _gaps(root: Element, item: Gaps) -> None:
    fields, responses = [], []
    for number, gap in enumerate(item.gaps, start=1):
        field, response = _gap(gap, f"RESPONSE{number}")
        fields.append(field)
        responses.append(response)
    body = _filled(to_blocks(GAP.sub(GAP_SIGN, item.prompt)), iter(fields))
    _frame(root, responses, body, score=_mapped(*(response.get("identifier") for response in responses)))
    said = [a for gap in item.gaps for a in gap.alternatives if a.feedback]
    rows: Parts = [Element("li", parts=[f"{words_of(a.text)}: ", *to_inline(a.feedback)]) for a in said]
    typed: Parts = [block for gap in item.gaps if not gap.alternatives for block in to_blocks(gap.feedback)]
    _said(root, ALL, [*typed, *explanation_of(item), *([Element("ul", parts=rows)] if rows else [])])


def _gap(gap: Gap, identifier: str) -> tuple[Element, Element]:
    if not gap.alternatives:
        worth = dict.fromkeys(gap.right, 1.0)
        field = Element("textEntryInteraction", {"responseIdentifier": identifier, "expectedLength": "20"})
        return field, _response(identifier, "single", "string", gap.right[:1], worth)
    names = identifiers([a.id for a in gap.alternatives])
    field = Element("inlineChoiceInteraction", {"responseIdentifier": identifier, "shuffle": "true"})
    for alternative in gap.alternatives:
        field.add("inlineChoice", words_of(alternative.text), identifier=names[alternative.id])
    right = [names[key] for key in gap.right]
    return field, _response(identifier, "single", "identifier", right[:1], dict.fromkeys(right, 1.0))


def _filled(parts: Parts, fields: Iterable[Element]) -> Parts:
    """The text with its fields where the gaps are."""
    waiting = iter(fields)

    def fill(parts: Parts) -> Parts:
        done: Parts = []
        for part in parts:
            if isinstance(part, Element):
                part.parts = fill(part.parts)
                done.append(part)
                continue
            first, *others = part.split(GAP_SIGN)
            done.append(first)
            for piece in others:
                done += [next(waiting), piece]
        return done

    return fill(parts)


def _text(root: Element, item: Text) -> None:
    worth = dict.fromkeys(item.right, 1.0)
    response = _response("RESPONSE", "single", "string", item.right[:1], worth)
    body = to_blocks(item.prompt)
    if item.sample:
        body.append(Element("rubricBlock", {"view": "scorer"}, to_blocks(item.sample)))
    if item.right:
        field = Element("textEntryInteraction", {"responseIdentifier": "RESPONSE", "expectedLength": "40"})
        body.append(Element("p", parts=[field]))
    else:
        lines = {"responseIdentifier": "RESPONSE", "expectedLines": LINES[item.is_long]}
        body.append(Element("extendedTextInteraction", lines))
    _frame(root, [response], body, score=_mapped("RESPONSE") if item.right else [])
    _said(root, ALL, explanation_of(item))


def _write(root: Element, item: Interaction, *, is_single: bool) -> None:
    match item:
        case Choice():
            _choice(root, item, is_single=is_single)
        case Match():
            _match(root, item)
        case Order():
            _order(root, item)
        case Gaps():
            _gaps(root, item)
        case Text():
            _text(root, item)
