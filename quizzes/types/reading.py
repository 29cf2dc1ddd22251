"""How is a question read from data that a person wrote?

A Reader goes through one mapping, field by field. What is wrong is noted with its place and reading goes on,
so that an author sees all problems of a question at once. `close` reports the keys that nobody asked for.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from quizzes.types.base import CaseTag
from quizzes.types.misconceptions import MISCONCEPTIONS
from quizzes.types.problems import ParseError, Path, Problem

# Generous for what a person reads on one screen; no file can flood a page or the renderer.
MAX_STEM = 4000
MAX_TEXT = 2000
MAX_NOTE = 2000
MAX_ID = 30
MAX_TERM = 4
MAX_CONTRAST = 2 * MAX_TERM
MAX_DIMENSION = 8
MAX_CLAIMS = 10
MAX_HINTS = 3

_SHARE = re.compile(r"[1-9][0-9]{0,2}(/[1-9][0-9]{0,2})?")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Reader:
    def __init__(self, data: Any, *, path: Path = (), problems: list[Problem] | None = None) -> None:
        self.path = path
        self.problems: list[Problem] = [] if problems is None else problems
        self._readable = isinstance(data, Mapping)
        self._data: Mapping[Any, Any] = data if self._readable else {}
        self._asked: set[str | int] = set()
        if not self._readable:
            self.problems.append(Problem(path, "not-a-mapping"))

    def problem(self, code: str, *steps: str | int, **values: Any) -> None:
        """Notes a problem of this mapping; what is no mapping has been reported and stays silent."""
        if self._readable:
            self.problems.append(Problem((*self.path, *steps), code, values))

    def text(self, key: str | int, *, limit: int = MAX_TEXT, required: bool = True) -> str:
        value = self._take(key)
        if value is not None and not isinstance(value, str):
            self.problem("not-text", key)
            return ""
        text = (value or "").strip()
        if required and not text:
            self.problem("missing", key)
        elif len(text) > limit:
            self.problem("too-long", key, limit=limit)
        elif _UNPRINTABLE.search(text):
            self.problem("unprintable", key)
        return text

    def word(self, key: str | int, *, limit: int = MAX_ID, required: bool = True) -> str:
        """An id: letters, digits, hyphens."""
        found = len(self.problems)
        text = self.text(key, limit=limit, required=required)
        if text and not _ID.fullmatch(text) and len(self.problems) == found:
            self.problem("not-an-id", key, limit=limit)
        return text

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            self.problem("not-yes-or-no", key)
        return value is True

    def words(self, key: str, *, most: int) -> tuple[str, ...]:
        """A list of ids, at least one."""
        values = dict(enumerate(self._list(key, least=1, most=most)))
        items = Reader(values, path=(*self.path, key), problems=self.problems)
        return tuple(items.word(index) for index in values)

    def texts(self, key: str, *, least: int = 1, most: int, limit: int = MAX_TEXT) -> tuple[str, ...]:
        """A list of texts; nothing for a missing one that need not be there."""
        if least == 0 and self._data.get(key) is None:
            self._asked.add(key)
            return ()
        values = dict(enumerate(self._list(key, least=least, most=most)))
        items = Reader(values, path=(*self.path, key), problems=self.problems)
        return tuple(items.text(index, limit=limit) for index in values)

    def number(self, key: str, *, most: int, required: bool = True) -> int:
        """A whole number from 1; 0 for none."""
        value = self._take(key)
        if value is None:
            if required:
                self.problem("missing", key)
        elif isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            self.problem("not-a-number", key, limit=most)
        else:
            return value
        return 0

    def share(self, key: str) -> Fraction | None:
        """A part of one as people write it, "1/3"."""
        text = self.text(key, limit=MAX_ID, required=False)
        if not text:
            return None
        if not _SHARE.fullmatch(text) or not 0 < (share := Fraction(text)) <= 1:
            self.problem("not-a-share", key, value=text)
            return None
        return share

    def has(self, key: str) -> bool:
        return self._data.get(key) is not None

    def term(self, key: str, terms: Sequence[str], *, required: bool = True) -> str:
        term = self.word(key, limit=MAX_TERM, required=required)
        if term and terms and term not in terms:
            self.problem("unknown-term", key, value=term, known=", ".join(terms))
        return term

    def form(self, forms: Iterable[str]) -> str:
        form = self.word("form")
        if form and form not in forms:
            self.problem("unknown-form", "form", value=form, known=", ".join(forms))
        return form

    def section(self, key: str) -> "Reader":
        """The mapping under this key; a missing one is reported once and then reads as empty."""
        value = self._take(key)
        if value is None:
            self.problem("missing", key)
            return Reader(None)
        return Reader(value, path=(*self.path, key), problems=self.problems)

    def sections(self, key: str, *, least: int, most: int) -> list["Reader"]:
        """The mappings in the list under this key."""
        path = (*self.path, key)
        values = self._list(key, least=least, most=most)
        return [Reader(value, path=(*path, i), problems=self.problems) for i, value in enumerate(values)]

    def names(self) -> list[str]:
        """The keys of this mapping, where they are data themselves."""
        return [key for key in self._data if isinstance(key, str) and key != "note"]

    def note(self) -> str:
        """The author's remark that each mapping may carry."""
        return self.text("note", limit=MAX_NOTE, required=False)

    def close(self) -> None:
        for key in self._data:
            if key not in self._asked:
                self.problem("unknown-key", str(key))

    def unique(self, key: str, field: str, values: Iterable[str]) -> None:
        """The values of one field, over the mappings in a list, must differ."""
        values = list(values)
        counts = Counter(values)
        for index, value in enumerate(values):
            if value and counts[value] > 1 and value in values[:index]:
                self.problem("repeated", key, index, field, value=value)

    def finish(self) -> None:
        """Raises ParseError if anything was found, here or in a part."""
        if self.problems:
            raise ParseError(tuple(self.problems))

    def _take(self, key: str | int) -> Any:
        self._asked.add(key)
        return self._data.get(key)

    def _list(self, key: str, *, least: int, most: int) -> list[Any]:
        value = self._take(key)
        if value is None:
            self.problem("missing", key)
        elif not isinstance(value, (list, tuple)):
            self.problem("not-a-list", key)
        elif len(value) < least:
            self.problem("too-few", key, limit=least)
        elif len(value) > most:
            self.problem("too-many", key, limit=most)
        else:
            return list(value)
        return []


