"""What would a load change? Decided before anything is rendered or written, from three digests an item."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from lessons.files.changes import KEEPS, WRITES, Decision, Key, Merge, decide, overwrite
from lessons.files.checks import units_of
from lessons.files.course import COURSE, check_together
from lessons.files.items import CHAPTER, FIGURE, items_of
from lessons.files.part import Item, UnitFile
from lessons.files.problem import Problem, Severity
from lessons.files.problem import Said as _
from lessons.files.references import figures_in
from lessons.files.structure import LESSON, PLACES_PER_CHAPTER, CourseFile
from lessons.kinds import parts
from lessons.models import Course, Enrolment, LoadedItem, Unit
from lessons.queries.figures import figures_at_work
from lessons.queries.stored import drafted, stored_course

# No two things may share an address, a word or a uid.
CLASHES = frozenset({"duplicate-slug", "duplicate-word", "duplicate-uid"})
AT_WORK = "draft"  # equals no digest: a lesson with a draft counts as edited
Items = Mapping[Key, Item]


@dataclass(frozen=True)
class Plan:
    """`merged` is the course as it will stand. `conflicts` were changed on both sides, whoever wins."""

    course: Course | None
    files: CourseFile
    stored: CourseFile | None
    merged: CourseFile
    items: Items
    stored_digests: Mapping[Key, str]
    loaded: Mapping[Key, LoadedItem]
    decisions: Mapping[Key, Decision]
    moved: frozenset[str]
    conflicts: tuple[Key, ...] = ()

    def written(self, part: str) -> frozenset[str]:
        return self._with(part, WRITES)

    def removed(self, part: str) -> frozenset[str]:
        return self._with(part, {Decision.REMOVE})

    def is_kept(self, part: str, uid: str) -> bool:
        """Not the file's version stands afterwards."""
        return self.decisions.get((part, uid), Decision.KEEP) in KEEPS

    def units(self) -> list[UnitFile]:
        """In the order of the outline."""
        units = units_of(self.merged, parts()).values()
        return sorted(units, key=lambda unit: self.merged.place_of(unit.kind, unit.target))

    @cached_property
    def content_hash(self) -> str:
        return content_hash(self.merged)

    def _with(self, part: str, decisions: frozenset[Decision] | set[Decision]) -> frozenset[str]:
        return frozenset(uid for (key, uid), made in self.decisions.items() if key == part and made in decisions)


def make_plan(files: CourseFile, *, winning: bool = False) -> Plan:
    """`winning`: where both sides have changed, the files win."""
    course = Course.objects.filter(slug=files.slug).first()
    if course is None:
        return make_first_plan(files)
    items = _items(files)
    stored = stored_course(course)
    digests = stored_digests(stored, course)
    loaded = {(item.part, item.uid): item for item in course.loaded_items.all()}
    decisions = decide(
        {key: item.digest for key, item in items.items()},
        digests,
        {key: item.content_hash for key, item in loaded.items()},
    )
    conflicts = tuple(sorted(key for key, made in decisions.items() if made is Decision.CONFLICT))
    if winning:
        decisions = overwrite(decisions, items, digests)
    decisions = _with_figures_in_use(decisions, stored, figures_at_work(course))
    moved = _moved(items, loaded)
    merged = Merge(files, stored, decisions, moved, parts()).course()
    decisions = _with_chapters_in_use(decisions, merged)
    return Plan(course, files, stored, merged, items, digests, loaded, decisions, moved, conflicts)


def make_first_plan(files: CourseFile) -> Plan:
    """As if nothing of the course were in the database."""
    items = _items(files)
    decisions = dict.fromkeys(items, Decision.CREATE)
    return Plan(None, files, None, files, items, {}, {}, decisions, frozenset())


def merge_problems(plan: Plan) -> list[Problem]:
    """What fits in the files may clash with what was edited or added on the site.

    Only what cannot stand side by side is an error: files that are right by themselves shall load.
    """
    problems = [*_kind_problems(plan), *_path_problems(plan), *_term_problems(plan)]
    if plan.stored is None or plan.merged == plan.files:
        return problems
    known = {problem.message for problem in check_together(plan.stored, parts())}
    for problem in check_together(plan.merged, parts()):
        if problem.is_error:
            clashes = problem.code in CLASHES and problem.message not in known
            severity = Severity.ERROR if clashes else Severity.WARNING
            message = _("combined with what was edited on the site: %(problem)s", problem=problem.message)
            problems.append(replace(problem, message=message, severity=severity))
    return problems


