"""contrasts/*.yaml: two nearly identical cases side by side, for somebody who takes the one term for the other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lessons.files import canonical, schema
from lessons.files.folder import Folder
from lessons.files.part import CoursePart, Excerpt, Item
from lessons.files.problem import Problem, Source, nowhere
from lessons.files.problem import Said as _
from lessons.files.structure import TERM_KEY, CourseFile
from lessons.files.style.texts import text_problems
from lessons.files.style.vocabulary import vocabulary_of
from lessons.files.text import decode
from lessons.files.yaml_lines import parse
from quizzes.files.bank import KEY as BANK_KEY
from quizzes.files.bank import BankEntry

KEY = "contrasts"
PATTERN = "contrasts/*.yaml"
MAX_CASE = 500  # read side by side on a phone
APPLIED = 2  # new cases at the end: one could be guessed
TEXTS = ("expected_case", "given_case", "common", "difference", "sign")
ASKED_WITH = "single"
POOL = "practice"


@dataclass(frozen=True, kw_only=True)
class ContrastPairFile:
    """For whoever takes `expected` for `given`. `sign`: what lures and is in both cases. `apply`: uids of questions."""

    uid: str = schema.slug()
    expected: str = schema.text(shape=TERM_KEY)
    given: str = schema.text(shape=TERM_KEY)
    expected_case: str = schema.text(limit=MAX_CASE)
    given_case: str = schema.text(limit=MAX_CASE)
    common: str = schema.text(limit=MAX_CASE)
    difference: str = schema.text(limit=MAX_CASE)
    sign: str = schema.text(limit=MAX_CASE)
    apply: tuple[str, ...] = schema.listing(schema.Text(schema.MAX_SLUG, schema.SLUG), least=APPLIED, most=APPLIED)
    note: str = schema.note()

    path: str
    index: int = field(default=0, compare=False)
    source: Source = nowhere()


Pairs = tuple[ContrastPairFile, ...]


def read_contrasts(folder: Folder, _course: CourseFile) -> tuple[Pairs, list[Problem]]:
    problems: list[Problem] = []
    found: list[ContrastPairFile] = []
    for path in folder.paths(PATTERN):
        found += _read_file(folder.files[path], Source(path, problems=problems))
    return tuple(found), problems


def _read_file(raw: bytes, source: Source) -> Iterator[ContrastPairFile]:
    text = decode(raw, source)
    before = len(source.problems)
    data = parse(text, source) if text is not None else None
    if text is None or len(source.problems) > before:
        return
    if not isinstance(data, list) or not data:
        source.error_at(1, "wrong-type", _("a contrast file is a list of pairs: - uid: …"))
        return
    for index, item in enumerate(data):
        given: dict[str, Any] = {"path": source.path, "index": index, "source": source}
        pair: ContrastPairFile | None = schema.read(ContrastPairFile, item, source, where=(index,), **given)
        if pair:
            yield pair


def check_contrasts(pairs: Pairs, course: CourseFile) -> list[Problem]:
    bank: tuple[BankEntry, ...] = course.parts.get(BANK_KEY, ())
    questions = {entry.uid: entry for entry in bank}
    return [
        *(problem for pair in pairs for problem in _term_problems(pair, course)),
        *(problem for pair in pairs for problem in _apply_problems(pair, questions)),
    ]


def _term_problems(pair: ContrastPairFile, course: CourseFile) -> Iterator[Problem]:
    for key in ("expected", "given"):
        value = getattr(pair, key)
        if value not in course.term_keys:
            message = _("%(value)s is not one of: %(known)s", value=value, known=", ".join(course.term_keys))
            yield pair.source.problem((pair.index, key), "unknown-term", message)
    if pair.expected == pair.given:
        yield pair.source.problem((pair.index, "given"), "one-term", _("a contrast needs two different terms"))
    if pair.expected_case == pair.given_case:
        yield pair.source.problem((pair.index, "given_case"), "same-case", _("the two cases are the same"))


def _apply_problems(pair: ContrastPairFile, questions: dict[str, BankEntry]) -> Iterator[Problem]:
    """Never a question of a graded pool: its solution stands right beside it."""
    terms = []
    for number, uid in enumerate(pair.apply):
        where, entry = (pair.index, "apply", number), questions.get(uid)
        if entry is None:
            message = _("there is no question %(uid)s%(close)s", uid=uid, close="")
            yield pair.source.problem(where, "unknown-question", message)
        elif not entry.is_live or entry.pool != POOL or entry.type != ASKED_WITH or len(entry.cases) != 1:
            message = _("%(uid)s is not a live question in the pool %(pool)s about a single case", uid=uid, pool=POOL)
            yield pair.source.problem(where, "wrong-question", message)
        else:
            terms.append(entry.cases[0].term)
    if len(terms) == APPLIED and sorted(terms) != sorted((pair.expected, pair.given)):
        words = {"expected": pair.expected, "given": pair.given, "first": terms[0], "second": terms[1]}
        message = _(
            "one case of %(expected)s and one of %(given)s are needed; these are %(first)s and %(second)s", **words
        )
        yield pair.source.problem((pair.index, "apply"), "wrong-terms", message)


def contrast_items(pairs: Pairs, _course: CourseFile) -> tuple[Item, ...]:
    return tuple(
        Item(KEY, pair.uid, pair.path, canonical.comparable(schema.plain(pair)), place, pair.source.line((pair.index,)))
        for place, pair in enumerate(pairs)
    )


def write_contrasts(pairs: Pairs, _course: CourseFile) -> dict[str, bytes]:
    texts: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        texts[pair.path].append(canonical.dump(schema.plain(pair)))
    return {path: canonical.dump_entries(found).encode() for path, found in texts.items()}


def contrast_style(pairs: Pairs, course: CourseFile) -> Iterator[Problem]:
    vocabulary = vocabulary_of(course)
    for pair in pairs:
        for key in TEXTS:
            yield from text_problems(pair.source, (pair.index, key), getattr(pair, key), vocabulary)


def contrast_excerpts(pairs: Pairs, _course: CourseFile) -> Iterator[Excerpt]:
    for pair in pairs:
        for key in TEXTS:
            yield Excerpt(pair.path, pair.source.line((pair.index, key)), getattr(pair, key))


CONTRASTS = CoursePart(
    key=KEY,
    patterns=(PATTERN,),
    read=read_contrasts,
    check=check_contrasts,
    items=contrast_items,
    write=write_contrasts,
    style=contrast_style,
    excerpts=contrast_excerpts,
)
