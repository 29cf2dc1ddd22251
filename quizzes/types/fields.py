"""What does an author fill in for a question of this type?

A type describes its data by fields, from which the authors' form is made: a new type needs no form of its own. The
form gives data back for the type's `parse`; what is left empty is left out. Names of controls are paths, joined by
dots: `options.1.feedback`; the number of rows of a list stands under `options.n`.

`read(fields, post, …)` and the form that shows the same data are inverse to each other:
`parse(read(fields, shown(dump(content)))) == content`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from quizzes.types.problems import Path

Data = dict[str, Any]
NewId = Callable[[str], str]
MAX_ROWS_READ = 30  # of one list; types allow 10 at most, and what is too much shall still be shown as too much
MAX_DIGITS = 6
_BETWEEN_WORDS = re.compile(r"[\s,;]+")


class Kind(Enum):
    ID = "id"  # made by the form, never typed
    LINE = "line"
    TEXT = "text"  # Markdown
    FLAG = "flag"
    NUMBER = "number"
    FORM = "form"
    TERM = "term"
    CONTRAST = "contrast"
    DIMENSION = "dimension"
    MISCONCEPTION = "misconception"
    PARTNER = "partner"  # one of another list
    WORDS = "words"  # a list of ids in one line
    TEXTS = "texts"  # a list of texts
    SECTION = "section"
    PER_TERM = "per-term"  # one text a term
    ROWS = "rows"


@dataclass(frozen=True)
class Field:
    """`fields`: of a section, or of each row of a list."""

    key: str
    kind: Kind
    label: Any
    help: Any = ""
    fields: tuple["Field", ...] = ()
    required: bool = True
    least: int = 0
    item: Any = ""
    """What one entry of a list is called."""
    add: Any = ""
    """The words of the button for another one."""
    ids: str = ""
    """New ids of a list begin with it."""
    by_term: bool = False
    """A new question has one row for each term."""
    of: str = ""
    """The list a partner comes from."""
    is_beside: bool = False
    """No reader sees it, so it stands behind what they see, folded."""


# --- fields of several types ----
FORM = Field("form", Kind.FORM, _("form"), is_beside=True)
STEM_HELP = _(
    "Markdown. What is asked, without the answers. To show a figure of the course: ![what it shows](name.png)"
)
STEM = Field("stem", Kind.TEXT, _("question"), help=STEM_HELP)
HINTS = Field("hints", Kind.TEXTS, _("hints"), help=_("Offered in practice, the subtlest first."), required=False,
              item=_("Hint"), add=_("Add a hint"))  # fmt: skip
NOTE = Field("note", Kind.LINE, _("remark for authors"), required=False, is_beside=True)
TEXT = Field("text", Kind.LINE, _("text"))
FEEDBACK = Field("feedback", Kind.TEXT, _("feedback"))
MISCONCEPTION = Field("misconception", Kind.MISCONCEPTION, _("misconception"), required=False, is_beside=True)
TERM = Field("term", Kind.TERM, _("term"), required=False, is_beside=True)
KEY = Field("key", Kind.FLAG, _("correct answer"), required=False)
ID = Field("id", Kind.ID, "")
CLAIMS = Field("claims", Kind.WORDS, _("claims"), help=_("Their identifiers, separated by commas."))
TYPO = Field("typo", Kind.FLAG, _("allow one typing error"), required=False)
CASE = Field(
    "case",
    Kind.SECTION,
    _("case"),
    fields=(
        Field("term", Kind.TERM, _("correct term")),
        Field("contrast", Kind.CONTRAST, _("pair of terms")),
        Field("dimension", Kind.DIMENSION, _("dimension")),
        CLAIMS,
        Field("decoy", Kind.FLAG, _("decoy: a word hints at another term"), required=False),
        NOTE,
    ),
)
OPTION = (ID, TEXT, KEY, FEEDBACK, TERM, MISCONCEPTION, NOTE)


def options(*fields: Field, least: int, by_term: bool = False, required: bool = True) -> Field:
    return Field(
        "options", Kind.ROWS, _("answers"), fields=fields or OPTION, least=least, by_term=by_term, required=required,
        item=_("Answer"), add=_("Add an answer"), ids="o",
    )  # fmt: skip


def rubric(*, required: bool = True) -> Field:
    fields = (TEXT, Field("points", Kind.NUMBER, _("points")), NOTE)
    return Field(
        "rubric", Kind.ROWS, _("criteria"), fields=fields, least=1, required=required,
        item=_("Criterion"), add=_("Add a criterion"),
    )  # fmt: skip


def accepted(*, required: bool = True) -> Field:
    return Field(
        "accept", Kind.TEXTS, _("accepted answers"), required=required, least=1,
        item=_("Accepted answer"), add=_("Add an accepted answer"),
    )  # fmt: skip


# --- in words ----
def label_of(fields: Sequence[Field], path: Path) -> str:
    """Where a path leads, as the form calls it: "Answer 2, feedback". A key of no field stays as it is."""
    labels: list[str] = []
    known, listed = tuple(fields), None
    for step in path:
        if isinstance(step, int) and listed:
            labels[-1] = str(_("%(item)s %(n)d") % {"item": listed.item, "n": step + 1})
            listed = None
            continue
        field = next((one for one in known if one.key == step), None)
        labels.append(str(field.label) if field else str(step))
        known = field.fields if field else ()
        listed = field if field and field.kind in (Kind.ROWS, Kind.TEXTS) else None
    return ", ".join(labels)


# --- from the form to the data ----
def name_of(path: Path) -> str:
    return ".".join(str(step) for step in path)


def read(fields: Sequence[Field], post: Mapping[str, Any], terms: Sequence[str], path: Path = ()) -> Data:
    """What was typed, as data; nothing is judged here. Values of `post` are texts."""
    data: Data = {}
    for field in fields:
        value = _read(field, post, terms, (*path, field.key))
        if value is not None:
            data[field.key] = value
    return data


def _read(field: Field, post: Mapping[str, Any], terms: Sequence[str], path: Path) -> Any:
    """None where nothing was typed."""
    match field.kind:
        case Kind.SECTION:
            return read(field.fields, post, terms, path) or ({} if field.required else None)
        case Kind.PER_TERM:
            texts = {key: _typed(post, (*path, key)) for key in (*terms, "note")}
            return {key: text for key, text in texts.items() if text is not None}
        case Kind.TEXTS:
            return [_typed(post, (*path, number)) or "" for number in _numbers(post, path)] or None
        case Kind.ROWS:
            return [read(field.fields, post, terms, (*path, number)) for number in _numbers(post, path)] or None
    return _read_one(field.kind, name_of(path) in post, _typed(post, path))


def _read_one(kind: Kind, is_there: bool, text: str | None) -> Any:
    match kind:
        case Kind.FLAG:
            return is_there or None
        case Kind.NUMBER:
            return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else text
        case Kind.WORDS:
            return [word for word in _BETWEEN_WORDS.split(text or "") if word] or None
    return text


def _typed(post: Mapping[str, Any], path: Path) -> str | None:
    text = str(post.get(name_of(path)) or "").replace("\r\n", "\n")
    return text if text.strip() else None


def _numbers(post: Mapping[str, Any], path: Path) -> range:
    count = str(post.get(name_of((*path, "n"))) or "")
    return range(min(int(count), MAX_ROWS_READ) if count.isascii() and count.isdecimal() and len(count) < 4 else 0)


# --- what a form starts with, and its buttons ----
def blank(fields: Sequence[Field], names: Mapping[str, str], new_id: NewId) -> Data:
    """The data of a new question: as many empty rows as it needs. `names`: the terms' names by key."""
    data: Data = {}
    for field in fields:
        if field.kind is Kind.SECTION and field.required:
            data[field.key] = {}
        elif field.kind is Kind.TEXTS and field.least and field.required:
            data[field.key] = [""] * field.least
        elif field.kind is Kind.ROWS and field.by_term and names:
            data[field.key] = [{"id": key, "term": key, "text": name} for key, name in names.items()]
        elif field.kind is Kind.ROWS and field.required:
            data[field.key] = [_new_entry(field, names, new_id) for _number in range(field.least)]
    return data


