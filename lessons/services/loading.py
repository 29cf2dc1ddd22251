"""From a course folder to the database: check everything, render everything, then write in one transaction.

Attempts, answers and progress are not touched: what people worked on is retired, never changed. Loading the same
files again writes nothing.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db.models import Max
from django.utils.translation import gettext_lazy, override

from coursesite.storage.transactions import write_transaction
from lessons.errors import LessonsError
from lessons.files.changes import Decision, Key
from lessons.files.course import COURSE, read_course
from lessons.files.folder import Folder
from lessons.files.problem import Problem, Severity, has_errors
from lessons.files.problem import Said as _
from lessons.kinds import parts
from lessons.models import Course, CourseVersion, LoadedItem
from lessons.part_loaders import all_loaders
from lessons.queries.stored import stored_course
from lessons.services.indexing import refresh_index
from lessons.services.load_plan import Plan, content_hash, make_first_plan, make_plan, merge_problems, stored_digests
from lessons.services.load_rendering import Rendering, render_plan
from lessons.services.load_tables import (
    drop_chapters,
    save_changed,
    write_chapters,
    write_figures,
    write_glossary,
    write_head,
)
from lessons.services.load_units import write_lessons, write_units

ENGLISH = None  # no translation: problems are read on a shell, beside messages that have no other language


class LoadRefused(LessonsError):
    """The files are wrong; `problems` says where. Nothing was loaded."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(gettext_lazy("The course files contain errors; nothing was loaded."), "course-files")
        self.problems = problems


@dataclass(frozen=True)
class Loaded:
    """What a load did, or would do. `version` is the number of the course's version now; 0 if there is none."""

    slug: str
    counts: Counter[tuple[Decision, str]]
    conflicts: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    rendered: int = 0
    version: int = 0
    changed: bool = field(default=False)


def load_course(*, origin: Path | Folder, now: datetime, winning: bool = False, into: Course | None = None) -> Loaded:
    """`winning`: where files and site have both changed, the files win. `into`: no other course. Raises LoadRefused."""
    plan, rendering, warnings = prepare_load(origin=origin, winning=winning, into=into)
    version, changed = _write(plan, rendering, now)
    if changed:
        refresh_index(course=Course.objects.get(slug=plan.files.slug))
    return _report(plan, rendering, warnings, version=version, changed=changed)


def try_course(*, origin: Path | Folder, winning: bool = False) -> Loaded:
    """What `load_course` would do, with all its checks; nothing is written."""
    plan, rendering, warnings = prepare_load(origin=origin, winning=winning)
    return _report(plan, rendering, warnings, version=_newest_number(plan.course), changed=False)


def prepare_load(
    *, origin: Path | Folder, winning: bool, into: Course | None = None
) -> tuple[Plan, Rendering, tuple[Problem, ...]]:
    """Everything but the writing. Raises LoadRefused with all problems of the first step that finds errors."""
    with override(ENGLISH):
        reading = read_course(origin, parts())
        if reading.course is None:
            raise LoadRefused(reading.problems)
        if into is not None and reading.course.slug != into.slug:
            words = {"found": reading.course.slug, "wanted": into.slug}
            message = _('these files belong to the course "%(found)s", not to "%(wanted)s"', **words)
            raise LoadRefused((Problem(COURSE, 1, "another-course", message),))
        plan = make_plan(reading.course, winning=winning)
        clashes = merge_problems(plan)
        _refuse(clashes)
        rendering = _rendered(plan)
    return plan, rendering, tuple(sorted([*reading.problems, *clashes, *rendering.problems]))


def record_version(*, course: Course, now: datetime, summary: str = "") -> CourseVersion:
    """What the course consists of now gets a number that a proof can name; the same content keeps its number."""
    return _record(course, content_hash(stored_course(course)), now, summary)


def _rendered(plan: Plan) -> Rendering:
    """Errors of the files refuse the load; what only edits on the site have broken is said and loaded."""
    rendering = render_plan(plan)
    if has_errors(rendering.problems) and plan.merged != plan.files:
        _refuse(render_plan(make_first_plan(plan.files)).problems)
        rendering = rendering.with_warnings()
    _refuse(rendering.problems)
    return rendering


def _refuse(problems: list[Problem] | tuple[Problem, ...]) -> None:
    if has_errors(problems):
        raise LoadRefused(tuple(sorted(problems)))


def _write(plan: Plan, rendering: Rendering, now: datetime) -> tuple[int, bool]:
    """(number of the course version, whether anything had to be written)."""
    if not _has_work(plan, rendering):
        return _newest_number(plan.course), False
    with write_transaction():
        _refuse_if_changed_meanwhile(plan)
        course = write_head(plan, rendering)
        chapters = write_chapters(plan, course)
        write_figures(plan, course)
        write_glossary(plan, course, rendering)
        units = write_units(plan, course, chapters, now)
        write_lessons(plan, units, rendering, now)
        _write_parts(plan, course, rendering, now)
        drop_chapters(plan, course, now)
        _remember(plan, course)
        return _record(course, plan.content_hash, now, _summary(plan)).number, True


