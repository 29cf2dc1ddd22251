"""bank/*.yaml: one list of questions a file. What each holds beyond the keys here is read by its type."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lessons.files import canonical, schema
from lessons.files.claims import DISPUTED_WORD, is_claim, rests_on_dispute
from lessons.files.folder import Folder
from lessons.files.part import Item
from lessons.files.problem import Problem, Said, Source, Where, nowhere
from lessons.files.problem import Said as _
from lessons.files.references import checks_in, pictures_in
from lessons.files.structure import CourseFile
from lessons.files.text import decode
from lessons.files.yaml_lines import parse
from quizzes.draw import BankItem
from quizzes.types import all_types, get_type
from quizzes.types import problems as type_problems
from quizzes.types.base import CaseTag, ParseError

KEY = "bank"
PATTERN = "bank/*.yaml"
POOLS = ("exam", "practice", "placement", "midterm", "retention")
STATUSES = ("draft", "reviewed", "live", "retired")
LIVE = "live"
PRACTICE = "practice"
MAX_BLOOM = 20


@dataclass(frozen=True, kw_only=True)
class BankEntry:
    """A question: who it is, and its content as its type understands it. `index` is its place in its file."""

    uid: str = schema.slug()
    type: str = schema.text()
    pool: str = schema.text(choices=POOLS)
    family: str = schema.slug()
    company: str = schema.slug(required=False)
    pair: str = schema.slug(required=False)
    bloom: str = schema.text(required=False, limit=MAX_BLOOM)
    status: str = schema.text(required=False, choices=STATUSES, default=LIVE)
    note: str = schema.note()

    content: Any
    path: str
    index: int = field(default=0, compare=False)
    source: Source = nowhere()

    @property
    def form(self) -> str:
        return str(self.content.form)

    @property
    def cases(self) -> tuple[CaseTag, ...]:
        return get_type(self.type).cases(self.content)

    @property
    def is_live(self) -> bool:
        return self.status == LIVE

    @property
    def needs_person(self) -> bool:
        """Somebody must read the answers: nobody learns at once how good hers is."""
        kind = get_type(self.type)
        return kind.grade(self.content, kind.solution(self.content)).needs_person

    @property
    def line(self) -> int:
        return self.source.line((self.index,))

    def plain(self) -> dict[str, Any]:
        """As it stands in a file. That a question is live goes without saying."""
        head = schema.plain(self)
        if self.is_live:
            del head["status"]
        return head | get_type(self.type).dump(self.content)

    def problem(self, where: Where, code: str, message: str, *, detail: str = "") -> Problem:
        about = Said("%(uid)s: %(message)s", uid=self.uid, message=message)
        return self.source.problem((self.index, *where), code, about, detail=detail)


HEAD_KEYS = schema.keys_of(BankEntry)


def bank_item(entry: BankEntry) -> BankItem:
    """As the draw sees it, by its uid."""
    return BankItem(
        id=entry.uid,
        uid=entry.uid,
        pool=entry.pool,
        form=entry.form,
        bloom=entry.bloom,
        company=entry.company,
        family=entry.family,
        pair=entry.pair,
        cases=entry.cases,
    )


def checkable(entries: tuple[BankEntry, ...]) -> frozenset[str]:
    """The questions that lessons may ask."""
    asked = (entry for entry in entries if entry.pool == PRACTICE and entry.is_live)
    return frozenset(entry.uid for entry in asked if not entry.needs_person)


# --- reading -----------------------------------------------------------------------------------------------------
def read_bank(folder: Folder, course: CourseFile) -> tuple[tuple[BankEntry, ...], list[Problem]]:
    entries: list[BankEntry] = []
    problems: list[Problem] = []
    for path in folder.paths(PATTERN):
        entries += _read_file(folder.files[path], Source(path, problems=problems), course.term_keys)
    return tuple(entries), problems


def _read_file(raw: bytes, source: Source, terms: tuple[str, ...]) -> list[BankEntry]:
    text = decode(raw, source)
    before = len(source.problems)
    data = parse(text, source) if text is not None else None
    if text is None or len(source.problems) > before:
        return []
    if not isinstance(data, list) or not data:
        source.error_at(1, "wrong-type", _("a question bank file is a list of questions: - uid: …"))
        return []
    return [entry for index, item in enumerate(data) if (entry := _read_entry(index, item, source, terms))]


def _read_entry(index: int, item: Any, source: Source, terms: tuple[str, ...]) -> BankEntry | None:
    if not isinstance(item, dict):
        source.error((index,), "wrong-type", _("a question is a mapping (key: value)"))
        return None
    head = {key: value for key, value in item.items() if key in HEAD_KEYS}
    content = _read_content(index, item, source, terms)
    given = {"content": content, "path": source.path, "index": index, "source": source}
    entry: BankEntry | None = schema.read(BankEntry, head, source, where=(index,), **given)
    return entry if content is not None else None


def _read_content(index: int, item: dict[str, Any], source: Source, terms: tuple[str, ...]) -> Any:
    """By the question's type; None with its problems by line."""
    key = item.get("type")
    if not isinstance(key, str):
        return None  # schema reports it
    if key not in all_types():
        close = schema.nearest(key, all_types())
        message = _('"%(type)s" is not a question type%(close)s', type=key[:40], close=close)
        source.error((index, "type"), "unknown-type", message)
        return None
    data = {name: value for name, value in item.items() if name not in HEAD_KEYS}
    try:
        return get_type(key).parse(data, terms=terms)
    except ParseError as error:
        for problem in error.problems:
            source.error((index, *problem.path), problem.code, _words(problem, item))
        return None


