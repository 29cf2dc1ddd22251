"""What do types share whose learners choose from options, each with its own feedback?

An option may stand for a term of the course; a wrong one may carry the misconception that makes it tempting.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from quizzes.formats.item import Alternative, Choice
from quizzes.types.base import AnswerProblem, Html
from quizzes.types.named import Explained, in_order, tags_by_id
from quizzes.types.reading import Reader, read_misconception, with_note


@dataclass(frozen=True)
class Option(Explained):
    """`share`, where several are right: what it earns, or loses where it is wrong; None for its part of the whole."""

    listed: ClassVar[str] = "options"

    id: str
    term: str
    text: str
    feedback: str
    key: bool = False
    misconception: str = ""
    note: str = ""
    share: Fraction | None = None


def chosen_option(options: Iterable[Option], token: str) -> Option:
    """Raises AnswerProblem for a choice that was not on offer."""
    for option in options:
        if option.token == token:
            return option
    raise AnswerProblem("unknown-option")


def earned_options(options: Iterable[Option], chosen: Option | None) -> list[Option]:
    """Whose feedback an answer earns: first the wrong choice, if one was made, then the right one."""
    wrong = [chosen] if chosen and not chosen.key else []
    return wrong + [option for option in options if option.key]


def ask_options(
    options: Iterable[Option], *, order: Sequence[str], html: Html, chosen: Collection[str]
) -> list[dict[str, Any]]:
    return [
        {"id": option.token, "html": html[option.text_key], "checked": option.token in chosen}
        for option in in_order(options, order)
    ]


def review_options(
    options: Iterable[Option], *, order: Sequence[str], html: Html, chosen: Collection[str]
) -> list[dict[str, Any]]:
    """Feedback with what was chosen and what is right."""
    return [
        {
            "html": html[option.text_key],
            "chosen": option.token in chosen,
            "right": option.key,
            "feedback_html": html[option.feedback_key] if option.key or option.token in chosen else "",
        }
        for option in in_order(options, order)
    ]


# --- data ----
def read_option(reader: Reader, terms: Sequence[str], *, needs_term: bool = False) -> Option:
    option = Option(
        id=reader.word("id"),
        term=reader.term("term", terms, required=needs_term),
        text=reader.text("text"),
        feedback=reader.text("feedback"),
        key=reader.flag("key"),
        misconception=read_misconception(reader),
        note=reader.note(),
    )
    if option.key and option.misconception:
        reader.problem("key-with-misconception", "misconception")
    reader.close()
    return option


def dump_option(option: Option) -> dict[str, Any]:
    data: dict[str, Any] = {"id": option.id}
    if option.term:
        data["term"] = option.term
    if option.key:
        data["key"] = True
    if option.share:
        data["share"] = str(option.share)
    data["text"] = option.text
    if option.misconception:
        data["misconception"] = option.misconception
    return data | {"feedback": option.feedback} | with_note(option.note)


# --- exchange ----
def to_choice(data: dict[str, Any], options: Iterable[Option], *, shuffle: bool = True) -> Choice:
    """`data`: the question with these options, as dumped."""
    options = tuple(options)
    return Choice(
        prompt=data["stem"],
        alternatives=alternatives_of(options),
        right=tuple(option.id for option in options if option.key),
        shuffle=shuffle,
        extras={key: value for key, value in data.items() if key != "stem"} | {"options": tags_by_id(data["options"])},
    )


def from_choice(item: Choice) -> dict[str, Any]:
    options = options_data(item.alternatives, item.right, item.extras.get("options", {}))
    return {**item.extras, "stem": item.prompt, "options": options}


def alternatives_of(options: Iterable[Option]) -> tuple[Alternative, ...]:
    return tuple(Alternative(option.id, option.text, option.feedback) for option in options)


def options_data(
    alternatives: Iterable[Alternative], right: Collection[str], tags: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    return [
        {"id": a.id, "text": a.text, "feedback": a.feedback, "key": a.id in right, **tags.get(a.id, {})}
        for a in alternatives
    ]