def act(fields: Sequence[Field], data: Data, action: str, names: Mapping[str, str], new_id: NewId) -> bool:
    """Does what a button says, `add:options`, `up:options.1`, `down:…`, `remove:…`; False for what no button says."""
    verb, _colon, name = action.partition(":")
    steps = name.split(".")
    place = None if verb == "add" else steps.pop()
    found = _list_at(fields, data, steps)
    if found is None:
        return False
    field, entries = found
    if verb == "add" and len(entries) < MAX_ROWS_READ:
        entries.append(_new_entry(field, names, new_id))
        return True
    number = int(place) if place and place.isascii() and place.isdecimal() and len(place) < 4 else -1
    return 0 <= number < len(entries) and _moved(entries, verb, number)


def _moved(entries: list[Any], verb: str, number: int) -> bool:
    other = {"up": number - 1, "down": number + 1}.get(verb, -1)
    if verb == "remove":
        del entries[number]
    elif 0 <= other < len(entries):
        entries[number], entries[other] = entries[other], entries[number]
    else:
        return verb in ("up", "down")
    return True


def _new_entry(field: Field, names: Mapping[str, str], new_id: NewId) -> Any:
    if field.kind is Kind.TEXTS:
        return ""
    entry = blank(field.fields, names, new_id)
    return {"id": new_id(field.ids), **entry} if field.ids else entry


def _list_at(fields: Sequence[Field], data: Data, steps: Sequence[str]) -> tuple[Field, list[Any]] | None:
    """The list that the steps lead to; one that is not there yet is made."""
    field = next((one for one in fields if steps and one.key == steps[0]), None)
    if field is None or field.kind not in (Kind.ROWS, Kind.TEXTS):
        return None
    entries = data.setdefault(field.key, [])
    if len(steps) == 1:
        return field, entries
    place = steps[1]
    if field.kind is Kind.TEXTS or not (place.isascii() and place.isdecimal()) or int(place[:4]) >= len(entries):
        return None
    return _list_at(field.fields, entries[int(place[:4])], steps[2:])


def ids_in(data: Any) -> Iterator[str]:
    """Every id that the data holds, at any depth."""
    inner = data.values() if isinstance(data, Mapping) else data if isinstance(data, list) else ()
    if isinstance(data, Mapping) and isinstance(data.get("id"), str):
        yield data["id"]
    for value in inner:
        yield from ids_in(value)
