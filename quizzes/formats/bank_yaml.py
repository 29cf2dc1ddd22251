"""YAML: the bank's own files, in which every question of this site has its place.

What a question holds beside its head is its type's, so this format alone knows the types: it reads data by them into
neutral interactions, and back. The keys are those of `quizzes.files.bank`; a head may be incomplete here, since
whoever imports fills it in.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations, permutations
from typing import Any

from lessons.files import canonical
from lessons.files.problem import Source
from lessons.files.yaml_lines import parse
from quizzes.files.bank import LIVE
from quizzes.formats.base import (
    HEAD,
    MAX_QUESTIONS,
    MAX_TEXT,
    Exchanged,
    Format,
    Reading,
    Trouble,
    Unreadable,
    limited,
)
from quizzes.formats.decoding import decoded
from quizzes.formats.item import Interaction, Own
from quizzes.types import all_types, get_type
from quizzes.types.base import ParseError

# A bank of 292 questions has 0.6 MB; of text made to be slow, so much is parsed in half a second.
MAX_CHARACTERS = 4_000_000
YAML_CODES = {
    "duplicate-key": "yaml-duplicate-key",
    "comment": "yaml-comment",
    "alias": "yaml-alias",
    "tag": "yaml-tag",
    "too-deep": "yaml-too-deep",
    "too-many-values": "yaml-too-many-values",
}
MAX_TERMS = 6  # of a course, whose order is looked for
KEYS = ("uid", "type", *HEAD)


class BankYaml(Format):
    key = "yaml"
    label = "YAML"
    suffix = ".yaml"
    media_type = "text/yaml; charset=utf-8"
    holds_own = True

    def read(self, content: bytes) -> Reading:
        troubles: list[Trouble] = []
        try:
            text, source = decoded(content), Source("")
            entries = _entries(text, source)
        except Unreadable as refusal:
            return Reading(troubles=(refusal.trouble,))
        if source.problems:
            return Reading(troubles=limited(_yaml_troubles(text, source)))
        questions = [_question(index, data, source, troubles) for index, data in enumerate(entries)]
        return Reading(tuple(one for one in questions if one), limited(troubles))

    def write(self, questions: Iterable[Exchanged]) -> bytes:
        plain = [_plain(one) for one in questions if not any(trouble.is_error for trouble in self.losses(one))]
        return canonical.dump_entries(canonical.dump(data) for data in plain).encode()

    def losses(self, question: Exchanged) -> tuple[Trouble, ...]:
        name = question.uid
        if question.type_key not in all_types():
            return (Trouble("no-type", question.type_key, name),)
        try:
            data = _plain(question)
            canonical.dump(data)
        except ParseError as error:
            return tuple(Trouble("content", str(problem), name) for problem in error.problems)
        except (canonical.Unwritable, LookupError, TypeError, ValueError, AttributeError):
            return (Trouble("cannot-hold", type(question.item).__name__.lower(), name),)
        back = _item(question.type_key, _content_data(data))
        lost = [] if back == question.item else [Trouble("lost-in-type", question.type_key, name, is_error=False)]
        if not name or not question.head.get("status"):
            lost.append(Trouble("lost-head", "uid" if not name else "status", name, is_error=False))
        pictures = [Trouble("lost-picture", picture, name, is_error=False) for picture in question.images]
        return (*lost, *pictures)


def _entries(text: str, source: Source) -> list[Any]:
    """Nothing where the source has problems."""
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("file-too-large", str(MAX_CHARACTERS // 1_000_000))
    try:
        data = parse(text, source)
    except RecursionError:
        raise Unreadable("yaml-too-deep") from None
    if source.problems:
        return []
    if not isinstance(data, list) or not data:
        raise Unreadable("not-a-list", line=1)
    if len(data) > MAX_QUESTIONS:
        raise Unreadable("too-many-questions", str(MAX_QUESTIONS))
    return data


def _yaml_troubles(text: str, source: Source) -> list[Trouble]:
    """A text that breaks off is wrong on its last line, not below it."""
    last = text.count("\n") + 1
    return [Trouble(YAML_CODES.get(one.code, "yaml-broken"), line=min(one.line, last)) for one in source.problems]


def _question(index: int, data: Any, source: Source, troubles: list[Trouble]) -> Exchanged | None:
    line = source.line((index,))
    if not isinstance(data, dict):
        troubles.append(Trouble("not-a-question", line=line))
        return None
    head = {key: data.get(key, "") for key in KEYS}
    uid = head["uid"] if isinstance(head["uid"], str) else ""
    for key, value in head.items():
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            troubles.append(Trouble("head-not-text", key, uid, source.line((index, key))))
            return None
    type_key = head["type"]
    if type_key not in all_types():
        troubles.append(Trouble("unknown-type", type_key[:40], uid, source.line((index, "type"))))
        return None
    try:
        item = _item(type_key, _content_data(data))
    except ParseError as error:
        for problem in error.problems:
            words = f"{problem.place}: {problem.message}" if problem.path else problem.message
            troubles.append(Trouble("content", words, uid, source.line((index, *problem.path))))
        return None
    kept = {key: head[key] for key in HEAD if head[key]} | {"status": head["status"] or LIVE}
    return Exchanged(uid, item, type_key, kept, line=line, number=index + 1)


def _content_data(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in KEYS}


def _item(type_key: str, data: Mapping[str, Any]) -> Interaction:
    """Raises ParseError with all problems of the data."""
    kind, content = get_type(type_key), _parsed(type_key, data)
    return kind.interaction(content) or Own(kind.dump(content))


def _parsed(type_key: str, data: Mapping[str, Any]) -> Any:
    """Which terms a course has, and in which order, a file does not say: it is read from the pairs that it names."""
    try:
        return get_type(type_key).parse(data)
    except ParseError as error:
        terms = _terms_in(data)
        if not terms or {problem.code for problem in error.problems} != {"unknown-contrast"}:
            raise
    return get_type(type_key).parse(data, terms=terms)


def _terms_in(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The terms of the cases in rows in an order in which all their contrasts are pairs; nothing if there is none."""
    rows = [row for row in data.get("rows", ()) if isinstance(row, dict)]
    cases = [row["case"] for row in rows if isinstance(row.get("case"), dict)]
    named = {key for row in rows if isinstance(row.get("feedback"), dict) for key in row["feedback"] if key != "note"}
    wanted = {str(case.get("contrast")) for case in cases}
    for order in permutations(sorted(named)[:MAX_TERMS]):
        if wanted <= {first + second for first, second in combinations(order, 2)}:
            return order
    return ()


def _plain(question: Exchanged) -> dict[str, Any]:
    """As it stands in a file, keys in the bank's order. That a question is live goes without saying."""
    kind, item = get_type(question.type_key), question.item
    data = item.data if isinstance(item, Own) else kind.from_interaction(item)
    if data is None:
        raise LookupError(question.type_key)
    head = {key: question.head[key] for key in HEAD if question.head.get(key)}
    if head.get("status") == LIVE:
        del head["status"]
    return {"uid": question.uid, "type": question.type_key, **head, **kind.dump(_parsed(question.type_key, data))}
