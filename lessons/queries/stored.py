"""A course as it is in the database, as the same values that its files give.

So loading can compare the two, and dumping is writing these values.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lessons.files.checks import units_of
from lessons.files.front import tidy
from lessons.files.items import FIGURE
from lessons.files.problem import Source
from lessons.files.structure import (
    LESSON,
    ChapterFile,
    ContrastFile,
    CourseFile,
    DecisionQuestionFile,
    DimensionFile,
    FigureFile,
    GlossaryFile,
    GlossaryTermFile,
    LessonFile,
    TermFile,
    UnitRef,
)
from lessons.kinds import parts
from lessons.models import Course, Dimension, Lesson, LessonVersion, Term, Unit
from lessons.part_loaders import all_loaders

Paths = dict[str, dict[str, str]]
"""Part → uid → path of the file it was loaded from."""


def stored_course(course: Course) -> CourseFile:
    """A constant number of queries. Retired things are left out, and lessons of which nothing is written yet."""
    paths = paths_of(course)
    whole = CourseFile(
        slug=course.slug,
        language=course.language,
        title=course.title,
        summary=course.summary,
        audience=course.audience,
        access=course.access,
        contact=course.contact,
        **_tables(course),
        rule=course.rule_text,
        chapters=(),
        note=course.note,
        body=clean(course.welcome_source),
        lessons=_lessons(course, paths.get(LESSON, {})),
        glossary=_glossary(course),
        figures=_figures(course, paths.get(FIGURE, {})),
        parts={loader.part.key: loader.stored(course, paths.get(loader.part.key, {})) for loader in all_loaders()},
        source=Source("course.md"),
    )
    return replace(whole, chapters=_chapters(course, whole))


def paths_of(course: Course) -> Paths:
    paths: Paths = {}
    for part, uid, path in course.loaded_items.values_list("part", "uid", "path"):
        paths.setdefault(part, {})[uid] = path
    return paths


def clean(text: str) -> str:
    """As a file has it: browsers send other line ends."""
    return tidy(text.replace("\r\n", "\n").replace("\r", "\n"))


def drafted(course: Course) -> frozenset[str]:
    """uids of lessons whose newest text is not published: somebody is at work there."""
    lessons = Lesson.objects.filter(unit__course=course, unit__retired_at=None).exclude(draft=None)
    lessons = lessons.select_related("unit", "draft", "published")
    return frozenset(lesson.unit.uid for lesson in lessons if _differs(lesson.draft, lesson.published))


def _differs(draft: LessonVersion | None, published: LessonVersion | None) -> bool:
    return draft is not None and (published is None or draft.content_hash != published.content_hash)


def _tables(course: Course) -> dict[str, Any]:
    """The small tables by the key of course.md."""
    rows = {name: getattr(course, name).order_by("position", "pk") for name in ("terms", "questions", "dimensions")}
    contrasts = course.contrasts.select_related("question").order_by("position", "pk")
    return {
        "terms": tuple(_term(row) for row in rows["terms"]),
        "contrasts": tuple(
            ContrastFile(pair=row.pair, question=row.question.number, yes=row.yes, lesson=row.lesson, note=row.note)
            for row in contrasts
        ),
        "questions": tuple(
            DecisionQuestionFile(number=row.number, text=row.text, note=row.note) for row in rows["questions"]
        ),
        "dimensions": tuple(_dimension(row) for row in rows["dimensions"]),
    }


def _term(row: Term) -> TermFile:
    return TermFile(
        key=row.key, name=row.name, glyph=row.glyph, colour=row.colour, definition=row.definition, note=row.note
    )


def _dimension(row: Dimension) -> DimensionFile:
    return DimensionFile(
        key=row.key,
        name=row.name,
        disputed=row.disputed,
        gaps=tuple(row.gaps),
        lesson=row.lesson,
        note=row.note,
    )


def _lessons(course: Course, paths: Mapping[str, str]) -> tuple[LessonFile, ...]:
    lessons = Lesson.objects.filter(unit__course=course, unit__retired_at=None).select_related(
        "unit", "published", "draft"
    )
    heavy = ("html", "plain", "toc")
    lessons = lessons.defer(*(f"{version}__{column}" for version in ("published", "draft") for column in heavy))
    found = (_lesson(lesson, paths) for lesson in lessons)
    return tuple(sorted((lesson for lesson in found if lesson), key=lambda lesson: lesson.path))


def _lesson(lesson: Lesson, paths: Mapping[str, str]) -> LessonFile | None:
    """What readers see; of a lesson that was never published, what its author wrote so far."""
    version, unit = lesson.published or lesson.draft, lesson.unit
    if version is None:
        return None
    path = paths.get(unit.uid, f"{unit.uid}/lesson.md")
    return LessonFile(
        uid=unit.uid,
        slug=unit.slug,
        title=version.title,
        objective=version.objective,
        required=unit.required,
        weight=unit.weight,
        claims=tuple(version.claims),
        change=lesson.file_change,
        changed=lesson.file_summary,
        note=version.note,
        body=clean(version.source),
        path=path,
        source=Source(path),
    )


def _glossary(course: Course) -> GlossaryFile:
    terms = course.glossary.filter(retired_at=None).defer("html", "plain").order_by("position", "pk")
    return GlossaryFile(
        terms=tuple(
            GlossaryTermFile(
                uid=term.uid,
                term=term.term,
                aliases=tuple(term.aliases),
                lang=term.lang,
                definition=clean(term.source),
                note=term.note,
            )
            for term in terms
        ),
        source=Source("glossary.md"),
    )


def _figures(course: Course, paths: Mapping[str, str]) -> tuple[FigureFile, ...]:
    found = (
        FigureFile(path=paths.get(figure.uid, figure.name), content=bytes(figure.content))
        for figure in course.figures.all()
    )
    return tuple(sorted(found, key=lambda figure: figure.path))


def _chapters(course: Course, whole: CourseFile) -> tuple[ChapterFile, ...]:
    targets = {unit.uid: (unit.kind, unit.target) for unit in units_of(whole, parts()).values()}
    refs: dict[int, list[UnitRef]] = {}
    units = Unit.objects.in_use().filter(course=course, uid__in=targets).order_by("position", "pk")
    for unit in units:
        kind, target = targets[unit.uid]
        refs.setdefault(unit.chapter_id, []).append(UnitRef(kind=kind, target=target, note=unit.note))
    return tuple(
        ChapterFile(uid=chapter.uid, title=chapter.title, units=tuple(refs.get(chapter.pk, [])), note=chapter.note)
        for chapter in course.chapters.filter(retired_at=None).order_by("position", "pk")
    )