def _path_problems(plan: Plan) -> list[Problem]:
    """A unit made on the site has no file yet and is named for its uid."""
    paths = Counter(lesson.path for lesson in plan.merged.lessons)
    message = _("a lesson created on the site already has this name; please choose another one")
    return [Problem(path, 1, "path-taken", message) for path, times in paths.items() if times > 1]


def _kind_problems(plan: Plan) -> list[Problem]:
    """A uid that was a lesson cannot become a quiz: what people did with it hangs on it."""
    if plan.course is None:
        return []
    kinds = dict(Unit.objects.filter(course=plan.course).values_list("uid", "kind"))
    return [
        Problem(unit.path, 1, "kind-changed", _kind_words(unit, kinds[unit.uid]))
        for unit in units_of(plan.files, parts()).values()
        if kinds.get(unit.uid, unit.kind) != unit.kind
    ]


def _term_problems(plan: Plan) -> list[Problem]:
    """What was asked and answered is read by the terms in their order, also years later."""
    if plan.course is None or not Enrolment.objects.filter(course=plan.course).exclude(started_at=None).exists():
        return []
    before = list(plan.course.terms.order_by("position").values_list("key", flat=True))
    if [term.key for term in plan.merged.terms] == before:
        return []
    message = _(
        "somebody has begun this course, and earlier answers are read by its terms: "
        "their keys and order must stay as they are (%(terms)s); names and definitions may change",
        terms=", ".join(before),
    )
    return [Problem(COURSE, 1, "terms-changed", message)]


def _kind_words(unit: UnitFile, before: str) -> str:
    words = {"uid": unit.uid, "before": before, "kind": unit.kind}
    return _('"%(uid)s" was a %(before)s; a %(kind)s needs a different uid', **words)


def unit_parts() -> dict[str, str]:
    return {LESSON: LESSON, **{part.key: part.unit_kind for part in parts() if part.unit_kind}}


def stored_digests(stored: CourseFile, course: Course) -> dict[Key, str]:
    digests = {(item.part, item.uid): item.digest for item in items_of(stored, parts())}
    return digests | {(LESSON, uid): AT_WORK for uid in drafted(course)}


def content_hash(course: CourseFile) -> str:
    """Of everything a learner could meet, and of its order."""
    rows = sorted(f"{item.part} {item.uid} {item.position} {item.digest}" for item in items_of(course, parts()))
    return sha256("\n".join(rows).encode()).hexdigest()


def _items(course: CourseFile) -> Items:
    return {(item.part, item.uid): item for item in items_of(course, parts())}


def _moved(items: Items, loaded: Mapping[Key, LoadedItem]) -> frozenset[str]:
    """Parts whose order in the files is another one than at the last load. All units and chapters are one outline."""
    new = {key: item.position for key, item in items.items()}
    old = {key: item.position for key, item in loaded.items()}
    keys = {part for part, _uid in {**new, **old}}
    moved = {part for part in keys if _sequence(new, part) != _sequence(old, part)}
    outline = {CHAPTER, *unit_parts()}
    return frozenset(moved | {CHAPTER} if moved & outline else moved)


def _sequence(positions: Mapping[Key, int], part: str) -> list[tuple[int, str]]:
    """The uids in their order; of units also the number of the chapter."""
    found = sorted((position, uid) for (key, uid), position in positions.items() if key == part)
    return [(position // PLACES_PER_CHAPTER if part in unit_parts() else 0, uid) for position, uid in found]


def _with_figures_in_use(
    decisions: dict[Key, Decision], stored: CourseFile, at_work: frozenset[str]
) -> dict[Key, Decision]:
    """A figure that the files dropped stays while a text shows it that was written on the site."""
    kept = [one for one in stored.lessons if decisions.get((LESSON, one.uid), Decision.KEEP) in KEEPS]
    used = at_work | {mention.target for lesson in kept for mention in figures_in(lesson.body)}
    return {
        key: Decision.KEEP if made is Decision.REMOVE and key[0] == FIGURE and key[1] in used else made
        for key, made in decisions.items()
    }


def _with_chapters_in_use(decisions: dict[Key, Decision], merged: CourseFile) -> dict[Key, Decision]:
    """A chapter that the files dropped stays while it holds units that they do not know."""
    used = {(CHAPTER, chapter.uid) for chapter in merged.chapters}
    return {key: Decision.KEEP if made is Decision.REMOVE and key in used else made for key, made in decisions.items()}
