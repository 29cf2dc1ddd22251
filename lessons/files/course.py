"""From a course folder to one value with everything wrong in it by file and line, and back to the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lessons.files import front, schema
from lessons.files.checks import check_course, uid_problems
from lessons.files.figures import MEDIA_TYPES, check_figure
from lessons.files.folder import Folder, read_folder, unknown_file
from lessons.files.items import items_of
from lessons.files.part import CoursePart
from lessons.files.problem import Problem, Source, has_errors
from lessons.files.problem import Said as _
from lessons.files.structure import CourseFile, FigureFile, GlossaryFile, LessonFile
from lessons.files.text import decode

COURSE, GLOSSARY = "course.md", "glossary.md"
LESSONS = "*/lesson.md"
MESSAGE = _("not in canonical form from here on; lint_course --fix writes it")
MAX_PATH = 200
MAX_FIGURE_NAME = 100

# Stands in where course.md cannot be read, so that the problems of all other files are still found.
UNREADABLE = CourseFile(slug="", language="", title="", summary="", terms=(), chapters=())


@dataclass(frozen=True)
class Reading:
    """`course` is None where a problem is an error. `folder` holds the files it was read from.

    `pieces` is the course also where its files can be read one by one, but do not fit together.
    """

    course: CourseFile | None
    problems: tuple[Problem, ...]
    folder: Folder
    pieces: CourseFile | None = None


def read_course(origin: Path | Folder, parts: Sequence[CoursePart]) -> Reading:
    """Checks everything that can be checked without a database and without rendering."""
    folder, problems = (origin, []) if isinstance(origin, Folder) else read_folder(origin)
    if not folder.files and problems:
        return Reading(None, tuple(problems), folder)
    course = _read_files(folder, parts, problems)
    pieces = None if has_errors(problems) else course
    if pieces:
        problems += check_together(course, parts)
    ordered = tuple(sorted(problems))
    return Reading(None if has_errors(ordered) else course, ordered, folder, pieces)


def check_together(course: CourseFile, parts: Sequence[CoursePart]) -> list[Problem]:
    """Do things fit that were read one by one?"""
    problems = check_course(course, parts)
    problems += uid_problems(items_of(course, parts))
    for part in parts:
        problems += part.check(course.parts[part.key], course)
    return problems


def write_course(course: CourseFile, parts: Sequence[CoursePart]) -> dict[str, bytes]:
    """Path → canonical bytes. Raises canonical.Unwritable."""
    files = {COURSE: front.write(schema.plain(course), course.body).encode()}
    if course.glossary.terms:
        files[GLOSSARY] = front.write(schema.plain(course.glossary), "").encode()
    for lesson in course.lessons:
        files[lesson.path] = front.write(schema.plain(lesson), lesson.body).encode()
    for figure in course.figures:
        files[figure.path] = figure.content
    for part in parts:
        files.update(part.write(course.parts[part.key], course))
    return dict(sorted(files.items()))


def _read_files(folder: Folder, parts: Sequence[CoursePart], problems: list[Problem]) -> CourseFile:
    lesson_paths = _lesson_paths(folder, parts)
    figure_paths = _figure_paths(folder, lesson_paths)
    course = replace(
        _read_head(folder, problems),
        lessons=tuple(filter(None, (_read_lesson(path, folder, problems) for path in lesson_paths))),
        glossary=_read_glossary(folder, problems),
        figures=tuple(_read_figure(path, folder, problems) for path in figure_paths),
    )
    data: dict[str, Any] = {}
    for part in parts:
        data[part.key], found = part.read(folder, course)
        problems += found
    known = course_paths(folder, parts)
    problems += [unknown_file(path, sorted(known)) for path in folder.files if path not in known]
    problems += [_too_long(path) for path in folder.files if len(path) > MAX_PATH]
    return replace(course, parts=data)


def _read_head(folder: Folder, problems: list[Problem]) -> CourseFile:
    source = Source(COURSE, problems=problems)
    if COURSE not in folder.files:
        source.error_at(1, "no-course", _("the folder does not contain a file course.md"))
        return UNREADABLE
    found = _front_matter(folder, source)
    if found is None:
        return UNREADABLE
    given: dict[str, Any] = {"body": found.body, "body_line": found.body_line, "source": source}
    return schema.read(CourseFile, found.data, source, **given) or UNREADABLE


def _read_lesson(path: str, folder: Folder, problems: list[Problem]) -> LessonFile | None:
    source = Source(path, problems=problems)
    found = _front_matter(folder, source)
    if found is None:
        return None
    if not schema.SLUG.fits(path.split("/", maxsplit=1)[0]):
        source.error_at(
            1, "file-name", _("the folder name of a lesson may contain %(shape)s only", shape=schema.SLUG.words)
        )
    if not found.body:
        source.error_at(found.body_line, "empty", _("the lesson has no text"))
    given: dict[str, Any] = {"body": found.body, "body_line": found.body_line, "path": path, "source": source}
    lesson: LessonFile | None = schema.read(LessonFile, found.data, source, **given)
    return lesson


def _read_glossary(folder: Folder, problems: list[Problem]) -> GlossaryFile:
    source = Source(GLOSSARY, problems=problems)
    found = _front_matter(folder, source) if GLOSSARY in folder.files else None
    if found is None:
        return GlossaryFile(source=source)
    if found.body:
        source.error_at(found.body_line, "stray-text", _("the glossary has no text of its own, only terms:"))
    return schema.read(GlossaryFile, found.data, source, source=source) or GlossaryFile(source=source)


def _front_matter(folder: Folder, source: Source) -> front.FrontMatter | None:
    """None with a problem where there is none to be had."""
    text = decode(folder.files[source.path], source)
    if text is None:
        return None
    before = len(source.problems)
    found = front.read(text, source)
    return found if len(source.problems) == before else None


def course_paths(folder: Folder, parts: Sequence[CoursePart]) -> frozenset[str]:
    """The paths that some part of a course is read from, whether or not there is such a file."""
    lesson_paths = _lesson_paths(folder, parts)
    upper = {path for part in parts for pattern in part.patterns for path in folder.paths(pattern)}
    return frozenset({COURSE, GLOSSARY, *lesson_paths, *_figure_paths(folder, lesson_paths), *upper})


def _lesson_paths(folder: Folder, parts: Sequence[CoursePart]) -> list[str]:
    reserved = {pattern.split("/")[0] for part in parts for pattern in part.patterns if "/" in pattern}
    return [path for path in folder.paths(LESSONS) if path.split("/")[0] not in reserved]


def _figure_paths(folder: Folder, lesson_paths: Sequence[str]) -> list[str]:
    """Pictures beside course.md or a lesson; elsewhere nothing could show them."""
    folders = {"", *(path.split("/")[0] for path in lesson_paths)}
    patterns = [f"{prefix}*{suffix}" for suffix in MEDIA_TYPES for prefix in ("", "*/")]
    found = {path for pattern in patterns for path in folder.paths(pattern)}
    return sorted(path for path in found if path.rpartition("/")[0] in folders)


def _read_figure(path: str, folder: Folder, problems: list[Problem]) -> FigureFile:
    source = Source(path, problems=problems)
    figure = FigureFile(path=path, content=folder.files[path])
    if len(figure.name) > MAX_FIGURE_NAME:
        message = _("the name of a figure may have at most %(limit)d characters", limit=MAX_FIGURE_NAME)
        source.error_at(1, "too-long", message)
    check_figure(figure.content, source)
    return figure


def _too_long(path: str) -> Problem:
    message = _("the path has %(found)d characters; the limit is %(limit)d", found=len(path), limit=MAX_PATH)
    return Problem(path, 1, "too-long", message)


def uncanonical(files: Mapping[str, bytes], folder: Folder) -> list[Problem]:
    """Where the folder differs from the canonical files, at the first line that does."""
    paths = sorted({*files, *folder.files})
    return [
        Problem(path, _first_difference(files.get(path, b""), folder.files.get(path, b"")), "not-canonical", MESSAGE)
        for path in paths
        if files.get(path) != folder.files.get(path)
    ]


def _first_difference(canonical: bytes, found: bytes) -> int:
    pairs = zip_longest(canonical.split(b"\n"), found.split(b"\n"))
    return next((line for line, (one, other) in enumerate(pairs, 1) if one != other), 1)