def _words(problem: type_problems.Problem, item: dict[str, Any]) -> str:
    uid = item.get("uid")
    place = schema.name_of(problem.path) if problem.path else _("the question")
    close = ""
    if problem.code == "unknown-key" and len(problem.path) == 1:
        close = schema.nearest(str(problem.path[0]), [*HEAD_KEYS, *_type_keys(str(item["type"]))])
    words = {
        "uid": uid if isinstance(uid, str) else _("a question"),
        "place": place,
        "message": Said(problem.template, **problem.values),
        "close": close,
    }
    return Said("%(uid)s: %(place)s: %(message)s%(close)s", **words)


def _type_keys(key: str) -> set[str]:
    return {name for example in get_type(key).examples for name in example.data}


# --- checking ----------------------------------------------------------------------------------------------------
def check_bank(entries: tuple[BankEntry, ...], course: CourseFile) -> list[Problem]:
    known = {entry.uid: entry for entry in entries}
    return [
        *_family_problems(entries),
        *_pair_problems(entries, known),
        *(problem for entry in entries for problem in _case_problems(entry, course)),
        *(problem for entry in entries for problem in _picture_problems(entry, course)),
        *_lesson_problems(course, known),
    ]


def _family_problems(entries: tuple[BankEntry, ...]) -> Iterator[Problem]:
    """A family in two pools would let practice give an exam's question away."""
    first: dict[str, BankEntry] = {}
    for entry in entries:
        known = first.setdefault(entry.family, entry)
        if known.pool != entry.pool:
            words = {"family": entry.family, "pool": known.pool, "uid": known.uid}
            message = _("the family %(family)s already belongs to the pool %(pool)s (%(uid)s)", **words)
            yield entry.problem(("family",), "family-in-two-pools", message)


def _pair_problems(entries: tuple[BankEntry, ...], known: Mapping[str, BankEntry]) -> Iterator[Problem]:
    for entry in entries:
        if not entry.pair:
            continue
        other = known.get(entry.pair)
        if other is None or other is entry:
            close = schema.nearest(entry.pair, known)
            message = _("there is no other question %(uid)s%(close)s", uid=entry.pair, close=close)
            yield entry.problem(("pair",), "unknown-pair", message)
        elif other.pair != entry.uid or other.pool != entry.pool:
            words = {"other": other.uid, "uid": entry.uid}
            message = _("%(other)s must name %(uid)s and be in the same pool", **words)
            yield entry.problem(("pair",), "unequal-pair", message)


