"""Taking a name out of free texts that others wrote: a purpose, a comment, the reason of an exemption.

A personnel number may look like a year. So within a text it goes where it stands alone, not out of a day; and in JSON,
where the program keeps days, numbers and answers that are marked, only what has letters in it is looked for.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import JSONField, Q, QuerySet, TextField
from django.db.models.functions import Cast

GONE = "[…]"
MOST_ALIKE = 100  # groups or views of one name; beyond it is something else that is wrong
LEAST_LETTERS = 3  # shorter ones stand in half of all words
# No day or month before or after it, of one digit or two: "4711/4712" are two numbers.
BEFORE_IN_DAY = r"(?<!\b\d[-./])(?<!\b\d\d[-./])"
AFTER_IN_DAY = r"(?![-./]\d{1,2}\b)"


def needles_of(texts: Iterable[str]) -> list[str]:
    """The longest first: an address before the name in it."""
    found = {text.strip() for text in texts if len(text.strip()) >= LEAST_LETTERS}
    return sorted(found, key=lambda text: (-len(text), text))


def scrub(fields: Iterable[tuple[str, str]], needles: list[str]) -> None:
    """One query for each column, one for each row that names her. Append-only tables, too: the name alone goes."""
    lettered = [needle for needle in needles if _has_letters(needle)]
    for label, name in sorted(fields):
        model = apps.get_model(label)
        is_json = isinstance(model._meta.get_field(name), JSONField)
        wanted = lettered if is_json else needles
        if not wanted:
            continue
        pattern = re.compile("|".join(_alone(needle) for needle in wanted), re.IGNORECASE)
        for pk, value in list(_suspects(model, name, wanted, is_json=is_json)):
            cleaned = _cleaned(value, pattern)
            if cleaned != value:
                _store(model, pk, name, cleaned)


def _store(model: Any, pk: Any, name: str, cleaned: Any) -> None:
    """Names of groups and views differ; where they did so by hers alone, a number tells them apart."""
    longest = model._meta.get_field(name).max_length
    for number in range(1, MOST_ALIKE + 1):
        ending = f" {number}"
        value = cleaned if number == 1 else cleaned[: longest - len(ending)] + ending
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=pk).update(**{name: value})
                return
        except IntegrityError:
            if longest is None or number == MOST_ALIKE:
                raise


def _has_letters(needle: str) -> bool:
    return any(letter.isalpha() for letter in needle)


def _alone(needle: str) -> str:
    """Not within a word, and what has no letters not within a day such as 30.06.2026 either."""
    as_word = rf"(?<!\w){_spelled(needle)}(?!\w)"
    return as_word if _has_letters(needle) else BEFORE_IN_DAY + as_word + AFTER_IN_DAY


def _spelled(needle: str) -> str:
    return "".join(_letter(letter) for letter in needle)


def _letter(letter: str) -> str:
    """Large or small, and either also escaped as in JSON. "ß" is "SS" in capitals."""
    ways = {letter} if letter.isascii() else {letter, letter.lower(), letter.upper()}
    ways |= {_escaped(way) for way in ways}
    return f"(?:{'|'.join(re.escape(way) for way in sorted(ways))})" if len(ways) > 1 else re.escape(letter)


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _suspects(model: Any, name: str, needles: list[str], *, is_json: bool) -> QuerySet[Any]:
    """Letters may be escaped: in JSON on SQLite, and in what the workshop keeps as text.

    SQLite compares large and small letters of English only; there patterns are Python's, which know all.
    """
    rows = model._base_manager.order_by("pk")
    if is_json:
        rows, column = rows.alias(as_text=Cast(name, TextField())), "as_text"
    else:
        column = name
    wanted = Q()
    for needle in needles:
        if needle == _escaped(needle):  # English letters alone; much faster than a pattern
            wanted |= Q(**{f"{column}__icontains": needle})
        else:
            wanted |= Q(**{f"{column}__iregex": _spelled(needle)})
    return rows.filter(wanted).values_list("pk", name)


def _cleaned(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(GONE, value)
    if isinstance(value, list):
        return [_cleaned(each, pattern) for each in value]
    if isinstance(value, dict):
        return {key: _cleaned(each, pattern) for key, each in value.items()}  # keys are the program's
    return value
