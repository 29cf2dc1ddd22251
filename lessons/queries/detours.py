"""What has to be done before the next step of a course can be taken?"""

from dataclasses import replace
from datetime import datetime

from lessons.enums import ProgressState
from lessons.models import Enrolment
from lessons.queries.outline import Outline


def with_detour(found: Outline, run: Enrolment | None, *, now: datetime) -> Outline:
    """Where the next unit was tried and asks for another one first, that one is the next step, and the first waits.

    No query for most; where an exam was tried and not passed, those of its kind (lessons/kinds.py).
    """
    waiting = found.next
    if run is None or waiting is None or waiting.state != ProgressState.IN_PROGRESS or waiting.kind.detour is None:
        return found
    unit = waiting.kind.detour(run, waiting.unit, now)
    row = next((row for row in found.rows if row.unit.pk == unit and row.state != "locked"), None)
    return replace(found, next=row, waiting=waiting) if row else found
