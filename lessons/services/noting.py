"""Bookmarks and notes of one's own. Whoever calls has made sure that the person may open the lesson."""

from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.errors import LessonsError
from lessons.models import Note, Unit
from lessons.models.note import MAX_NOTE


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


class NoteConflict(LessonsError):
    """Another window has saved in the meantime; `theirs` is what stands now."""

    def __init__(self, theirs: Note) -> None:
        super().__init__(_("This note was changed in another window in the meantime."), "note-conflict")
        self.theirs = theirs


def set_bookmark(*, user: Any, unit: Unit, on: bool, now: datetime) -> None:
    """Said twice it is the same."""
    with write_transaction():
        note = _locked(user, unit)
        if note.bookmarked != on:
            note.bookmarked = on
            _keep(note, now)


def save_note(*, user: Any, unit: Unit, text: str, seen: int, now: datetime) -> None:
    """`seen`: the revision she began from. Without text the note is gone. Raises NoteConflict, LessonsError."""
    text = "\n".join(text.splitlines()).strip()
    if len(text) > MAX_NOTE:
        message = _("A note may have at most %(most)s characters; this one has %(count)s.")
        raise LessonsError(message % {"most": _grouped(MAX_NOTE), "count": _grouped(len(text))}, "note-too-long")
    with write_transaction():
        note = _locked(user, unit)
        if note.text == text:
            return
        if note.revision != seen:
            raise NoteConflict(note)
        note.text = text
        note.revision += 1
        _keep(note, now)


def delete_note(*, user: Any, note: int) -> bool:
    """Bookmark and text; whether there was one of hers."""
    with write_transaction():
        return bool(Note.objects.filter(user=user, pk=note).delete()[0])


def join_notes(*, kept: Any, other: Any, now: datetime) -> None:
    """Of two records of one person: two notes on one lesson become one, which may be longer than she can write one."""
    with write_transaction():
        held = {note.unit_id: note for note in Note.objects.select_for_update().filter(user=kept)}
        for note in Note.objects.select_for_update().filter(user=other):
            double = held.get(note.unit_id)
            if double is None:
                note.user = kept
                note.save(update_fields=["user"])
                continue
            note.delete()
            _add(double, note, now)


def _add(note: Note, more: Note, now: datetime) -> None:
    """A window that shows the former wording does not overwrite it."""
    texts = list(dict.fromkeys(text for text in (note.text, more.text) if text))
    joined = "\n\n".join(texts)
    if joined != note.text:
        note.text = joined
        note.revision += 1
    note.bookmarked = note.bookmarked or more.bookmarked
    _keep(note, now)


def _locked(user: Any, unit: Unit) -> Note:
    return Note.objects.select_for_update().filter(user=user, unit=unit).first() or Note(user=user, unit=unit)


def _keep(note: Note, now: datetime) -> None:
    if note.bookmarked or note.text:
        note.changed_at = now
        note.save()
    elif note.pk:
        note.delete()
