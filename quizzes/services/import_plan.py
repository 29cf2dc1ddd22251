"""What would an import do? Of each question of a file: new, changed or unchanged, and by line what is wrong.

What is not a fact of the subject gets a value where a file is silent: the family is the question's own, the pool is
the one asked for, the form is the first of its type, the status is draft. A term, a misconception or a claim is never
made up.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext

from lessons.files.claims import is_claim
from lessons.files.schema import SLUG
from lessons.files.text import is_clean
from lessons.models import Course
from quizzes.draw import BankItem
from quizzes.enums import Pool, QuestionStatus
from quizzes.files.bank import MAX_BLOOM
from quizzes.formats import get_format
from quizzes.formats.base import Exchanged, Trouble, limited
from quizzes.formats.item import Choice, Gap, Gaps, Interaction, Match, Order, Own, Text
from quizzes.models import Question
from quizzes.queries.attempts import term_names
from quizzes.queries.bank import as_drawn
from quizzes.queries.board import emptied_cells
from quizzes.queries.contents import content_of
from quizzes.services.blueprints import emptying_words
from quizzes.services.curating import waits_for_approval
from quizzes.services.import_pictures import Pictures
from quizzes.services.versioning import content_hash
from quizzes.types import all_types, get_type
from quizzes.types.base import ParseError, QuestionType
from quizzes.types.fields import label_of

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
COLUMNS = ("pool", "family", "company", "pair", "bloom", "note")
SLUGS = ("family", "company", "pair")
LIMITS = {"family": 100, "company": 100, "pair": 100, "bloom": MAX_BLOOM, "note": 2000}
MAX_UID = 100


@dataclass(frozen=True)
class Row:
    """One question of a file: what an import does with it."""

    uid: str
    line: int
    number: int
    state: str


@dataclass(frozen=True)
class Report:
    """`pictures`: how many new figures the course gets."""

    rows: tuple[Row, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    pictures: int = 0

    @property
    def errors(self) -> tuple[Trouble, ...]:
        return tuple(trouble for trouble in self.troubles if trouble.is_error)

    @property
    def remarks(self) -> tuple[Trouble, ...]:
        return tuple(trouble for trouble in self.troubles if not trouble.is_error)

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)


@dataclass(frozen=True)
class Planned:
    row: Row
    type_key: str
    content: Any
    columns: Mapping[str, str]
    status: str
    question: Question | None
    has_new_wording: bool


@dataclass
class Plan:
    course: Course
    pool: str
    known: Mapping[str, Question]
    terms: tuple[str, ...]
    dimensions: frozenset[str]
    pictures: Pictures
    planned: list[Planned] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not any(trouble.is_error for trouble in self.troubles)

    @property
    def report(self) -> Report:
        rows = tuple(one.row for one in self.planned)
        return Report(rows, limited(self.troubles), len(self.pictures.brought))


def make_plan(course: Course, format_key: str, content: bytes, pool: str) -> Plan:
    """The same few queries, however many questions the file has."""
    rows = Question.objects.filter(course=course).select_related("current", "draft")
    rows = rows.defer("current__rendered", "draft__rendered")
    plan = Plan(
        course=course,
        pool=pool,
        known={row.uid: row for row in rows},
        terms=tuple(term_names(course.pk)),
        dimensions=frozenset(course.dimensions.values_list("key", flat=True)),
        pictures=Pictures(course),
    )
    reading = get_format(format_key).read(content)
    plan.troubles += reading.troubles
    if not reading.questions and not reading.errors:
        plan.troubles.append(Trouble("no-questions"))
    with translation.override(course.language):
        right = gettext("The right answer is: %(answer)s")
    for question in reading.questions:
        _plan_question(plan, question, right)
    _find_repeated(plan)
    _find_families(plan)
    _find_pairs(plan)
    if plan.is_sound:
        _find_emptied(plan)
    return plan


def _plan_question(plan: Plan, question: Exchanged, right: str) -> None:
    uid, before = _uid_of(question), len(plan.troubles)
    name = question.uid[:MAX_UID] or uid  # as its author finds it in the file

    def note(code: str, detail: str = "", *, is_error: bool = True) -> None:
        plan.troubles.append(Trouble(code, detail, name, question.line, is_error))

    question = plan.pictures.placed(question, note)
    if not question.type_key and (filled := _filled(question.item, right)) != question.item:
        note("feedback-filled", is_error=False)
        question = replace(question, item=filled)
    found = _parsed(plan, question, note)
    if found is None:
        return
    kind, content = found
    _note_lost(kind, content, question.item, note)
    _note_tags(plan, kind, content, note)
    known = plan.known.get(uid)
    columns = _columns(plan, question, uid, known, note)
    status = _status(question, note)
    is_new_wording = _is_new_wording(kind, content, known, note)
    if any(trouble.is_error for trouble in plan.troubles[before:]):
        return
    changed = known is not None and (is_new_wording or any(getattr(known, key) != columns[key] for key in COLUMNS))
    row = Row(uid, question.line, question.number, NEW if known is None else CHANGED if changed else UNCHANGED)
    plan.planned.append(Planned(row, kind.key, content, columns, status, known, is_new_wording))


def _uid_of(question: Exchanged) -> str:
    """As the file says, in the letters of a uid; without a name the same question gets the same uid again."""
    if SLUG.fits(question.uid) and len(question.uid) <= MAX_UID:
        return question.uid
    digest = sha256(repr(question.item).encode()).hexdigest()[:8]
    return slugify(question.uid)[:MAX_UID].strip("-_").replace("_", "-") or f"frage-{digest}"


# --- the type ----
def _parsed(plan: Plan, question: Exchanged, note: Any) -> tuple[QuestionType[Any], Any] | None:
    """By the type that the file names, else by the first that can hold it; None where none can."""
    if question.type_key and question.type_key not in all_types():
        note("unknown-type", question.type_key[:40])
        return None
    kinds = [get_type(question.type_key)] if question.type_key else list(all_types().values())
    nearest: tuple[QuestionType[Any], ParseError] | None = None
    for kind in kinds:
        try:
            data = _data_of(kind, question.item)
            if data is not None:
                return kind, kind.parse(data, terms=plan.terms)
        except ParseError as error:
            if nearest is None or len(error.problems) < len(nearest[1].problems):
                nearest = kind, error
        except (AttributeError, KeyError, TypeError, ValueError):
            note("extension-does-not-fit")
            return None
    if nearest is None:
        note("no-fitting-type", type(question.item).__name__.lower())
        return None
    kind, error = nearest
    for problem in error.problems:
        note("content", _at(capfirst(label_of(kind.fields, problem.path)), problem.message))
    return None


def _at(place: str, problem: str) -> str:
    return gettext("%(place)s: %(problem)s") % {"place": place, "problem": problem} if place else problem


def _data_of(kind: QuestionType[Any], item: Interaction) -> dict[str, Any] | None:
    data = dict(item.data) if isinstance(item, Own) else kind.from_interaction(item)
    return None if data is None else {"form": next(iter(kind.forms)), **data}


def _filled(item: Interaction, right: str) -> Interaction:
    """Where a file from elsewhere explains nothing, its right answer is at least named: a draft to go on from."""

    def said(*texts: str) -> str:
        return right % {"answer": ", ".join(" ".join(text.split()) for text in texts)}

    match item:
        case Choice():
            words = said(*(one.text for one in item.alternatives if one.id in item.right))
            found = (replace(one, feedback=one.feedback or words) for one in item.alternatives)
            return replace(item, alternatives=tuple(found))
        case Match():
            texts, partners = {one.id: one.text for one in item.targets}, dict(item.right)
            found = (
                replace(one, feedback=one.feedback or said(texts.get(partners.get(one.id, ""), "")))
                for one in item.sources
            )
            return replace(item, sources=tuple(found))
        case Order():
            return replace(item, feedback=item.feedback or said(*(step.text for step in item.steps)))
        case Text() if item.right and not item.is_long:
            return replace(item, feedback=item.feedback or said(item.right[0]))
        case Gaps():
            return replace(item, gaps=tuple(_filled_gap(gap, said) for gap in item.gaps))
    return item


def _filled_gap(gap: Gap, said: Any) -> Gap:
    if not gap.alternatives:
        return replace(gap, feedback=gap.feedback or said(*gap.right[:1]))
    words = said(*(one.text for one in gap.alternatives if one.id in gap.right))
    return replace(gap, alternatives=tuple(replace(one, feedback=one.feedback or words) for one in gap.alternatives))


def _note_lost(kind: QuestionType[Any], content: Any, item: Interaction, note: Any) -> None:
    """What the type has no place for, such as a general feedback."""
    back = kind.interaction(content)
    if back is None or type(back) is not type(item):
        return
    names = [
        one.name for one in fields(item) if one.name != "extras" and getattr(item, one.name) != getattr(back, one.name)
    ]
    if names:
        note("not-taken", ", ".join(names), is_error=False)


def _note_tags(plan: Plan, kind: QuestionType[Any], content: Any, note: Any) -> None:
    for case in kind.cases(content):
        if plan.dimensions and case.dimension not in plan.dimensions:
            note("unknown-dimension", case.dimension)
        for claim in case.claims:
            if not is_claim(claim):
                note("unknown-claim", claim)


# --- the head ----
def _columns(plan: Plan, question: Exchanged, uid: str, known: Question | None, note: Any) -> dict[str, str]:
    defaults = {"pool": plan.pool, "family": uid}
    given = {key: question.head.get(key, "") for key in COLUMNS}
    for key in SLUGS:
        if given[key] and not SLUG.fits(given[key]):
            note("head-not-slug", f"{key}: {given[key][:40]}")
    for key, limit in LIMITS.items():
        if len(given[key]) > limit or not is_clean(given[key]):
            note("head-too-long", f"{key}: {limit}")
    if given["pool"] and given["pool"] not in Pool.values:
        note("unknown-pool", given["pool"][:40])
    for key in ("pool", "family"):
        if known and given[key] and given[key] != getattr(known, key):
            note(f"other-{key}", getattr(known, key))
    return {key: given[key] or (getattr(known, key) if known else defaults.get(key, "")) for key in COLUMNS}


def _status(question: Exchanged, note: Any) -> str:
    """Where four eyes are needed, nobody approves by a file."""
    status = question.head.get("status", "")
    if status and status not in QuestionStatus.values:
        note("unknown-status", status[:40])
    return QuestionStatus.DRAFT if settings.FOUR_EYES or not status else status


def _is_new_wording(kind: QuestionType[Any], content: Any, known: Question | None, note: Any) -> bool:
    if known is None or known.working is None:
        return True
    if known.working.type != kind.key:
        note("other-type", known.working.type)
        return False
    if known.working.content_hash == content_hash(kind.key, kind.dump(content)):
        return False
    if waits_for_approval(known):
        note("needs-approval", is_error=False)
    return True


def _find_repeated(plan: Plan) -> None:
    counts = Counter(one.row.uid for one in plan.planned)
    for one in plan.planned:
        if counts[one.row.uid] > 1:
            plan.troubles.append(Trouble("uid-twice", one.row.uid, one.row.uid, one.row.line))


def _find_families(plan: Plan) -> None:
    """A family in two pools would let practice give an exam's question away."""
    pools: dict[str, str] = {row.family: row.pool for row in plan.known.values()}
    for one in plan.planned:
        pool = pools.setdefault(one.columns["family"], one.columns["pool"])
        if pool != one.columns["pool"]:
            plan.troubles.append(Trouble("family-in-two-pools", pool, one.row.uid, one.row.line))


