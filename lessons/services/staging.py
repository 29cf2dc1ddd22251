"""A file between its check and its import. It waits for its uploader alone, for a day."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from coursesite.storage.transactions import write_transaction
from lessons.models import Course, StagedFile

KEPT = timedelta(days=1)


def stage_file(
    *,
    kind: str,
    course: Course | None,
    name: str,
    content: bytes,
    user: Any,
    now: datetime,
    options: Mapping[str, Any] | None = None,
) -> StagedFile:
    """Whoever uploads anew has done with what she uploaded before."""
    with write_transaction():
        StagedFile.objects.filter(kind=kind, uploaded_by=user).delete()
        return StagedFile.objects.create(
            kind=kind,
            course=course,
            name=name[-255:],
            content=content,
            options=dict(options or {}),
            uploaded_by=user,
            made_at=now,
        )


def staged_file(*, kind: str, public_id: str, user: Any, now: datetime) -> StagedFile | None:
    """Her own, as long as it is kept; one query."""
    rows = StagedFile.objects.filter(kind=kind, public_id=public_id, uploaded_by=user, made_at__gt=now - KEPT)
    return rows.select_related("course").first()


def waiting_file(*, kind: str, user: Any, now: datetime) -> StagedFile | None:
    """Hers that was checked and not imported: there is one at most. Without its content; one query."""
    rows = StagedFile.objects.filter(kind=kind, uploaded_by=user, made_at__gt=now - KEPT, options__is_done=False)
    return rows.defer("content").first()


def note_on_file(*, staged: StagedFile, options: Mapping[str, Any]) -> None:
    """What became of it, to be read while it is kept; its content has done its service."""
    staged.options, staged.content = dict(options), b""
    with write_transaction():
        staged.save(update_fields=["options", "content"])


def discard_file(*, staged: StagedFile) -> None:
    with write_transaction():
        StagedFile.objects.filter(pk=staged.pk).delete()


def delete_old_files(*, now: datetime) -> Iterator[str]:
    """A job of run_due."""
    with write_transaction():
        count, _rows = StagedFile.objects.filter(made_at__lte=now - KEPT).delete()
    if count:
        yield f"{count} uploaded files deleted, nobody imported them."