def _has_work(plan: Plan, rendering: Rendering) -> bool:
    idle = {Decision.SAME, Decision.KEEP, Decision.CONFLICT}
    newest = _newest(plan.course)
    return bool(
        rendering.found
        or not set(plan.decisions.values()) <= idle
        or plan.moved
        or _stale_memories(plan)
        or newest is None
        or newest.content_hash != plan.content_hash
    )


def _refuse_if_changed_meanwhile(plan: Plan) -> None:
    """Rendering took a moment, and somebody may have published in it. Under the write lock nobody can."""
    course = Course.objects.select_for_update().filter(slug=plan.files.slug).first()
    digests = stored_digests(stored_course(course), course) if course else {}
    if digests != plan.stored_digests:
        message = gettext_lazy(
            "The course was changed on the site while it was being loaded; nothing was loaded. Please load it again."
        )
        raise LessonsError(message, "changed-meanwhile")


def _write_parts(plan: Plan, course: Course, rendering: Rendering, now: datetime) -> None:
    for loader in all_loaders():
        key = loader.part.key
        changed = plan.written(key)
        loader.remove(course, plan.removed(key))
        if changed or key in plan.moved:
            loader.write(course, plan.merged.parts[key], changed=changed, html=rendering.html(key, changed), now=now)
        if others := rendering.html(key, rendering.uids(key) - changed):
            loader.write_html(course, others)


# --- what was loaded ---------------------------------------------------------------------------------------------
def _remember(plan: Plan, course: Course) -> None:
    gone = [item.pk for key, item in plan.loaded.items() if plan.decisions[key] in (Decision.REMOVE, Decision.GONE)]
    LoadedItem.objects.filter(pk__in=gone).delete()
    for key, wanted in _memories(plan).items():
        row = plan.loaded.get(key) or LoadedItem(course=course, part=key[0], uid=key[1])
        save_changed(row, wanted)


def _memories(plan: Plan) -> dict[Key, dict[str, object]]:
    """What is to be remembered of each item of the files; of a conflict the old digest, so that it is named again."""
    memories: dict[Key, dict[str, object]] = {}
    for key, item in plan.items.items():
        conflict = plan.decisions[key] is Decision.CONFLICT
        if conflict and key not in plan.loaded:
            continue
        digest = plan.loaded[key].content_hash if conflict else item.digest
        memories[key] = {"path": item.path, "position": item.position, "content_hash": digest}
    return memories


def _stale_memories(plan: Plan) -> bool:
    return any(
        key not in plan.loaded or any(getattr(plan.loaded[key], name) != value for name, value in wanted.items())
        for key, wanted in _memories(plan).items()
    )


# --- versions of the course --------------------------------------------------------------------------------------
def _record(course: Course, digest: str, now: datetime, summary: str) -> CourseVersion:
    newest = _newest(course)
    if newest is not None and newest.content_hash == digest:
        return newest
    number = newest.number + 1 if newest else 1
    return CourseVersion.objects.create(course=course, number=number, content_hash=digest, made_at=now, summary=summary)


def _newest(course: Course | None) -> CourseVersion | None:
    return course.versions.order_by("-number").first() if course else None


def _newest_number(course: Course | None) -> int:
    return (course.versions.aggregate(newest=Max("number"))["newest"] or 0) if course else 0


# --- report ------------------------------------------------------------------------------------------------------
def _summary(plan: Plan) -> str:
    counts = Counter(str(made) for made in plan.decisions.values())
    words = {Decision.CREATE: "new", Decision.UPDATE: "changed", Decision.REMOVE: "removed"}
    return ", ".join(f"{counts[made]} {word}" for made, word in words.items() if counts[made])


def _report(plan: Plan, rendering: Rendering, warnings: tuple[Problem, ...], *, version: int, changed: bool) -> Loaded:
    return Loaded(
        slug=plan.files.slug,
        counts=Counter((made, part) for (part, _uid), made in plan.decisions.items()),
        conflicts=tuple(_conflict(plan, key) for key in plan.conflicts),
        warnings=warnings,
        rendered=len(rendering.found),
        version=version,
        changed=changed,
    )


def _conflict(plan: Plan, key: Key) -> Problem:
    item, (part, uid) = plan.items.get(key), key
    won = plan.decisions[key] is not Decision.CONFLICT
    path = item.path if item else plan.loaded[key].path
    what = "changed in the files" if item else "taken out of the files"
    outcome = "the files win, the edited version stays in the history" if won else "the edited version stays"
    words = f"{part} {uid} was edited on the site and {what}: {outcome}"  # on a shell; pages have `conflict_lines`
    return Problem(path, item.line if item else 1, "conflict", words, Severity.WARNING)