def _case_problems(entry: BankEntry, course: CourseFile) -> Iterator[Problem]:
    for case in entry.cases:
        where = _case_place(entry, case)
        dimension = course.dimension(case.dimension)
        if case.dimension and dimension is None:
            close = schema.nearest(case.dimension, [one.key for one in course.dimensions])
            message = _("no dimension %(key)s%(close)s", key=case.dimension, close=close)
            yield entry.problem((*where, "dimension"), "unknown-dimension", message)
        elif dimension and case.term in dimension.gaps:
            words = {"dimension": case.dimension, "term": case.term}
            message = _("the sources say nothing about %(dimension)s for %(term)s: no case may be based on it", **words)
            yield entry.problem((*where, "dimension"), "gap", message)
        elif dimension and dimension.disputed and entry.pool != PRACTICE:
            yield from _dispute_problems(entry, case, where)
        for index, claim in enumerate(case.claims):
            if not is_claim(claim):
                message = _('"%(value)s" is not a claim', value=claim)
                yield entry.problem((*where, "claims", index), "unknown-claim", message)


def _picture_problems(entry: BankEntry, course: CourseFile) -> Iterator[Problem]:
    """A stem may show any figure of the course, wherever its file lies: their names are unique."""
    names = [figure.name for figure in course.figures]
    for mention in pictures_in(entry.content.stem):
        if mention.target not in names:
            close = schema.nearest(mention.target, names)
            message = _("there is no figure %(name)s%(close)s", name=mention.target, close=close)
            yield entry.problem(("stem",), "missing-figure", message)


def _dispute_problems(entry: BankEntry, case: CaseTag, where: Where) -> Iterator[Problem]:
    """A graded case has one right answer in both sources. In practice the difference itself may be asked about."""
    if rests_on_dispute(case.claims, _asked_with_key(entry, case)):
        words = {"word": DISPUTED_WORD}
        message = _(
            "the sources disagree about “%(word)s”: give the case a different sign and the claim for it", **words
        )
        yield entry.problem((*where, "claims"), "disputed", message)


def _asked_with_key(entry: BankEntry, case: CaseTag) -> str:
    """The stem, and the row or the right option that belongs to the case."""
    content, kind = entry.content, get_type(entry.type)
    rows = [row.text for row in getattr(content, "rows", ()) if row.id == case.row_id]
    keys = kind.say(content, kind.solution(content)) if not rows else ""
    return "\n".join([content.stem, *rows, keys])


def _case_place(entry: BankEntry, case: CaseTag) -> Where:
    """A question with one case has it under `case`, a set in each of its rows."""
    if not case.row_id:
        return ("case",)
    rows = get_type(entry.type).dump(entry.content).get("rows", [])
    index = next((number for number, row in enumerate(rows) if row.get("id") == case.row_id), 0)
    return ("rows", index, "case")


def _lesson_problems(course: CourseFile, known: Mapping[str, BankEntry]) -> Iterator[Problem]:
    """Lessons ask practice questions only: what they ask is known to everybody. And they explain each at once."""
    for lesson in course.lessons:
        for mention in checks_in(lesson.body):
            line = lesson.body_line + mention.line - 1
            entry = known.get(mention.target)
            if entry is None:
                close = schema.nearest(mention.target, known)
                message = _("there is no question %(uid)s%(close)s", uid=mention.target, close=close)
                yield Problem(lesson.path, line, "missing-question", message)
            elif entry.pool != PRACTICE:
                words = {"uid": entry.uid, "pool": entry.pool}
                message = _("%(uid)s belongs to the pool %(pool)s; a lesson can only ask practice questions", **words)
                yield Problem(lesson.path, line, "wrong-pool", message)
            elif not entry.is_live:
                words = {"uid": entry.uid, "status": entry.status}
                message = _("%(uid)s is %(status)s; a lesson can only ask live questions", **words)
                yield Problem(lesson.path, line, "not-live", message)
            elif entry.needs_person:
                words = {"uid": entry.uid}
                message = _(
                    "%(uid)s must be marked by a person; a lesson can only ask questions that are explained "
                    "immediately",
                    **words,
                )
                yield Problem(lesson.path, line, "needs-person", message)


# --- items and writing -------------------------------------------------------------------------------------------
def bank_items(entries: tuple[BankEntry, ...], _course: CourseFile) -> tuple[Item, ...]:
    return tuple(
        Item(KEY, entry.uid, entry.path, canonical.comparable(entry.plain()), position, entry.line)
        for position, entry in enumerate(entries)
    )


def write_bank(entries: tuple[BankEntry, ...], _course: CourseFile) -> dict[str, bytes]:
    texts: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        texts[entry.path].append(canonical.dump(entry.plain()))
    return {path: canonical.dump_entries(found).encode() for path, found in texts.items()}
