"""quizzes/*.yaml: one graded quiz a file, a step of the outline: its rule, its blueprint."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from lessons.files import canonical, schema
from lessons.files.folder import Folder
from lessons.files.part import Item, UnitFile
from lessons.files.problem import Problem, Source, nowhere
from lessons.files.problem import Said as _
from lessons.files.structure import PAIR, TERM_KEY, CourseFile
from lessons.files.text import decode
from lessons.files.yaml_lines import parse
from quizzes.diagnosis.mastery import MOST
from quizzes.diagnosis.practice import MOST_PRACTICE
from quizzes.draw import Cell, DrawRules, UnfillableCell, try_draws
from quizzes.files.bank import KEY as BANK_KEY
from quizzes.files.bank import MAX_BLOOM, POOLS, BankEntry, bank_item
from quizzes.types import all_types, get_type

KEY = "quizzes"
PATTERN = "quizzes/*.yaml"
UNIT_KIND = "quiz"
# Which pool a quiz of this mode draws from. Pools stay apart, or practice would give an exam's questions away.
POOL_OF_MODE = {
    "check": "practice",
    "practice": "practice",
    "targeted": "practice",
    "placement": "placement",
    "adaptive": "practice",
    "midterm": "midterm",
    "exam": "exam",
    "retention": "retention",
    "review": "practice",
}
REVEALS = ("at-once", "after-submit", "protected")
ADAPTIVE, TARGETED, RETENTION = "adaptive", "targeted", "retention"
SINGLE_CASE_FORMS = ("einordnen", "szenario", "luecke")  # what is asked one by one
COUNTS = ("best", "last", "first")
NAVIGATIONS = ("free", "forward")
TERMS_OF_CHECK = 3
ANY_SEED = 0  # of the trial draws: the same files give the same problems


@dataclass(frozen=True, kw_only=True)
class PassFile:
    """Whole points, never a percentage: 80 % of 24 would silently become 20."""

    points: int = schema.number(least=1, most=1000)
    per_term: int | None = schema.number(required=False, least=1, most=1000)


@dataclass(frozen=True, kw_only=True)
class DecoysFile:
    least: int = schema.number(least=0, most=200)
    most: int = schema.number(least=0, most=200)


@dataclass(frozen=True, kw_only=True)
class DrawFile:
    """What the drawn questions must be like together; met as far as the bank allows (quizzes.draw.DrawRules)."""

    per_contrast: int = schema.number(required=False, default=0, least=0, most=200)
    dimensions: int = schema.number(required=False, default=0, least=0, most=100)
    decoys: DecoysFile | None = schema.record(DecoysFile, required=False)

    @property
    def rules(self) -> DrawRules:
        decoys = (self.decoys.least, self.decoys.most) if self.decoys else None
        return DrawRules(self.per_contrast, self.dimensions, decoys)


@dataclass(frozen=True, kw_only=True)
class CellFile:
    """So many cases with these tags; a filter left out matches everything."""

    pool: str = schema.text(choices=POOLS)
    term: str = schema.text(required=False, shape=TERM_KEY)
    form: str = schema.text(required=False, limit=20)
    contrast: str = schema.text(required=False, shape=PAIR)
    bloom: str = schema.text(required=False, limit=MAX_BLOOM)
    cases: int = schema.number(least=1, most=200)

    def as_cell(self, position: int) -> Cell:
        return Cell(position, self.cases, self.pool, self.form, self.term or None, self.contrast, self.bloom)


@dataclass(frozen=True, kw_only=True)
class QuizFile:
    uid: str = schema.slug()
    slug: str = schema.slug()
    title: str = schema.text()
    mode: str = schema.text(choices=POOL_OF_MODE)
    required: bool = schema.flag(default=True)
    weight: int = schema.number(required=False, default=1, least=0, most=100)
    minutes: int = schema.number(required=False, default=0, least=0, most=1000)
    intro: str = schema.text(required=False, limit=schema.MAX_TEXT, multiline=True)
    passing: PassFile | None = schema.record(PassFile, required=False, key="pass")
    reveal: str = schema.text(required=False, choices=REVEALS, default="after-submit")
    attempts: int | None = schema.number(required=False, least=1, most=1000)
    counts: str = schema.text(required=False, choices=COUNTS, default="best")
    wait_hours: int = schema.number(required=False, default=0, least=0, most=10_000)
    days_after_pass: int | None = schema.number(required=False, least=1, most=1000)
    between_attempts: str = schema.text(required=False, choices=("targeted",))
    minutes_limit: int | None = schema.number(required=False, least=1, most=1000)
    confidence: bool = schema.flag(default=False)
    navigation: str = schema.text(required=False, choices=NAVIGATIONS, default="free")
    draw: DrawFile | None = schema.record(DrawFile, required=False)
    cells: tuple[CellFile, ...] = schema.listing(CellFile, required=False, least=1, most=100)
    note: str = schema.note()

    path: str
    source: Source = nowhere()

    @property
    def target(self) -> str:
        return PurePosixPath(self.path).stem

    @property
    def asks_one_by_one(self) -> bool:
        return self.mode in (ADAPTIVE, TARGETED)

    @property
    def draw_cells(self) -> list[Cell]:
        return [cell.as_cell(position) for position, cell in enumerate(self.cells, 1)]

    @property
    def unit(self) -> UnitFile:
        return UnitFile(
            kind=UNIT_KIND,
            target=self.target,
            uid=self.uid,
            slug=self.slug,
            title=self.title,
            required=self.required,
            weight=self.weight,
            minutes=self.minutes,
            days_after_pass=self.days_after_pass or 0,
            path=self.path,
            slug_line=self.source.line(("slug",)),
        )


# --- reading -----------------------------------------------------------------------------------------------------
def read_quizzes(folder: Folder, _course: CourseFile) -> tuple[tuple[QuizFile, ...], list[Problem]]:
    problems: list[Problem] = []
    found = [_read_quiz(path, folder.files[path], problems) for path in folder.paths(PATTERN)]
    return tuple(quiz for quiz in found if quiz), problems


def _read_quiz(path: str, raw: bytes, problems: list[Problem]) -> QuizFile | None:
    source = Source(path, problems=problems)
    text = decode(raw, source)
    if text is None:
        return None
    before = len(problems)
    data = parse(text, source)
    if len(problems) > before:
        return None
    quiz: QuizFile | None = schema.read(QuizFile, data, source, path=path, source=source)
    if quiz and not quiz.cells and not quiz.asks_one_by_one:
        source.error((), "missing-key", _('"%(key)s" is missing or empty', key="cells"))
        return None
    return quiz


# --- checking ----------------------------------------------------------------------------------------------------
def check_quizzes(quizzes: tuple[QuizFile, ...], course: CourseFile) -> list[Problem]:
    bank: tuple[BankEntry, ...] = course.parts.get(BANK_KEY, ())
    problems: list[Problem] = []
    for quiz in quizzes:
        problems += _between_problems(quiz, quizzes)
        if quiz.asks_one_by_one:
            problems += _one_by_one_problems(quiz, bank, course)
            continue
        found = [*_rule_problems(quiz, bank), *_tag_problems(quiz, course)]
        problems += found or list(_draw_problems(quiz, bank))
    return problems


def _between_problems(quiz: QuizFile, quizzes: tuple[QuizFile, ...]) -> Iterator[Problem]:
    """What comes between two attempts, and what after the course."""
    practices = [other for other in quizzes if other.mode == TARGETED]
    if quiz.between_attempts and not practices:
        message = _("there is no quiz in mode targeted for practice between two attempts")
        yield quiz.source.problem(("between_attempts",), "no-practice", message)
    if quiz.mode == TARGETED and quiz is not practices[0]:
        message = _("a course has at most one quiz in mode targeted")
        yield quiz.source.problem(("mode",), "one-practice", message)
    if quiz.mode == TARGETED:
        for key in ("attempts", "wait_hours", "minutes_limit", "between_attempts"):
            if getattr(quiz, key):
                message = _('targeted practice must be open whenever it is required: remove "%(key)s"', key=key)
                yield quiz.source.problem((key,), "practice-limits", message)
    if quiz.mode == RETENTION and quiz.between_attempts:
        message = _("nobody practises between two attempts once the course is over")
        yield quiz.source.problem(("between_attempts",), "after-pass", message)
    if quiz.days_after_pass and quiz.mode != RETENTION:
        message = _("only a retention check can open some days after passing")
        yield quiz.source.problem(("days_after_pass",), "after-pass", message)
    if quiz.days_after_pass and quiz.required:
        message = _("a unit that opens after passing cannot be required for passing")
        yield quiz.source.problem(("days_after_pass",), "after-pass", message)
    if quiz.mode == RETENTION and not quiz.days_after_pass:
        message = _('a retention check needs "days_after_pass": it tests what is still known then')
        yield quiz.source.problem(("mode",), "after-pass", message)


def _one_by_one_problems(quiz: QuizFile, bank: tuple[BankEntry, ...], course: CourseFile) -> Iterator[Problem]:
    """It has a rule of its own for what it asks and when it ends, and it goes forward only."""
    for key, value in (("cells", quiz.cells), ("draw", quiz.draw), ("pass", quiz.passing)):
        if value:
            words = {"mode": quiz.mode, "key": key}
            message = _(
                'a quiz in mode %(mode)s chooses questions and ends by its own rules: remove "%(key)s"', **words
            )
            yield quiz.source.problem((key,), quiz.mode, message)
    if quiz.navigation != "forward":
        message = _('a quiz in mode %(mode)s needs "navigation: forward"', mode=quiz.mode)
        yield quiz.source.problem(("navigation",), quiz.mode, message)
    if quiz.required:
        message = _('a quiz in mode %(mode)s does not decide about passing: use "required: false"', mode=quiz.mode)
        yield quiz.source.problem(("required",), quiz.mode, message)
    if quiz.mode == TARGETED and quiz.reveal != "at-once":
        message = _('targeted practice explains each answer: use "reveal: at-once"')
        yield quiz.source.problem(("reveal",), quiz.mode, message)
    if quiz.mode == ADAPTIVE and quiz.reveal == "at-once":
        yield quiz.source.problem(("reveal",), quiz.mode, _("an adaptive check explains nothing until it ends"))
    if quiz.mode == ADAPTIVE and len(course.term_keys) != TERMS_OF_CHECK:
        found = len(course.term_keys)
        message = _("an adaptive check requires three terms; this course has %(found)d", found=found)
        yield quiz.source.problem(("mode",), quiz.mode, message)
        return
    yield from _supply_problems(quiz, bank, course)


def _supply_problems(quiz: QuizFile, bank: tuple[BankEntry, ...], course: CourseFile) -> Iterator[Problem]:
    """Are there questions for each term, for practice for each pair, and as many as may be asked?"""
    cases = [entry.cases[0] for entry in bank if _is_single(entry)]
    if quiz.mode == ADAPTIVE:
        found, wanted, most = Counter(case.term for case in cases), course.term_keys, MOST
    else:
        found, wanted, most = Counter(case.contrast for case in cases), course.pairs, MOST_PRACTICE
    missing = [key for key in wanted if not found[key]]
    if missing:
        message = _("no live practice question with one case for: %(missing)s", missing=", ".join(missing))
        say = quiz.source.problem if quiz.mode == ADAPTIVE else quiz.source.warning  # practice takes others then
        yield say(("mode",), "no-questions", message)
    elif found.total() < most:
        numbers = {"most": most, "found": found.total()}
        message = _(
            "asks up to %(most)d questions, but the practice pool has %(found)d live ones with one case", **numbers
        )
        yield quiz.source.warning(("mode",), "few-questions", message)


def _is_single(entry: BankEntry) -> bool:
    pool = POOL_OF_MODE[ADAPTIVE]
    return entry.is_live and entry.pool == pool and entry.form in SINGLE_CASE_FORMS and len(entry.cases) == 1


def _rule_problems(quiz: QuizFile, bank: tuple[BankEntry, ...]) -> Iterator[Problem]:
    """A pass that nobody can reach."""
    if quiz.draw and quiz.draw.decoys and quiz.draw.decoys.least > quiz.draw.decoys.most:
        yield quiz.source.problem(("draw", "decoys"), "decoys", _("the minimum is greater than the maximum"))
    if quiz.passing is None:
        return
    most = sum(cell.cases * _points_of_one(cell, bank) for cell in quiz.cells)
    if quiz.passing.points > most:
        words = {"points": quiz.passing.points, "most": most}
        message = _("%(points)d points are required to pass, but the cells give only %(most)d", **words)
        yield quiz.source.problem(("pass", "points"), "pass", message)
    if quiz.passing.per_term and all(cell.term for cell in quiz.cells):
        for term in sorted({cell.term for cell in quiz.cells}):
            cases = sum(cell.cases for cell in quiz.cells if cell.term == term)
            if quiz.passing.per_term > cases:
                found: dict[str, object] = {"points": quiz.passing.per_term, "term": term, "cases": cases}
                message = _(
                    "%(points)d points per term are required to pass, but %(term)s has %(cases)d cases", **found
                )
                yield quiz.source.problem(("pass", "per_term"), "pass", message)


def _points_of_one(cell: CellFile, bank: tuple[BankEntry, ...]) -> int:
    """One a case; a question without cases may have a rubric."""
    rubrics = (entry for entry in bank if not entry.cases and (entry.pool, entry.form) == (cell.pool, cell.form))
    return max((get_type(entry.type).points(entry.content) for entry in rubrics), default=1)


def _tag_problems(quiz: QuizFile, course: CourseFile) -> Iterator[Problem]:
    forms = {form for kind in all_types().values() for form in kind.forms}
    for index, cell in enumerate(quiz.cells):
        named = (("term", course.term_keys), ("contrast", course.pairs), ("form", sorted(forms)))
        for key, known in named:
            value = getattr(cell, key)
            if value and value not in known:
                message = _("%(value)s is not one of: %(known)s", value=value, known=", ".join(known))
                yield quiz.source.problem(("cells", index, key), f"unknown-{key}", message)
        if cell.pool != POOL_OF_MODE[quiz.mode]:
            words = {"mode": quiz.mode, "pool": POOL_OF_MODE[quiz.mode]}
            message = _("a quiz in mode %(mode)s draws only from the pool %(pool)s", **words)
            yield quiz.source.problem(("cells", index, "pool"), "wrong-pool", message)


def _draw_problems(quiz: QuizFile, bank: tuple[BankEntry, ...]) -> Iterator[Problem]:
    """A cell that cannot be filled is an error. Rules that no draw meets are worth a warning."""
    live = [bank_item(entry) for entry in bank if entry.is_live]
    rules = quiz.draw.rules if quiz.draw else DrawRules()
    try:
        trial = try_draws(quiz.draw_cells, live, rules=rules, seed=ANY_SEED)
    except UnfillableCell as error:
        words = {"wanted": error.wanted, "found": error.found}
        message = _("the cell requires %(wanted)d cases, but the live questions in the bank provide %(found)d", **words)
        yield quiz.source.problem(("cells", error.position - 1), "unfillable-cell", message)
        return
    if quiz.draw and not trial.met:
        broken = ", ".join(f"{wish} in {count}" for wish, count in trial.broken.items())
        message = _("none of %(tries)d draws met all the rules; broken: %(broken)s", tries=trial.tries, broken=broken)
        yield quiz.source.warning(("draw",), "unmet-rules", message)


# --- items and writing -------------------------------------------------------------------------------------------
def quiz_items(quizzes: tuple[QuizFile, ...], course: CourseFile) -> tuple[Item, ...]:
    return tuple(
        Item(KEY, quiz.uid, quiz.path, canonical.comparable(schema.plain(quiz)), _place(quiz, course))
        for quiz in quizzes
    )


def write_quizzes(quizzes: tuple[QuizFile, ...], _course: CourseFile) -> dict[str, bytes]:
    return {quiz.path: canonical.dump(schema.plain(quiz)).encode() for quiz in quizzes}


def quiz_units(quizzes: tuple[QuizFile, ...]) -> tuple[UnitFile, ...]:
    return tuple(quiz.unit for quiz in quizzes)


def _place(quiz: QuizFile, course: CourseFile) -> int:
    return course.place_of(UNIT_KIND, quiz.target)
