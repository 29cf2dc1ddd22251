"""What does a course consist of? The values of its files, without a database and without their YAML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from typing import Any

from lessons.files import schema
from lessons.files.claims import is_claim
from lessons.files.figures import MEDIA_TYPES, suffix_of
from lessons.files.part import UnitFile
from lessons.files.problem import Said as _
from lessons.files.problem import Source, Where, nowhere

LESSON = "lesson"
CHANGES = ("minor", "clarification", "substantial")  # the first where a file says nothing
PLACES_PER_CHAPTER = 1000  # more than a chapter can have units

LANGUAGE = schema.Shape(re.compile(r"[a-z]{2}(?:-[a-z]{2,4})?"), _("language codes such as de or en"))
TERM_KEY = schema.Shape(
    re.compile(r"[A-Z][A-Za-z0-9]{0,3}"), _("one to four letters or digits, starting with a capital")
)
PAIR = schema.Shape(re.compile(r"[A-Za-z0-9]{2,8}"), _("two term keys written together"))
DIMENSION_KEY = schema.Shape(re.compile(r"[A-Za-z][A-Za-z0-9-]{0,7}"), _("up to eight letters, digits and hyphens"))
TOKEN = schema.Shape(re.compile(r"[a-z][a-z-]{0,29}"), _("lower-case words with hyphens"))


@dataclass(frozen=True)
class Claims:
    """Spec of a claim id in a list."""

    def read(self, value: Any, where: Where, source: Source) -> Any:
        if isinstance(value, str) and is_claim(value):
            return value
        message = _('"%(value)s" is not a claim; claims run from S1-01 to S1-16 and from S2-01 to S2-17', value=value)
        source.error(where, "unknown-claim", message)
        return schema.INVALID

    def plain(self, value: str) -> str:
        return value


@dataclass(frozen=True, kw_only=True)
class TermFile:
    """One of the terms that the course tells apart. The colour is the name of a colour token."""

    key: str = schema.text(shape=TERM_KEY)
    name: str = schema.text(limit=100)
    glyph: str = schema.text(shape=TOKEN)
    colour: str = schema.text(shape=TOKEN)
    definition: str = schema.text(limit=2000)
    note: str = schema.note()


@dataclass(frozen=True, kw_only=True)
class ContrastFile:
    """A pair of terms that are mixed up, the number of the question that separates them, the lesson about it.

    `yes`: the one of the two for which the answer to the question is always yes.
    """

    pair: str = schema.text(shape=PAIR)
    question: int = schema.number(most=9)
    yes: str = schema.text(required=False, shape=TERM_KEY)
    lesson: str = schema.slug(required=False)
    note: str = schema.note()


@dataclass(frozen=True, kw_only=True)
class DecisionQuestionFile:
    number: int = schema.number(most=9)
    text: str = schema.text(limit=1000)
    note: str = schema.note()


@dataclass(frozen=True, kw_only=True)
class DimensionFile:
    """A respect in which terms differ. `gaps`: terms about which the sources say nothing here.

    `lesson`: uid of the one that explains it, named beside each case of this dimension.
    """

    key: str = schema.text(shape=DIMENSION_KEY)
    name: str = schema.text(limit=100)
    disputed: bool = schema.flag(default=False)
    gaps: tuple[str, ...] = schema.listing(schema.Text(4), required=False)
    lesson: str = schema.slug(required=False)
    note: str = schema.note()


@dataclass(frozen=True, kw_only=True)
class UnitRef:
    """How a chapter names a unit: `lesson: 01-drei-woerter`."""

    kind: str
    target: str
    note: str = ""


@dataclass(frozen=True)
class UnitRefs:
    """Spec of a unit in a chapter: one key, its kind, with the name of its folder or file; perhaps a note."""

    def read(self, value: Any, where: Where, source: Source) -> Any:
        kinds = [key for key in value if key != "note"] if isinstance(value, dict) else []
        if len(kinds) != 1:
            message = _("a unit is a single line such as {lesson: folder} or {quiz: file without .yaml}")
            source.error(where, "unit", message)
            return schema.INVALID
        target = schema.Text(schema.MAX_SLUG, schema.SLUG).read(value[kinds[0]], (*where, kinds[0]), source)
        note = schema.Text(schema.MAX_TEXT, multiline=True).read(value.get("note") or "", (*where, "note"), source)
        if schema.INVALID in (target, note):
            return schema.INVALID
        return UnitRef(kind=kinds[0], target=target, note=note)

    def plain(self, value: UnitRef) -> dict[str, Any]:
        return {value.kind: value.target} | ({"note": value.note} if value.note else {})


@dataclass(frozen=True, kw_only=True)
class ChapterFile:
    uid: str = schema.slug()
    title: str = schema.text()
    units: tuple[UnitRef, ...] = schema.listing(UnitRefs(), required=False)
    note: str = schema.note()


@dataclass(frozen=True, kw_only=True)
class LessonFile:
    """`path` is that of its `lesson.md`; `body_line` is the line of the file on which the body begins.

    `change` and `changed` say of the next new text how much it differs, and what in one sentence. They stay in the
    file, so whoever changes the text again looks at them, too.
    """

    uid: str = schema.slug()
    slug: str = schema.slug()
    title: str = schema.text()
    objective: str = schema.text(limit=1000)
    required: bool = schema.flag(default=True)
    weight: int = schema.number(required=False, default=1, least=0, most=100)
    claims: tuple[str, ...] = schema.listing(Claims(), required=False, most=50)
    change: str = schema.text(required=False, choices=CHANGES)
    changed: str = schema.text(required=False)
    note: str = schema.note()

    body: str
    path: str
    body_line: int = field(default=1, compare=False)
    source: Source = nowhere()

    @property
    def folder(self) -> str:
        return self.path.split("/")[0]

    @property
    def shown(self) -> tuple[str, str, str]:
        """What learners read: a change of anything else is none for them."""
        return self.title, self.objective, self.body

    @property
    def unit(self) -> UnitFile:
        return UnitFile(
            kind=LESSON,
            target=self.folder,
            uid=self.uid,
            slug=self.slug,
            title=self.title,
            required=self.required,
            weight=self.weight,
            path=self.path,
            slug_line=self.source.line(("slug",)),
        )


@dataclass(frozen=True, kw_only=True)
class GlossaryTermFile:
    """`lang` is set where the word is not in the language of the course."""

    uid: str = schema.slug()
    term: str = schema.text(limit=100)
    aliases: tuple[str, ...] = schema.listing(schema.Text(100), required=False, most=50)
    lang: str = schema.text(required=False, shape=LANGUAGE)
    definition: str = schema.text(limit=2000, multiline=True)
    note: str = schema.note()


@dataclass(frozen=True, kw_only=True)
class GlossaryFile:
    terms: tuple[GlossaryTermFile, ...] = schema.listing(GlossaryTermFile, required=False, most=1000)

    source: Source = nowhere()


@dataclass(frozen=True, kw_only=True)
class FigureFile:
    """Its name is its identity: lessons of one course cannot have two figures of the same name."""

    path: str
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        return self.path.split("/")[-1]

    @property
    def uid(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        """Of its lesson; empty for a figure of the welcome text."""
        return self.path.rpartition("/")[0]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[suffix_of(self.path)]

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class CourseFile:
    """The whole course. `body` is the welcome text; `parts` holds what the floors above read, by the part's key."""

    slug: str = schema.slug()
    language: str = schema.text(shape=LANGUAGE)
    title: str = schema.text()
    summary: str = schema.text(limit=1000)
    audience: str = schema.text(required=False, limit=2000)
    access: str = schema.text(required=False, default="assigned", choices=("open", "assigned"))
    contact: str = schema.text(required=False, limit=2000)
    terms: tuple[TermFile, ...] = schema.listing(TermFile, least=2, most=9)
    contrasts: tuple[ContrastFile, ...] = schema.listing(ContrastFile, required=False)
    questions: tuple[DecisionQuestionFile, ...] = schema.listing(DecisionQuestionFile, required=False)
    rule: str = schema.text(required=False, limit=2000)
    dimensions: tuple[DimensionFile, ...] = schema.listing(DimensionFile, required=False)
    chapters: tuple[ChapterFile, ...] = schema.listing(ChapterFile)
    note: str = schema.note()

    body: str = ""
    body_line: int = field(default=1, compare=False)
    lessons: tuple[LessonFile, ...] = ()
    glossary: GlossaryFile = GlossaryFile()
    figures: tuple[FigureFile, ...] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)
    source: Source = nowhere()

    @property
    def term_keys(self) -> tuple[str, ...]:
        return tuple(term.key for term in self.terms)

    @property
    def pairs(self) -> tuple[str, ...]:
        """Every pair of terms, in the order of the terms: FO, FZ, OZ."""
        return tuple(first + second for first, second in combinations(self.term_keys, 2))

    def place_of(self, kind: str, target: str) -> int:
        """Where a unit stands in the outline: a number that grows from unit to unit and tells the chapter, too."""
        for number, chapter in enumerate(self.chapters):
            for place, unit in enumerate(chapter.units):
                if (unit.kind, unit.target) == (kind, target):
                    return number * PLACES_PER_CHAPTER + place
        return len(self.chapters) * PLACES_PER_CHAPTER

    def dimension(self, key: str) -> DimensionFile | None:
        return next((dimension for dimension in self.dimensions if dimension.key == key), None)