def _find_pairs(plan: Plan) -> None:
    """Both name each other, and both are drawn from the same pool."""
    places = {row.uid: (row.pair, row.pool) for row in plan.known.values()}
    places |= {one.row.uid: (one.columns["pair"], one.columns["pool"]) for one in plan.planned}
    for one in plan.planned:
        pair, pool = one.columns["pair"], one.columns["pool"]
        if pair and places.get(pair) != (one.row.uid, pool):
            plan.troubles.append(Trouble("unequal-pair", pair, one.row.uid, one.row.line))


def _find_emptied(plan: Plan) -> None:
    """Retagged by a file, questions must not leave a quiz without the cases it asks for, either."""
    would = [_would_be(plan, one) for one in plan.planned if one.row.state != UNCHANGED and _is_live(one)]
    if would:
        for cell in emptied_cells(plan.course, instead=would):
            plan.troubles.append(Trouble("empties-cell", emptying_words(cell)))


def _is_live(one: Planned) -> bool:
    return (one.question.status if one.question else one.status) == QuestionStatus.LIVE


def _would_be(plan: Plan, one: Planned) -> BankItem:
    """As the draw would see it after the import; a wording that waits for its approval is not drawn yet."""
    question = one.question or Question(course=plan.course, uid=one.row.uid)
    content = one.content
    if question.current and (not one.has_new_wording or waits_for_approval(question)):
        content = content_of(question.current, plan.terms)
    item = as_drawn(question, get_type(one.type_key).cases(content))
    tags: dict[str, Any] = {key: one.columns[key] for key in ("pool", "bloom", "company", "family", "pair")}
    return replace(item, id=question.pk or one.row.uid, form=content.form, **tags)
