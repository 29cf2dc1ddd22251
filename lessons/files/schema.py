"""Which keys may a mapping of a course file have, and what may they hold? A dataclass says it, field by field.

    @dataclass(frozen=True, kw_only=True)
    class TermFile:
        key: str = schema.text(shape=KEY, limit=4)
        note: str = schema.note()

`read(TermFile, data, source)` gives a TermFile, or None with problems by line in the source; `plain(term)` gives the
mapping back, keys in the order of the fields, so that `read(cls, plain(value)) == value`. Unknown keys are problems
that name the nearest known key. Texts lose the spaces around them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from typing import Any, Protocol

from lessons.files.problem import Said, Source, Where
from lessons.files.problem import Said as _
from lessons.files.text import is_clean

MAX_SLUG = 100
MAX_LINE = 200
MAX_TEXT = 5_000


@dataclass(frozen=True)
class Shape:
    """A pattern, and how to say it to a person."""

    pattern: re.Pattern[str]
    words: str

    def fits(self, value: str) -> bool:
        return bool(self.pattern.fullmatch(value))


SLUG = Shape(re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*"), _("lower-case letters a-z, digits and single hyphens"))


class Invalid:
    """Stands for a value that was refused; its problem is already in the source."""


INVALID = Invalid()


class Spec(Protocol):
    """What a field may hold: `read` gives the clean value or INVALID, `plain` the value for a file."""

    def read(self, value: Any, where: Where, source: Source) -> Any: ...

    def plain(self, value: Any) -> Any: ...


@dataclass(frozen=True)
class Text:
    limit: int
    shape: Shape | None = None
    choices: tuple[str, ...] = ()
    multiline: bool = False

    def read(self, value: Any, where: Where, source: Source) -> Any:
        if not isinstance(value, str):
            return _wrong_type(value, _("text"), where, source)
        value = value.strip()
        for code, message in self._faults(value):
            source.error(where, code, _at(where, message))
            return INVALID
        return value

    def plain(self, value: str) -> str:
        return value

    def _faults(self, value: str) -> Iterable[tuple[str, str]]:
        if len(value) > self.limit:
            yield "too-long", _("%(found)d characters; the limit is %(limit)d", found=len(value), limit=self.limit)
        if not is_clean(value):
            yield "invisible-character", _("contains an invisible control character")
        if "\n" in value and not self.multiline:
            yield "line-end", _("must be on one line (use >- to fold a long text)")
        if self.choices and value not in self.choices:
            close = nearest(value, self.choices)
            known = ", ".join(self.choices)
            yield "choice", _('"%(value)s" is not one of: %(known)s%(close)s', value=value, known=known, close=close)
        if self.shape and not self.shape.fits(value):
            words = {"value": value[:40], "shape": self.shape.words}
            yield "shape", _('"%(value)s" has the wrong format; allowed: %(shape)s', **words)


@dataclass(frozen=True)
class Number:
    least: int
    most: int

    def read(self, value: Any, where: Where, source: Source) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return _wrong_type(value, _("a whole number"), where, source)
        if not self.least <= value <= self.most:
            limits = {"value": value, "least": self.least, "most": self.most}
            message = _("%(value)d is not between %(least)d and %(most)d", **limits)
            source.error(where, "range", _at(where, message))
            return INVALID
        return value

    def plain(self, value: int) -> int:
        return value


@dataclass(frozen=True)
class Flag:
    def read(self, value: Any, where: Where, source: Source) -> Any:
        return value if isinstance(value, bool) else _wrong_type(value, _("true or false"), where, source)

    def plain(self, value: bool) -> bool:
        return value


@dataclass(frozen=True)
class Listing:
    of: Spec
    least: int
    most: int

    def read(self, value: Any, where: Where, source: Source) -> Any:
        if not isinstance(value, list):
            return _wrong_type(value, _("a list"), where, source)
        if not self.least <= len(value) <= self.most:
            limits = {"found": len(value), "least": self.least, "most": self.most}
            message = _("%(found)d entries; between %(least)d and %(most)d are allowed", **limits)
            source.error(where, "length", _at(where, message))
            return INVALID
        items = tuple(self.of.read(item, (*where, number), source) for number, item in enumerate(value))
        return INVALID if INVALID in items else items

    def plain(self, value: Sequence[Any]) -> list[Any]:
        return [self.of.plain(item) for item in value]


@dataclass(frozen=True)
class Record:
    cls: type

    def read(self, value: Any, where: Where, source: Source) -> Any:
        result = read(self.cls, value, source, where=where)
        return INVALID if result is None else result

    def plain(self, value: Any) -> dict[str, Any]:
        return plain(value)


def text(
    *,
    required: bool = True,
    limit: int = MAX_LINE,
    shape: Shape | None = None,
    choices: Iterable[str] = (),
    multiline: bool = False,
    default: str = "",
    key: str = "",
) -> Any:
    spec = Text(limit, shape, tuple(choices), multiline)
    return _field(spec, required=required, default=default, key=key)


def slug(*, required: bool = True) -> Any:
    return text(required=required, limit=MAX_SLUG, shape=SLUG)


def number(*, required: bool = True, least: int = 0, most: int = 1000, default: int | None = None) -> Any:
    return _field(Number(least, most), required=required, default=default)


def flag(*, default: bool) -> Any:
    return _field(Flag(), required=False, default=default)


def listing(of: Spec | type, *, required: bool = True, least: int = 0, most: int = 500) -> Any:
    inner = Record(of) if isinstance(of, type) else of
    return _field(Listing(inner, least, most), required=required, default=())


def record(cls: type, *, required: bool = True, key: str = "") -> Any:
    return _field(Record(cls), required=required, default=None, key=key)


def note() -> Any:
    """The remark for authors that every mapping may carry."""
    return text(required=False, limit=MAX_TEXT, multiline=True)


def read(cls: type, data: Any, source: Source, /, *, where: Where = (), **given: Any) -> Any:
    """An instance of `cls` with the values of `data` and, for fields without a spec, those `given`; None if invalid."""
    if not isinstance(data, dict):
        _wrong_type(data, _("a mapping (key: value)"), where, source)
        return None
    specs = _specs(cls)
    _refuse_unknown(data, specs, where, source)
    values = {name: _value(data, key, entry, where, source) for key, (name, entry) in specs.items()}
    if any(value is INVALID for value in values.values()) or not data.keys() <= specs.keys():
        return None
    return cls(**{name: value for name, value in values.items() if value is not MISSING}, **given)


def plain(value: Any) -> dict[str, Any]:
    """The mapping for a file. What is empty is left out: None, "" and ()."""
    found = {key: (entry, getattr(value, name)) for key, (name, entry) in _specs(type(value)).items()}
    return {key: entry.plain(item) for key, (entry, item) in found.items() if item not in (None, "", ())}


def keys_of(cls: type) -> tuple[str, ...]:
    return tuple(_specs(cls))


def nearest(key: str, known: Iterable[str]) -> str:
    """' (did you mean "title"?)' or nothing."""
    close = get_close_matches(key, list(known), n=1)
    return _(' (did you mean "%(close)s"?)', close=close[0]) if close else ""


def _field(spec: Spec, *, required: bool, default: Any, key: str = "") -> Any:
    metadata = {"spec": spec, "required": required, "key": key}
    return field(metadata=metadata) if required else field(default=default, metadata=metadata)


@dataclass(frozen=True)
class _Entry:
    spec: Spec
    required: bool

    def plain(self, value: Any) -> Any:
        return self.spec.plain(value)


def _specs(cls: type) -> dict[str, tuple[str, _Entry]]:
    """Key in the file → name of the field and its entry."""
    known = [item for item in fields(cls) if "spec" in item.metadata]
    return {
        item.metadata["key"] or item.name: (item.name, _Entry(item.metadata["spec"], item.metadata["required"]))
        for item in known
    }


def _value(data: dict[str, Any], key: str, entry: _Entry, where: Where, source: Source) -> Any:
    value = data.get(key)
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        if not entry.required:
            return MISSING
        source.error(where, "missing-key", _at(where, _('"%(key)s" is missing or empty', key=key)))
        return INVALID
    return entry.spec.read(value, (*where, key), source)


def _refuse_unknown(data: dict[str, Any], specs: dict[str, Any], where: Where, source: Source) -> None:
    for key in data:
        if key not in specs:
            message = _('unknown key "%(key)s"%(close)s', key=key, close=nearest(key, specs))
            source.error((*where, key), "unknown-key", _at(where, message))


def _wrong_type(value: Any, wanted: str, where: Where, source: Source) -> Invalid:
    message = _("expected %(wanted)s, found %(found)s", wanted=wanted, found=_kind(value))
    source.error(where, "wrong-type", Said("%(place)s: %(message)s", place=name_of(where), message=message))
    return INVALID


def _kind(value: Any) -> str:
    match value:
        case None:
            return _("nothing")
        case bool() | int() | float():
            return _("%(value)s (use quotation marks to make it text)", value=str(value).lower())
        case str():
            return _('the text "%(value)s"', value=value[:40])
        case list():
            return _("a list")
    return _("a mapping")


def name_of(where: Where) -> str:
    """`terms[2].name`, as people write it, counted from 1."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in where)
    return "".join(steps).removeprefix(".") or _("the file")


def _at(where: Where, message: str) -> str:
    return Said("%(place)s: %(message)s", place=name_of(where), message=message) if where else message
