"""From a planned load to rows: the course itself, its small tables, chapters, glossary, figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Manager

from coursesite.markup.rendered import VERSION, Rendered
from lessons.files.items import CHAPTER, FIGURE, GLOSSARY, HEAD, HEAD_UID
from lessons.files.structure import CourseFile
from lessons.models import Chapter, Course, Figure, GlossaryTerm
from lessons.services.load_plan import Plan
from lessons.services.load_rendering import Rendering


def write_head(plan: Plan, rendering: Rendering) -> Course:
    welcome = rendering.of(HEAD, HEAD_UID)
    course = plan.course or Course(slug=plan.files.slug)
    if plan.written(HEAD):
        _set_head(course, plan.files, welcome)
        course.save()
        _write_tables(course, plan.files)
    elif welcome and welcome.html != course.welcome_html:
        course.welcome_html = welcome.html
        course.save(update_fields=["welcome_html"])
    return course


def write_chapters(plan: Plan, course: Course) -> dict[str, Chapter]:
    """By uid. Those that were dropped stay until their units have left them (`drop_chapters`)."""
    written = plan.written(CHAPTER)
    rows = {chapter.uid: chapter for chapter in course.chapters.all()}
    for position, file in enumerate(plan.merged.chapters):
        row = rows.setdefault(file.uid, Chapter(course=course, uid=file.uid))
        wanted: dict[str, Any] = {"position": position, "retired_at": None}
        if file.uid in written or row.pk is None:
            wanted |= {"title": file.title, "note": file.note}
        save_changed(row, wanted)
    return rows


def drop_chapters(plan: Plan, course: Course, now: datetime) -> None:
    """Deleted when empty; a chapter that holds retired units is retired with them."""
    for chapter in course.chapters.filter(uid__in=plan.removed(CHAPTER)):
        if chapter.units.exists():
            save_changed(chapter, {"retired_at": chapter.retired_at or now})
        else:
            chapter.delete()


def write_figures(plan: Plan, course: Course) -> None:
    course.figures.filter(uid__in=plan.removed(FIGURE)).delete()
    written = plan.written(FIGURE)
    rows = {figure.uid: figure for figure in course.figures.filter(uid__in=written).defer("content")}
    for file in plan.files.figures:
        if file.uid in written:
            row = rows.get(file.uid, Figure(course=course, uid=file.uid))
            row.name, row.media_type = file.name, file.media_type
            row.content, row.content_hash = file.content, file.digest
            row.save()


def write_glossary(plan: Plan, course: Course, rendering: Rendering) -> None:
    course.glossary.filter(uid__in=plan.removed(GLOSSARY)).delete()
    written = plan.written(GLOSSARY)
    rows = {term.uid: term for term in course.glossary.all()}
    _free_words(plan, rows)
    for position, file in enumerate(plan.merged.glossary.terms):
        row = rows.get(file.uid) or GlossaryTerm(course=course, uid=file.uid)
        wanted: dict[str, Any] = {"position": position} if GLOSSARY in plan.moved or row.pk is None else {}
        if file.uid in written:
            wanted |= {"term": file.term, "aliases": list(file.aliases), "lang": file.lang}
            wanted |= {"source": file.definition, "note": file.note, "retired_at": None}
        if rendered := rendering.of(GLOSSARY, file.uid):
            wanted |= {"html": rendered.html, "plain": rendered.plain, "render_version": VERSION}
        save_changed(row, wanted)


def save_changed(row: Any, wanted: Mapping[str, Any]) -> bool:
    """Writes only what differs, and nothing if nothing does."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if row.pk is None:
        row.save()
    elif changed:
        row.save(update_fields=changed)
    return bool(changed)


def _free_words(plan: Plan, rows: Mapping[str, GlossaryTerm]) -> None:
    """Two terms that exchange their words would meet for a moment: step aside first."""
    words = {file.uid: file.term for file in plan.merged.glossary.terms}
    taken = {word.casefold() for word in words.values()}
    for uid, row in rows.items():
        if row.term != words.get(uid, "") and row.term.casefold() in taken:
            row.term = f"~{row.pk}"
            row.save(update_fields=["term"])


def _set_head(course: Course, file: CourseFile, welcome: Rendered | None) -> None:
    course.language, course.title, course.summary = file.language, file.title, file.summary
    course.audience, course.contact, course.access = file.audience, file.contact, file.access
    course.rule_text, course.note, course.welcome_source = file.rule, file.note, file.body
    course.welcome_html = welcome.html if welcome else ""


def _write_tables(course: Course, file: CourseFile) -> None:
    term_columns = ("name", "glyph", "colour", "definition")
    _sync(course.terms, "key", {term.key: _columns(term, *term_columns) for term in file.terms})
    _sync(course.questions, "number", {question.number: _columns(question, "text") for question in file.questions})
    _sync(
        course.dimensions,
        "key",
        {one.key: _columns(one, "name", "disputed", "lesson") | {"gaps": list(one.gaps)} for one in file.dimensions},
    )
    questions = {question.number: question for question in course.questions.all()}
    _sync(
        course.contrasts,
        "pair",
        {one.pair: _columns(one, "lesson", "yes") | {"question": questions[one.question]} for one in file.contrasts},
    )


def _columns(file: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(file, name) for name in (*names, "note")}


def _sync(manager: Manager[Any], key: str, wanted: Mapping[Any, dict[str, Any]]) -> None:
    manager.exclude(**{f"{key}__in": list(wanted)}).delete()
    for position, (value, columns) in enumerate(wanted.items()):
        manager.update_or_create(**{key: value}, defaults={**columns, "position": position})
