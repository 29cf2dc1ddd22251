"""Files of completions leave the house: the journal knows of each before its first byte."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from coursesite.journal.models import Action, JournalEntry
from coursesite.journal.services.recording import record
from lessons.models import Enrolment
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters

LIST_COLUMNS = tuple(column.key for column in report.COLUMNS)


def note_export(
    *,
    actor: Any | None,
    role: str,
    enrolments: QuerySet[Enrolment],
    filters: CompletionFilters,
    format_key: str,
    purpose: str,
    action: str = Action.EXPORT_COMPLETIONS,
    columns: Iterable[str] = LIST_COLUMNS,
) -> JournalEntry:
    """Names everybody in the file; `completions.journaled` keeps the file to them. `actor` of None: a command.

    `columns`: keys of what the file tells of them.
    """
    details = {
        "format": format_key,
        "columns": list(columns),
        "filters": filters.as_details(),
    }
    return record(
        actor=actor,
        role=role,
        action=action,
        purpose=purpose,
        details=details,
        subjects=report.people_in(enrolments),
    )
