"""Moodle XML: all questions in one file, as Moodle 2 to 5 export and import them.

Choice is multichoice, Match is matching (or truefalse, where it is one statement), Order is ordering, Text is
shortanswer or essay. Gaps are a *cloze* question: it is the only one that Moodle itself imports with gaps to type,
with other choices for each gap and with feedback for each choice; gapselect has neither. gapselect and ddwtos are read.

**Where our own things travel.** Moodle keeps on import only what it knows: it drops elements of others, cuts tags at 50
characters, takes no idnumber for cloze questions and none that another question of the category has already. The one
place that all its kinds of questions have, that is stored as it came and exported again, is the HTML of
generalfeedback; so the snapshot is an HTML comment at its end. No learner sees a comment, and generalfeedback is shown
after the answer only. One of Moodle's editors (Atto) removes comments when somebody saves the question in it: then
idnumber and the readable tags are what is left, and the question comes back as any other from Moodle.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from quizzes.formats.base import MAX_QUESTIONS, MAX_TEXT, Exchanged, Format, Reading, Trouble, Unreadable, limited
from quizzes.formats.item import Choice, Gaps, Interaction, Match, Order, Own
from quizzes.formats.markup import GAP, GAP_SIGN, literal, to_blocks, to_markdown, words_of
from quizzes.formats.moodle_reading import NO_QUESTIONS, Seen, exchanged, name_of, seen_in, snapshot_in
from quizzes.formats.moodle_writing import element_of, is_true_false
from quizzes.formats.snapshot import Looks, from_snapshot, merged, snapshot_of
from quizzes.formats.texts import texts_of
from quizzes.formats.xml_tree import UNWRITABLE, Element, document, read_tree, text_of, to_text

_QUESTION = re.compile(r"<question[\s/>]")


class MoodleXml(Format):
    key = "moodle_xml"
    label = "Moodle XML"
    suffix = ".xml"
    media_type = "application/xml"

    def read(self, content: bytes) -> Reading:
        reading = _File()
        try:
            text = text_of(content)
            if sum(1 for _found in _QUESTION.finditer(text)) > MAX_QUESTIONS:
                raise Unreadable("too-many-questions", str(MAX_QUESTIONS))  # noqa: TRY301  # before reading the first
            elements: list[Element] = []  # read only when the whole file has proved to be one
            root = read_tree(text, unit="question", take=elements.append)
            if root.name != "quiz":
                raise Unreadable("wrong-root", f"{root.name}, quiz", root.line)  # noqa: TRY301  # one way out for all
        except Unreadable as unreadable:
            return Reading(troubles=(unreadable.trouble,))
        for element in elements:
            reading.take(element)
        if not reading.questions and not reading.troubles:
            return Reading(troubles=(Trouble("no-questions"),))
        return Reading(tuple(reading.questions), limited(reading.troubles))

    def write(self, questions: Iterable[Exchanged]) -> bytes:
        root = Element("quiz")
        for question in questions:
            if not any(trouble.is_error for trouble in self.losses(question)):
                root.parts += ["\n", element_of(question)]
        root.parts.append("\n")
        return document(root)

    def losses(self, question: Exchanged) -> tuple[Trouble, ...]:
        if isinstance(question.item, Own):
            return (Trouble("cannot-hold", "own", question.uid),)
        codes = [*_hindrances(question.item)]
        texts = texts_of(question.item)
        if any(len(text) > MAX_TEXT for text in texts):
            codes.append(("text-too-long", str(MAX_TEXT)))
        troubles = [Trouble(code, detail, question.uid) for code, detail in codes]
        if any(UNWRITABLE.search(text) for text in (question.uid, *texts)):
            troubles.append(Trouble("unwritable-characters", name=question.uid, is_error=False))
        if not snapshot_of(question):
            troubles.append(Trouble("extension-too-long", name=question.uid, is_error=False))
        return tuple(troubles)


class _File:
    """What has been read so far."""

    def __init__(self) -> None:
        self.questions: list[Exchanged] = []
        self.troubles: list[Trouble] = []
        self.number = 0

    def take(self, element: Element) -> None:
        kind = element.get("type")
        if kind in NO_QUESTIONS:
            detail = kind if kind != "category" else f"category {' '.join(element.text.split())[:80]}"
            self.troubles.append(Trouble("not-a-question", detail, name_of(element), element.line, is_error=False))
            return
        self.number += 1
        question, troubles = _question(element)
        self.troubles += troubles
        if question:
            self.questions.append(replace(question, number=self.number))


def _question(element: Element) -> tuple[Exchanged | None, list[Trouble]]:
    source = _untouched(element)
    if source:
        return replace(source, line=element.line), []
    seen = seen_in(element)
    question = exchanged(seen, element)
    if question is None or not seen.snapshot:
        return question, [*seen.troubles, *_unknown_tags(seen, element, ())]
    try:
        source = replace(from_snapshot(seen.snapshot), images=seen.images)
        as_sent = seen_in(element_of(source)) if not [*_hindrances(source.item)] else Seen()
    except (ValueError, RecursionError):
        unread = Trouble("extension-unreadable", "", seen.name, element.line, is_error=False)
        return question, [unread, *seen.troubles, *_unknown_tags(seen, element, ())]
    said = {(trouble.code, trouble.detail) for trouble in as_sent.troubles}
    troubles = [trouble for trouble in seen.troubles if (trouble.code, trouble.detail) not in said]
    same = as_sent.item == seen.item and as_sent.type_key == seen.type_key
    item = source.item if same else merged(question.item, source.item, LOOKS)
    new_tags = {name: value for name, value in seen.head.items() if as_sent.head.get(name) != value}
    question = replace(
        question,
        uid=question.uid or source.uid,
        item=item,
        type_key=source.type_key if type(item) is type(source.item) else question.type_key,
        head={**source.head, **new_tags},
    )
    return question, [*troubles, *_unknown_tags(seen, element, as_sent.tags)]


def _untouched(element: Element) -> Exchanged | None:
    """The question, where the element is to the letter what we write; most are, and it spares reading all twice."""
    if any(inside.name == "file" for inside in element.within()):
        return None  # its pictures must be read first
    try:
        source = from_snapshot(snapshot_in(element))
        is_same = not [*_hindrances(source.item)] and to_text(element_of(source)) == to_text(element)
    except (ValueError, RecursionError):
        return None
    return source if is_same and all(len(text) <= MAX_TEXT for text in texts_of(source.item)) else None


def _unknown_tags(seen: Seen, element: Element, known: Iterable[str]) -> list[Trouble]:
    lost = [tag for tag in seen.tags if tag not in known and tag.partition(":")[0] not in seen.head]
    return [Trouble("lost-tags", ", ".join(lost)[:100], seen.name, element.line, is_error=False)] if lost else []


def _look(text: str) -> str:
    parts = to_blocks(GAP.sub(GAP_SIGN, text))
    return to_markdown(parts)[0].replace(GAP_SIGN, "___")


LOOKS = Looks(text=_look, target=lambda text: literal(words_of(text)), choice=_look, explains_sources=False)


# --- what Moodle has no room for ----
def _hindrances(item: Interaction) -> Iterable[tuple[str, str]]:
    """(code, detail) of what keeps the question out of Moodle."""
    checks: dict[type, Callable[..., Iterable[tuple[str, str]]]] = {
        Choice: _of_choice,
        Match: _of_match,
        Order: _of_order,
        Gaps: _of_gaps,
    }
    yield from checks.get(type(item), lambda _item: ())(item)


def _of_choice(item: Choice) -> Iterable[tuple[str, str]]:
    if len(item.alternatives) < 2:
        yield "too-few-answers", "2"
    if not item.right:
        yield "no-key", ""
    if not all(a.text.strip() for a in item.alternatives):
        yield "empty-text", ""


def _of_match(item: Match) -> Iterable[tuple[str, str]]:
    words = [words_of(target.text) for target in item.targets]
    if not item.sources or len(words) < 2:
        yield "too-few-answers", "2"
    if len(set(words)) < len(words) or not all(words):
        yield "targets-alike", ""
    if sorted(source for source, _target in item.right) != sorted(source.id for source in item.sources):
        yield "not-one-partner", ""
    if not is_true_false(item) and not all(source.text.strip() for source in item.sources):
        yield "empty-text", ""


def _of_order(item: Order) -> Iterable[tuple[str, str]]:
    if len(item.steps) < 2:
        yield "too-few-answers", "2"
    if not all(step.text.strip() for step in item.steps):
        yield "empty-text", ""


def _of_gaps(item: Gaps) -> Iterable[tuple[str, str]]:
    if len(GAP.findall(item.prompt)) != len(item.gaps) or not item.gaps:
        yield "gap-count", ""
    if not all(gap.right and all(gap.right) for gap in item.gaps):
        yield "no-key", ""
    if not all(a.text.strip() for gap in item.gaps for a in gap.alternatives):
        yield "empty-text", ""
