"""What somebody keeps of lessons for herself; nobody else is asked for here."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coursesite.storage.prepared import Prepared
from lessons.models import Course, Note

EMPTY = Note()


@dataclass(frozen=True)
class CourseNotes:
    course: Course
    notes: tuple[Note, ...]


def _note(user: int, unit: int) -> QuerySet[Note]:
    return Note.objects.filter(user=user, unit=unit).order_by()


NOTE: Prepared[Note] = Prepared(_note)


def note_of(user: Any, unit: Any) -> Note:
    """An empty one where there is none. One query."""
    return NOTE.first(user=user.pk, unit=unit.pk) or EMPTY


def has_notes(user: Any) -> bool:
    """One query."""
    return Note.objects.filter(user=user).exists()


def notes_of(user: Any) -> tuple[CourseNotes, ...]:
    """In the order of the lessons. One query."""
    rows = Note.objects.filter(user=user).select_related("unit__course", "unit__chapter")
    ordered = rows.order_by("unit__course__title", "unit__course", "unit__chapter__position", "unit__position")
    return tuple(CourseNotes(course, tuple(notes)) for course, notes in groupby(ordered, lambda row: row.unit.course))


def as_markdown(courses: Sequence[CourseNotes]) -> str:
    """As a file to keep, in the words of the reader's language."""
    title, bookmark = _("My notes"), _("Bookmark")
    lines = [f"# {title}"]
    for entry in courses:
        lines += ["", f"## {entry.course.title}"]
        for note in entry.notes:
            lines += ["", f"### {note.unit.title}"]
            lines += ["", f"*{bookmark}*"] if note.bookmarked else []
            lines += ["", note.text] if note.text else []
    return "\n".join(lines) + "\n"
