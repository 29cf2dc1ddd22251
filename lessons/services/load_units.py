"""From a planned load to rows: units of every kind, and the texts of lessons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from lessons.enums import ChangeKind
from lessons.files.part import UnitFile
from lessons.files.structure import LESSON, LessonFile
from lessons.models import Chapter, Course, Lesson, LessonVersion, OldSlug, Unit
from lessons.services import publishing
from lessons.services.load_plan import Plan, unit_parts
from lessons.services.load_rendering import Rendering, lesson_text
from lessons.services.load_tables import save_changed

MAX_SLUG = 100


def write_units(plan: Plan, course: Course, chapters: Mapping[str, Chapter], now: datetime) -> dict[str, Unit]:
    """Every unit of the merged course, by uid; first those that have left the files go."""
    removed = frozenset().union(*(plan.removed(part) for part in unit_parts()))
    for unit in course.units.filter(uid__in=removed):
        remove_unit(unit, now)
    written = frozenset().union(*(plan.written(part) for part in unit_parts()))
    rows = {unit.uid: unit for unit in course.units.all()}
    files = {unit.uid: unit for unit in plan.units()}
    old_slugs = {uid: row.slug for uid, row in rows.items() if uid in written and row.slug != files[uid].slug}
    _step_aside(files, rows, written)
    for uid, (chapter, position, note) in _places(plan).items():
        row = rows.setdefault(uid, Unit(course=course, uid=uid, kind=files[uid].kind))
        wanted: dict[str, Any] = {"chapter_id": chapters[chapter].pk, "position": position, "note": note}
        if uid in written or row.pk is None:
            wanted |= _columns(files[uid], row)
        save_changed(row, wanted)
    _redirect(course, {uid: (rows[uid], slug) for uid, slug in old_slugs.items()}, files)
    return rows


def remove_unit(unit: Unit, now: datetime) -> None:
    """Retired while anybody has done something with it, else deleted."""
    if not unit.progress.exists():
        try:
            with transaction.atomic():
                _let_go(unit)
                unit.delete()
            return
        except ProtectedError:
            pass
    save_changed(unit, {"retired_at": unit.retired_at or now})


def write_lessons(plan: Plan, units: Mapping[str, Unit], rendering: Rendering, now: datetime) -> None:
    """New texts become new versions, published at once; other stale HTML is made anew."""
    lessons = {
        lesson.unit.uid: lesson
        for lesson in Lesson.objects.filter(unit__in=units.values()).select_related("unit", "published")
    }
    for file in plan.merged.lessons:
        lesson = lessons.get(file.uid) or Lesson.objects.create(unit=units[file.uid])
        _write_lesson(plan, file, lesson, rendering, now)


def _write_lesson(plan: Plan, file: LessonFile, lesson: Lesson, rendering: Rendering, now: datetime) -> None:
    rendered, text = rendering.of(LESSON, file.uid), lesson_text(file)
    written = file.uid in plan.written(LESSON)
    same = lesson.published is not None and lesson.published.content_hash == text.content_hash
    if written and not same:
        assert rendered is not None  # a text that differs was rendered, or the load was refused
        version: dict[str, Any] = {"text": text, "rendered": rendered, "context": rendering.context, "now": now}
        publishing.load_version(lesson=lesson, **version, **_announcement(file, lesson.published))
    elif lesson.published is not None:
        if rendered is not None:
            publishing.refresh(lesson.published, rendered, publishing.render_key(text, rendering.context))
            save_changed(lesson.unit, {"minutes": rendered.minutes})
        if written:
            publishing.put_live(lesson, lesson.published)
    if written:
        save_changed(lesson, {"file_change": file.change, "file_summary": file.changed})


def _announcement(file: LessonFile, before: LessonVersion | None) -> dict[str, Any]:
    """What the file says of the change stays in it: it is not said again when only remarks or claims are others."""
    if before is not None and (before.title, before.objective, before.source) == file.shown:
        return {}
    return {"change_kind": file.change or ChangeKind.MINOR, "summary": file.changed}


def _places(plan: Plan) -> dict[str, tuple[str, int, str]]:
    """uid → chapter, position in it, the chapter's note."""
    uids = {(unit.kind, unit.target): unit.uid for unit in plan.units()}
    return {
        uids[ref.kind, ref.target]: (chapter.uid, position, ref.note)
        for chapter in plan.merged.chapters
        for position, ref in enumerate(chapter.units)
    }


def _columns(file: UnitFile, row: Unit) -> dict[str, Any]:
    columns = {"slug": file.slug, "required": file.required, "weight": file.weight, "retired_at": None}
    if file.kind != LESSON or row.pk is None:  # a lesson's minutes and title come with its text
        columns |= {"title": file.title, "minutes": file.minutes, "days_after_pass": file.days_after_pass}
    return columns


def _step_aside(files: Mapping[str, UnitFile], rows: Mapping[str, Unit], written: frozenset[str]) -> None:
    """Addresses are unique, also while units exchange theirs; a retired unit gives its one to whoever needs it."""
    wanted = {(files[uid].kind, files[uid].slug): uid for uid in written if uid in files}
    for uid, row in rows.items():
        if wanted.get((row.kind, row.slug), uid) != uid:
            end = f"-{row.pk}"
            save_changed(row, {"slug": row.slug[: MAX_SLUG - len(end)] + end})


def _redirect(course: Course, moved: Mapping[str, tuple[Unit, str]], files: Mapping[str, UnitFile]) -> None:
    """An address that a unit gave up leads to its new one, unless another unit lives there now."""
    taken = {(unit.kind, unit.slug) for unit in files.values()}
    for old in OldSlug.objects.filter(course=course) if moved else ():
        if (old.kind, old.slug) in taken:
            old.delete()
    for unit, slug in moved.values():
        if (unit.kind, slug) not in taken:
            OldSlug.objects.update_or_create(course=course, kind=unit.kind, slug=slug, defaults={"unit": unit})


def _let_go(unit: Unit) -> None:
    """A lesson holds on to its versions, and they to it."""
    Lesson.objects.filter(unit=unit).update(published=None, draft=None)
