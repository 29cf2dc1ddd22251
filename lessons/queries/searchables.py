"""Lessons and words of the glossary, as the search reads and shows them."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.models import Course, GlossaryTerm, Lesson
from lessons.search.passages import Passage, sections
from lessons.searchables import Place, Reader

LESSON = "lesson"


class Lessons:
    """By number of the unit."""

    key = LESSON
    label = _("Lessons")
    is_shared = True

    def wordings(self, course: Course) -> Mapping[int, str]:
        columns = ("unit", "published", "published__render_key")
        return {unit: f"{version}.{key}" for unit, version, key in _published(course).values_list(*columns)}

    def passages(self, course: Course, sources: Collection[int]) -> Mapping[int, Sequence[Passage]]:
        rows = _published(course).filter(unit__in=sources).select_related("published")
        return {row.unit_id: _cut(row.published) for row in rows}

    def places(self, reader: Reader) -> Mapping[int, Place]:
        """What is locked for her stays so here."""
        rows = (row for row in reader.outline.rows if row.unit.kind == LESSON)
        return {row.unit.pk: Place(row.unit.title, row.url) for row in rows if reader.teaches or row.state != "locked"}


class Glossary:
    key = "glossary"
    label = _("Glossary")
    is_shared = True

    def wordings(self, course: Course) -> Mapping[int, str]:
        return {row.pk: _digest(row.term, *row.aliases, row.plain) for row in _terms(course)}

    def passages(self, course: Course, sources: Collection[int]) -> Mapping[int, Sequence[Passage]]:
        rows = _terms(course).filter(pk__in=sources)
        return {row.pk: [Passage(row.plain, row.term, f"term-{row.uid}", " ".join(row.aliases))] for row in rows}

    def places(self, reader: Reader) -> Mapping[int, Place]:
        url = reverse("lessons:glossary", args=[reader.course.slug])
        numbers = _terms(reader.course).order_by().values_list("pk", flat=True)
        return {number: Place("", url) for number in numbers}


def _published(course: Course) -> QuerySet[Lesson]:
    return Lesson.objects.filter(unit__course=course, unit__retired_at=None).exclude(published=None).order_by()


def _terms(course: Course) -> QuerySet[GlossaryTerm]:
    return GlossaryTerm.objects.filter(course=course, retired_at=None)


def _cut(version: Any) -> list[Passage]:
    """What stands before the first heading is found by the lesson's title, too."""
    first, *others = sections(version.html, [entry["id"] for entry in version.toc]) or [Passage("")]
    if first.heading:
        first, others = Passage(version.objective), [first, *others]
    return [Passage(first.text, also=version.title), *others]


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