def read_case(reader: Reader, *, row_id: str, terms: Sequence[str]) -> CaseTag:
    """A case: its contrast is the pair of terms, in course order, between which it is hard to decide."""
    tag = CaseTag(
        row_id=row_id,
        term=reader.term("term", terms),
        contrast=reader.word("contrast", limit=MAX_CONTRAST),
        dimension=reader.word("dimension", limit=MAX_DIMENSION),
        claims=reader.words("claims", most=MAX_CLAIMS),
        decoy=reader.flag("decoy"),
        note=reader.note(),
    )
    if tag.contrast and tag.term and not _is_contrast(tag.contrast, tag.term, terms):
        reader.problem("unknown-contrast", "contrast", value=tag.contrast)
    reader.close()
    return tag


def _is_contrast(contrast: str, term: str, terms: Sequence[str]) -> bool:
    if terms:
        return contrast in {a + b for a, b in combinations(terms, 2) if term in (a, b)}
    return contrast != term and (contrast.startswith(term) or contrast.endswith(term))


def read_misconception(reader: Reader) -> str:
    """One of the catalogue, or "" for none."""
    word = reader.word("misconception", required=False)
    if word and word not in MISCONCEPTIONS:
        reader.problem("unknown-misconception", "misconception", value=word)
    return word


def dump_case(case: CaseTag) -> dict[str, Any]:
    data = {
        "term": case.term,
        "contrast": case.contrast,
        "dimension": case.dimension,
        "claims": list(case.claims),
        "decoy": case.decoy,
    }
    return data | with_note(case.note)


def with_note(note: str) -> dict[str, str]:
    return {"note": note} if note else {}


def read_hints(reader: Reader) -> tuple[str, ...]:
    """Help that is offered in practice, the faintest first."""
    return reader.texts("hints", least=0, most=MAX_HINTS)


def with_hints(hints: Sequence[str]) -> dict[str, list[str]]:
    return {"hints": list(hints)} if hints else {}


def hint_texts(hints: Sequence[str]) -> dict[str, str]:
    return {hint_key(number): text for number, text in enumerate(hints)}


def hint_key(number: int) -> str:
    return f"hints[{number}]"
