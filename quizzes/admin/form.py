"""The authors' form of any question type, made from the fields that the type describes.

It shows data, also what is no question yet, and puts what is wrong beside the field that it concerns.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.models import Course
from quizzes.queries.attempts import term_names
from quizzes.types.base import QuestionType
from quizzes.types.fields import Field, Kind, name_of
from quizzes.types.misconceptions import MISCONCEPTIONS
from quizzes.types.problems import Path, Problem

# In a form nobody types keys: an unknown one stands where another field excludes it.
EXCLUDED = gettext_lazy("This field and another one exclude each other. Leave one of them empty.")
MAX_SAID = 40  # characters of a value in the line of a fold
CHOSEN = frozenset({Kind.FORM, Kind.TERM, Kind.CONTRAST, Kind.DIMENSION, Kind.MISCONCEPTION, Kind.PARTNER})


@dataclass
class Node:
    """One control, section, list or fold. `entries`: of a list; `children`: of a section, of an entry or of a fold."""

    kind: str
    name: str = ""
    label: Any = ""
    help: Any = ""
    required: bool = False
    value: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    children: list["Node"] = field(default_factory=list)
    entries: list["Node"] = field(default_factory=list)
    add: Any = ""
    is_first: bool = False
    is_last: bool = False
    errors: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.name.replace('.', '-')}"

    @property
    def is_closed(self) -> bool:
        """What need not be there and is not does not fill the page."""
        return not self.required and not self.entries and not _is_filled(self) and not self.has_words

    @property
    def has_words(self) -> bool:
        """Whether something is said of it or of what it holds: then it must not be folded."""
        return bool(self.errors or self.remarks) or any(one.has_words for one in (*self.children, *self.entries))

    @property
    def said(self) -> str:
        """What a fold says of it: its label, and what stands in it."""
        value = str(dict(self.choices).get(self.value, self.value)) if self.value and self.kind != "flag" else ""
        return f"{self.label}: {Truncator(value).chars(MAX_SAID)}" if value else str(self.label)


@dataclass(frozen=True)
class Lookups:
    """What the course offers to choose from."""

    terms: Mapping[str, str]
    dimensions: tuple[tuple[str, Any], ...] = ()

    @property
    def contrasts(self) -> list[tuple[str, str]]:
        return [(a + b, f"{self.terms[a]} – {self.terms[b]}") for a, b in combinations(self.terms, 2)]


def lookups_of(course: Course) -> Lookups:
    """Two queries."""
    dimensions = tuple((one.key, str(one)) for one in course.dimensions.all())
    return Lookups(term_names(course.pk), dimensions)


def new_id(prefix: str) -> str:
    """Never one that was given before: results are counted by them."""
    return f"{prefix}{secrets.token_hex(3)}"


class ContentForm:
    """The fields of one type filled with data."""

    def __init__(self, kind: QuestionType[Any], data: Any, lookups: Lookups) -> None:
        self._kind, self._lookups = kind, lookups
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self._by_path: dict[Path, Node] = {}
        self.nodes = self._nodes([one for one in kind.fields if not one.is_beside], self._data, ())
        self.beside = self._nodes([one for one in kind.fields if one.is_beside], self._data, ())
        self.others: list[str] = []
        self.summary: list[tuple[str, str]] = []

    @property
    def paths(self) -> list[Path]:
        return list(self._by_path)

    def post(self) -> dict[str, str]:
        """What a browser would send."""
        return dict(_sent((*self.nodes, *self.beside)))

    def put_errors(self, problems: Iterable[Problem]) -> None:
        """The summary has (words, id of the control); what belongs to no field stands in `others`."""
        for problem in problems:
            node = self._nearest(problem.path)
            if node is None:
                self.others.append(f"{problem.place}: {problem.message}" if problem.path else problem.message)
                continue
            is_excluded = problem.code == "unknown-key" and tuple(problem.path) in self._by_path
            words = str(EXCLUDED) if is_excluded else problem.message
            node.errors.append(words)
            self.summary.append((f"{self._title(problem.path)}: {words}", node.id))

    def put_remarks(self, remarks: Iterable[tuple[Path, str]]) -> None:
        for path, words in remarks:
            node = self._nearest(path)
            if node is None:
                self.others.append(words)
            elif words not in node.remarks:
                node.remarks.append(words)

    def _nearest(self, path: Path) -> Node | None:
        ends = range(len(path), 0, -1)
        return next((self._by_path[path[:end]] for end in ends if path[:end] in self._by_path), None)

    def _title(self, path: Path) -> str:
        """ "Answer 2, feedback": the labels on the way."""
        found = (self._by_path.get(path[:end]) for end in range(1, len(path) + 1))
        labels = [str(node.label) for node in found if node and node.kind != "list"]
        return ", ".join(labels) or str(getattr(self._nearest(path), "label", ""))

    # --- nodes ----
    def _nodes(self, fields: Sequence[Field], data: Mapping[str, Any], path: Path) -> list[Node]:
        return [self._node(one, data.get(one.key), (*path, one.key)) for one in fields]

    def _folded(self, fields: Sequence[Field], data: Mapping[str, Any], path: Path) -> list[Node]:
        """What readers see, and behind it the rest in a fold, which says what is in it."""
        nodes = self._nodes([one for one in fields if not one.is_beside], data, path)
        beside = self._nodes([one for one in fields if one.is_beside], data, path)
        words = " · ".join(node.said for node in beside)
        return [*nodes, Node("fold", label=words, children=beside)] if beside else nodes

    def _node(self, one: Field, value: Any, path: Path) -> Node:
        node = Node(one.kind.value, name_of(path), one.label, one.help, one.required)
        self._by_path[path] = node
        match one.kind:
            case Kind.SECTION:
                node.children = self._folded(one.fields, value if isinstance(value, Mapping) else {}, path)
            case Kind.PER_TERM:
                node.kind = Kind.SECTION.value
                node.children = self._texts_per_term(value if isinstance(value, Mapping) else {}, path)
            case Kind.ROWS | Kind.TEXTS:
                node.kind, node.add = "list", one.add
                node.entries = self._entries(one, value if isinstance(value, list) else [], path)
            case Kind.FLAG:
                node.value = value is True
            case Kind.WORDS:
                node.value = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else _text(value)
            case _:
                node.value = _text(value)
                self._offer(node, one)
        return node

    def _entries(self, one: Field, values: list[Any], path: Path) -> list[Node]:
        entries = []
        for number, value in enumerate(values):
            place = (*path, number)
            entry = Node("entry", name_of(place), _("%(item)s %(n)d") % {"item": one.item, "n": number + 1})
            entry.is_first, entry.is_last = number == 0, number == len(values) - 1
            self._by_path[place] = entry
            if one.kind is Kind.TEXTS:
                text = Node(Kind.TEXT.value, name_of(place), entry.label, value=_text(value), required=True)
                self._by_path[place] = text
                entry.children = [text]
            else:
                entry.children = self._folded(one.fields, value if isinstance(value, Mapping) else {}, place)
            entries.append(entry)
        return entries

    def _texts_per_term(self, texts: Mapping[str, Any], path: Path) -> list[Node]:
        labels = {**self._lookups.terms, "note": _("remark for authors")}
        nodes = []
        for key, label in labels.items():
            kind = Kind.LINE if key == "note" else Kind.TEXT
            node = Node(kind.value, name_of((*path, key)), label, value=_text(texts.get(key)), required=key != "note")
            self._by_path[(*path, key)] = node
            nodes.append(node)
        return nodes

    def _offer(self, node: Node, one: Field) -> None:
        """What is no longer on offer stays to be seen, and to be chosen again."""
        if one.kind not in CHOSEN:
            return
        choices = list(self._choices(one))
        if one.kind is Kind.DIMENSION and not choices:
            node.kind = Kind.LINE.value
            return
        if node.value and node.value not in dict(choices):
            choices.append((node.value, node.value))
        node.kind, node.choices = "choice", [("", "–"), *choices]
        if one.kind is Kind.FORM and not node.value and len(choices) == 1:
            node.value = choices[0][0]

    def _choices(self, one: Field) -> Iterable[tuple[str, Any]]:
        match one.kind:
            case Kind.FORM:
                return self._kind.forms.items()
            case Kind.TERM:
                return self._lookups.terms.items()
            case Kind.CONTRAST:
                return self._lookups.contrasts
            case Kind.DIMENSION:
                return self._lookups.dimensions
            case Kind.MISCONCEPTION:
                return [(key, f"{key}: {words}") for key, words in MISCONCEPTIONS.items()]
        listed = self._data.get(one.of)
        rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
        return [(_text(row.get("id")), _text(row.get("text")) or _text(row.get("id"))) for row in rows]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _is_filled(node: Node) -> bool:
    return bool(node.value) or any(_is_filled(inner) for inner in (*node.children, *node.entries))


def _sent(nodes: Iterable[Node]) -> Iterable[tuple[str, str]]:
    for node in nodes:
        if node.kind == "list":
            yield f"{node.name}.n", str(len(node.entries))
            yield from _sent(node.entries)
        elif node.kind in ("section", "entry", "fold"):
            yield from _sent(node.children)
        elif node.kind != "flag":
            yield node.name, str(node.value)
        elif node.value:
            yield node.name, "yes"
