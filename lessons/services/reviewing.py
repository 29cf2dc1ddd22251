"""A lesson on its way to approval: its author submits a version, somebody else publishes it or gives it back.

Another text is another version and waits for nothing. Publishing is in lessons.services.publishing.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.errors import LessonsError
from lessons.files.text import INVISIBLE
from lessons.models import Lesson, LessonVersion
from lessons.services.publishing import EditConflict

MAX_NOTE = 4000  # characters: two pages; more is a conversation


def submit_for_review(*, lesson: Lesson, actor: Any, now: datetime, version: int) -> LessonVersion:
    """The draft with this number waits for approval; twice is once. Raises EditConflict if it is another by now."""
    with write_transaction():
        draft = _seen_draft(lesson, version)
        draft.submitted_at, draft.review_note = draft.submitted_at or now, ""
        draft.save(update_fields=["submitted_at", "review_note"])
        return draft


def return_draft(*, lesson: Lesson, reviewer: Any, note: str, now: datetime, version: int) -> LessonVersion:
    """Back to its author with a remark. Raises LessonsError without one, and to the author herself."""
    note = INVISIBLE.sub("", note).strip()
    _refuse_note(note)
    with write_transaction():
        draft = _seen_draft(lesson, version)
        if draft.submitted_at is None:
            raise LessonsError(_("This version is not waiting for approval."), "not-submitted")
        if draft.author_id == reviewer.pk:
            raise LessonsError(_("You wrote this version. Someone else must decide about it."), "own-text")
        draft.submitted_at, draft.goes_live_at = None, None
        draft.reviewer, draft.review_note = reviewer, note
        draft.save(update_fields=["submitted_at", "goes_live_at", "reviewer", "review_note"])
        return draft


def _refuse_note(note: str) -> None:
    if not note:
        raise LessonsError(_("Please say what the author should change."), "no-remark")
    if len(note) > MAX_NOTE:
        message = _("This is too long: the limit is %(limit)s characters.")
        raise LessonsError(message % {"limit": MAX_NOTE}, "too-long")


def _seen_draft(lesson: Lesson, version: int) -> LessonVersion:
    """Inside a transaction."""
    found = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if found.draft is None:
        raise LessonsError(_("There is no draft here to submit for approval."), "no-draft")
    if found.draft.number != version:
        raise EditConflict(found.draft)
    return found.draft
