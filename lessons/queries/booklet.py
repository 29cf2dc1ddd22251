"""What stands in the printed course of one reader? All lessons that she may read; the others by name."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from coursesite.markup.binding import bound
from coursesite.markup.rendered import Check, split_checks
from lessons.models import Course, GlossaryTerm
from lessons.queries.access import Standing, texts_of
from lessons.queries.glossary import words_of
from lessons.queries.outline import Outline, UnitRow

LESSON = "lesson"


@dataclass(frozen=True)
class Leaf:
    """A unit. `text`, a LessonVersion, is None where nothing of it is printed; `place` is its id on the page.

    `number` counts lessons, 0 for other units: texts call each other by it, and paper has no links. `pieces` are the
    HTML and the places of its questions, in turn: on paper nobody is told the answers.
    """

    row: UnitRow
    number: int = 0
    place: str = ""
    text: Any = None
    pieces: tuple[str | Check, ...] = ()


@dataclass(frozen=True)
class ChapterLeaves:
    title: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Booklet:
    """`version`: number of the course's latest version, None before the first."""

    course: Course
    version: int | None
    chapters: tuple[ChapterLeaves, ...]
    words: tuple[GlossaryTerm, ...]


def booklet_of(found: Standing, contents: Outline, *, site: str) -> Booklet:
    """Four queries at most, whatever the size of the course. `site` begins addresses, without a slash at its end."""
    course = found.course
    teaches = any(row.state == "locked" for row in contents.rows) and found.teaches
    lessons = [row for row in contents.rows if _is_lesson(row) and (teaches or row.state != "locked")]
    texts = texts_of([row.unit for row in lessons])
    places = {row.url: f"lesson-{row.unit.slug}" for row in lessons if row.unit.pk in texts}
    numbers = {row.url: number for number, row in enumerate(filter(_is_lesson, contents.rows), start=1)}
    all_places = {**places, reverse("lessons:glossary", args=[course.slug]): ""}

    def leaf(row: UnitRow) -> Leaf:
        if row.url not in places:
            return Leaf(row, numbers.get(row.url, 0))
        place, text = places[row.url], texts[row.unit.pk]
        html = bound(text.html, place=place, places=all_places, site=site)
        return Leaf(row, numbers[row.url], place, text, tuple(split_checks(html)))

    return Booklet(
        course=course,
        version=course.versions.values_list("number", flat=True).first(),
        chapters=tuple(
            ChapterLeaves(chapter.chapter.title, tuple(leaf(row) for row in chapter.rows))
            for chapter in contents.chapters
        ),
        words=tuple(words_of(course)),
    )


def _is_lesson(row: UnitRow) -> bool:
    return row.unit.kind == LESSON
