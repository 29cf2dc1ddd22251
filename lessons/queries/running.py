"""What has somebody begun that ends by itself? It cannot wait, so it comes before the next step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lessons import kinds
from lessons.kinds import Running
from lessons.models import Enrolment
from lessons.queries.outline import Outline


def running_of(user: Any, *, now: datetime) -> dict[int, Running]:
    """By the run's pk; where there are several, what ends first. One query for each kind of unit that has an end."""
    asked = [kind.running for kind in kinds.all_kinds() if kind.running]
    found = [one for running in asked for one in running(user.pk, now)]
    return {one.run: one for one in sorted(found, key=lambda one: one.ends_at, reverse=True)}


def with_running(found: Outline, run: Enrolment | None, running: Mapping[int, Running]) -> Outline:
    return replace(found, running=running[run.pk]) if run and run.pk in running else found
