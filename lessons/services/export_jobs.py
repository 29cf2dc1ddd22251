"""Long exports: asked for on the page, made by `run_due`, fetched by whoever asked, gone after a day at most.

One that was killed half way is begun again after an hour, under the same entry of the journal; one that cannot be made
says why. Files lie in the data folder, each under the random name of its row, whole or not at all.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from coursesite import policy
from coursesite.accounts.enums import Role
from coursesite.accounts.models import HRRole
from coursesite.accounts.rules import departments_of_hr, is_hr
from coursesite.storage.transactions import write_transaction
from coursesite.storage.whole_file import write_whole
from coursesite.tables.columns import Row, Table
from coursesite.tables.formats import FORMATS
from lessons.enums import ExportState
from lessons.errors import LessonsError
from lessons.models import ExportFile
from lessons.reports import completions as report
from lessons.reports.description import about
from lessons.reports.filters import CompletionFilterForm
from lessons.services.exporting import note_export

LONG_ROWS = 20_000  # from here on an export is made behind the scenes: a browser would wait for a minute
WAITED = timedelta(days=1)  # what nobody could make until then, nobody waits for any more
KEEP_EXPORTS = "keep-exports"  # a rule that HR sets: how many hours a file waits to be fetched
STALE = timedelta(hours=1)  # longer than any export takes
MOST_AT_ONCE = 5  # of one person, waiting or being made
ROWS_PER_STEP = 5000

# Codes in `last_error`; the page makes words of them.
NO_ROLE, SELECTION, TOO_MANY_ROWS, FAILED = "no-role", "selection", "too-many-rows", "failed"

logger = logging.getLogger(__name__)


class _CannotMake(Exception):  # a refusal with its code, no error of the program
    pass


def request_export(
    *, owner: Any, format_key: str, query: str, purpose: str, language: str, rows: int, now: datetime
) -> ExportFile:
    """`rows`: as many as there are now; those of the file are counted when it is made."""
    with write_transaction():
        under_way = ExportFile.objects.filter(owner=owner, state__in=[ExportState.WAITING, ExportState.RUNNING])
        if under_way.count() >= MOST_AT_ONCE:
            message = _("You already have %(count)s exports waiting. Please collect those first.")
            raise LessonsError(message % {"count": MOST_AT_ONCE}, "too-many-exports")
        return ExportFile.objects.create(
            owner=owner,
            format=format_key,
            query=query,
            purpose=purpose,
            language=language,
            rows=rows,
            made_at=now,
            expires_at=now + WAITED,
        )


def file_of(export: ExportFile) -> Path:
    return Path(settings.DATA_DIR) / "exports" / f"{export.public_id}{FORMATS[export.format].suffix}"


def may_fetch(export: ExportFile, *, now: datetime) -> bool:
    """Not if a role of its owner has ended since it was begun: the file may hold people who are not hers any more."""
    is_there = export.state == ExportState.READY and export.expires_at and export.expires_at > now
    ended = HRRole.objects.filter(user=export.owner_id, ended_at__gte=export.started_at or now)
    return bool(is_there) and not ended.exists() and file_of(export).exists()


def make_exports(*, now: datetime) -> Iterator[str]:
    """A job of run_due: what is waiting, and what was left half made."""
    left = Q(state=ExportState.WAITING) | Q(state=ExportState.RUNNING, started_at__lte=now - STALE)
    due = ExportFile.objects.filter(left, expires_at__gt=now)
    for export in due.select_related("owner", "entry").order_by("made_at", "pk"):
        if ExportFile.objects.filter(left, pk=export.pk).update(
            state=ExportState.RUNNING, started_at=now, rows_written=0
        ):
            yield _made(export, now)


def delete_exports(*, now: datetime) -> Iterator[str]:
    """A job of run_due: files whose day is over, with their rows. The journal's entry stays."""
    expired = list(ExportFile.objects.filter(expires_at__lte=now))
    for export in expired:
        remove_files(export)
    with write_transaction():
        ExportFile.objects.filter(pk__in=[export.pk for export in expired]).delete()
    if expired:
        yield f"{len(expired)} exports deleted, their day is over."


def _made(export: ExportFile, now: datetime) -> str:
    try:
        with translation.override(export.language):
            size = _write(export, now)
    except _CannotMake as refusal:
        return _failed(export, str(refusal))
    except Exception:
        logger.exception("The export %s failed.", export.public_id)
        return _failed(export, FAILED)
    until = now + timedelta(hours=policy.value_of(KEEP_EXPORTS))
    ExportFile.objects.filter(pk=export.pk).update(
        state=ExportState.READY, size=size, rows_written=export.rows, expires_at=until, last_error=""
    )
    return f"Export {export.public_id} is ready: {export.rows} rows."


def _failed(export: ExportFile, code: str) -> str:
    remove_files(export)
    ExportFile.objects.filter(pk=export.pk).update(state=ExportState.FAILED, last_error=code)
    return f"Export {export.public_id} could not be made: {code}."


def _write(export: ExportFile, now: datetime) -> int:
    """What the owner may see when it is made, not when she asked. The journal comes before the first byte."""
    if not is_hr(export.owner):
        raise _CannotMake(NO_ROLE)
    today = timezone.localdate(now)
    form = CompletionFilterForm(dict(parse_qsl(export.query)), held=departments_of_hr(export.owner), today=today)
    if not form.is_valid():
        raise _CannotMake(SELECTION)
    filters, kind = form.filters, FORMATS[export.format]
    enrolments = report.visible_enrolments(held=form.held, filters=filters, day=today)
    if export.entry is None:
        export.entry = note_export(
            actor=export.owner,
            role=Role.HR,
            enrolments=enrolments,
            filters=filters,
            format_key=kind.key,
            purpose=export.purpose,
        )
    enrolments = report.journaled(enrolments, export.entry)
    export.rows = enrolments.count()
    if not kind.takes(export.rows):
        raise _CannotMake(TOO_MANY_ROWS)
    export.save(update_fields=["entry", "rows"])
    table = report.table(enrolments, day=filters.day(today))
    path = file_of(export)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_files(export)
    counted = Table(table.columns, _counted(export, table.rows))
    return write_whole(path, kind.write(counted, about(filters, now=now)))


def _counted(export: ExportFile, rows: Iterable[Row]) -> Iterator[Row]:
    """Says on the way how far it is. On SQLite that may have to wait for others until the rows are read: no matter."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % ROWS_PER_STEP == 0:
            with suppress(OperationalError):
                ExportFile.objects.filter(pk=export.pk).update(rows_written=number)


def remove_files(export: ExportFile) -> None:
    path = file_of(export)
    path.unlink(missing_ok=True)
    for half in path.parent.glob(f".{path.name}.*.part"):
        half.unlink(missing_ok=True)
