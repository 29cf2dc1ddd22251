"""Texts that are approved and go to their readers later."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.errors import LessonsError
from lessons.models import Lesson, LessonVersion
from lessons.services.indexing import refresh_index
from lessons.services.loading import record_version
from lessons.services.publishing import go_live, locked_draft, publishable, refresh


def cancel_publication(*, lesson: Lesson, version: int) -> LessonVersion:
    """The draft stands again where it stood before somebody published it for later."""
    with write_transaction():
        draft = Lesson.objects.select_for_update().get(pk=lesson.pk).draft
        if draft is None or draft.number != version or draft.goes_live_at is None:
            raise LessonsError(_("Nothing is scheduled here any more."), "nothing-planned")
        draft.goes_live_at, draft.reviewer = None, None
        draft.save(update_fields=["goes_live_at", "reviewer"])
        return draft


def publish_due(*, now: datetime) -> Iterator[str]:
    """A job of run_due. What cannot be published stays a draft, and the next run tries again."""
    due = Lesson.objects.filter(draft__goes_live_at__lte=now, unit__retired_at=None)
    refused = []
    for lesson in due.select_related("draft", "unit__course"):
        try:
            version = _put_live_if_due(lesson, now)
        except LessonsError as refusal:
            refused.append(f"{lesson}: {refusal}")
            continue
        yield f"Lesson “{lesson}”: version {version.number} published, as planned."
    if refused:
        raise LessonsError(" ".join(refused), "not-published")


def _put_live_if_due(lesson: Lesson, now: datetime) -> LessonVersion:
    rendered, key = publishable(lesson)
    with write_transaction():
        draft = locked_draft(lesson)
        if draft.goes_live_at is None or draft.goes_live_at > now:
            raise LessonsError(_("Nothing is scheduled here any more."), "nothing-planned")
        refresh(draft, rendered, key)
        go_live(lesson, draft, now)
        record_version(course=lesson.unit.course, now=now, summary=draft.summary)
    refresh_index(course=lesson.unit.course)
    return draft
