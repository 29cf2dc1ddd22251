"""Is a typed answer one of those that were meant?

People type "Groesse", "größe" and "GRÖSSE", "2,5" and "2.5", and mean the same: answers are compared without regard to
capitals, with ß as ss, umlauts as ae, oe, ue, decimal comma as point, and without the marks around them. One typing
error (a letter too many, too few, another one, or two exchanged) is forgiven only where the author allows it, never in
a number, and not in short words, where one letter makes another word.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from quizzes.types.base import Answer, AnswerProblem, Html, Post, last_value
from quizzes.types.reading import Reader

MAX_TYPED = 200  # characters of a word or a short phrase
MAX_ACCEPTED = 20
MIN_TYPO_LENGTH = 5  # "Not" and "Rot" are two words
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")  # Word ends a line within a paragraph by \x0b
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_AROUND = " .,;:!?\"'„“”‚‘’»«()"


def check_text(answer: Answer, *, limit: int) -> str:
    """The answer as text, "" for none. Raises AnswerProblem for what no text is or cannot be stored."""
    if answer is None:
        return ""
    if not isinstance(answer, str):
        raise AnswerProblem("wrong-shape")
    if len(answer) > limit:
        raise AnswerProblem("too-long")
    if _UNPRINTABLE.search(answer):
        raise AnswerProblem("unprintable")
    return answer.strip()


def folded(text: str) -> str:
    """Two texts with the same folding are the same answer: `folded("Größe 2,5!") == folded("GROESSE 2.5")`."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(UMLAUTS)
    text = " ".join(_COMMA.sub(".", unicodedata.normalize("NFKC", text)).split())
    return text.strip(_AROUND) or text


def is_accepted(text: str, accepted: Iterable[str], *, typo: bool) -> bool:
    given = folded(text)
    return any(given == folded(right) or (typo and is_one_typo(given, folded(right))) for right in accepted)


def is_one_typo(given: str, right: str) -> bool:
    """Exactly one letter added, left out or replaced, or two neighbours exchanged."""
    if len(right) < MIN_TYPO_LENGTH or any(sign.isdigit() for sign in given + right):
        return False
    if len(given) == len(right):
        differ = [index for index in range(len(right)) if given[index] != right[index]]
        return len(differ) == 1 or _are_exchanged(given, right, differ)
    shorter, longer = sorted((given, right), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer))
    )


def _are_exchanged(given: str, right: str, differ: list[int]) -> bool:
    return (
        len(differ) == 2
        and all(after - before == 1 for before, after in pairwise(differ))
        and given[differ[0]] == right[differ[1]]
        and given[differ[1]] == right[differ[0]]
    )


def read_text(post: Post, name: str) -> Answer:
    """What was typed, "" for a field that is empty, None where the form had none."""
    if name not in post:
        return None
    text = last_value(post, name)
    return storable(text).strip() if text else ""


def storable(text: str) -> str:
    """What a form sent, without what cannot be stored: text pasted from a PDF or from Word brings such signs along.

    `readable` in `quizzes/static/quizzes/store.js` does the same, so that script and form send the same answer.
    """
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def ask_text(html: Html, answer: Answer, *, limit: int, is_long: bool) -> dict[str, Any]:
    """`question` for the ask template of a question that is one text; `is_long` where it has several lines."""
    value = answer if isinstance(answer, str) else ""
    return {"stem_html": html["stem"], "value": value, "limit": limit, "is_long": is_long}


def read_accepted(reader: Reader) -> tuple[str, ...]:
    """All that is right where a machine compares."""
    return reader.texts("accept", most=MAX_ACCEPTED, limit=MAX_TYPED)


def dump_accepted(accepted: Iterable[str], *, typo: bool) -> dict[str, Any]:
    return {"accept": list(accepted)} | ({"typo": True} if typo else {})
