"""What of a course has an identity of its own? The things that are loaded, kept and counted one by one."""

from collections.abc import Iterator, Sequence
from typing import Any

from lessons.files import canonical, front, schema
from lessons.files.checks import units_of
from lessons.files.part import CoursePart, Item
from lessons.files.structure import LESSON, ChapterFile, CourseFile

HEAD, CHAPTER, GLOSSARY, FIGURE = "course", "chapter", "glossary", "figure"
# No uid holds a dot and no figure ends so: the course itself can never be mistaken for a thing in it.
HEAD_UID = "course.md"


def items_of(course: CourseFile, parts: Sequence[CoursePart]) -> tuple[Item, ...]:
    """Everything that is loaded, each with its position among its like."""
    own = [*_heads(course), *_chapters(course, parts), *_lessons(course), *_terms(course), *_figures(course)]
    upper = [item for part in parts for item in part.items(course.parts[part.key], course)]
    return (*own, *upper)


def _heads(course: CourseFile) -> Iterator[Item]:
    data = schema.plain(course)
    data.pop("chapters", None)
    yield Item(HEAD, HEAD_UID, "course.md", _comparable(data, course.body))


def _chapters(course: CourseFile, parts: Sequence[CoursePart]) -> Iterator[Item]:
    """Which units a chapter holds is not its content: each unit has its own place (see `CourseFile.place_of`)."""
    uids = {key: unit.uid for key, unit in units_of(course, parts).items()}
    for position, chapter in enumerate(course.chapters):
        line = course.source.line(("chapters", position))
        yield Item(CHAPTER, chapter.uid, "course.md", _chapter_text(chapter, uids), position, line)


def _chapter_text(chapter: ChapterFile, uids: dict[tuple[str, str], str]) -> str:
    notes = [
        {"uid": uids.get((unit.kind, unit.target), unit.target), "note": unit.note}
        for unit in chapter.units
        if unit.note
    ]
    data: dict[str, Any] = {"uid": chapter.uid, "title": chapter.title}
    if chapter.note:
        data["note"] = chapter.note
    return canonical.comparable(data | ({"units": sorted(notes, key=str)} if notes else {}))


def _lessons(course: CourseFile) -> Iterator[Item]:
    for lesson in course.lessons:
        text = _comparable(schema.plain(lesson), lesson.body)
        position = course.place_of(LESSON, lesson.folder)
        yield Item(LESSON, lesson.uid, lesson.path, text, position, lesson.source.line(("uid",)))


def _terms(course: CourseFile) -> Iterator[Item]:
    for position, term in enumerate(course.glossary.terms):
        line = course.glossary.source.line(("terms", position))
        yield Item(GLOSSARY, term.uid, "glossary.md", canonical.comparable(schema.plain(term)), position, line)


def _figures(course: CourseFile) -> Iterator[Item]:
    for position, figure in enumerate(course.figures):
        yield Item(FIGURE, figure.uid, figure.path, figure.digest, position)


def _comparable(data: dict[str, Any], body: str) -> str:
    return f"{canonical.comparable(data)}---\n{front.tidy(body)}\n"
