"""How many have completed, month by month? For a selection of enrolments, at most the last twelve months of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from lessons.models import Enrolment

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """`completed`: in this month; `total`: until its end, of the whole selection."""

    first: date
    completed: int
    total: int


@dataclass(frozen=True)
class Bar:
    """A month as a column of a chart; lengths as parts of `Timeline.HEIGHT`."""

    month: Month
    y: int
    height: int


@dataclass(frozen=True)
class Timeline:
    months: tuple[Month, ...]

    HEIGHT = 100

    @property
    def most(self) -> int:
        return max((month.completed for month in self.months), default=0)

    @property
    def bars(self) -> list[Bar]:
        heights = [_ceiling(month.completed * self.HEIGHT, self.most) for month in self.months]
        return [Bar(month, self.HEIGHT - height, height) for month, height in zip(self.months, heights, strict=True)]


def timeline(enrolments: QuerySet[Enrolment], *, day: date) -> Timeline:
    """One query. The last month is that of `day`; nothing completed: no months."""
    standing: Any = enrolments.order_by()
    completed_runs = standing.filter(done_on__isnull=False)
    counted = dict(completed_runs.annotate(month=TruncMonth("done_on")).values_list("month").annotate(Count("pk")))
    if not counted:
        return Timeline(())
    months, total = [], 0
    first, last = min(counted), day.replace(day=1)
    while first <= last:
        completed = counted.get(first, 0)
        total += completed
        months.append(Month(first, completed, total))
        first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return Timeline(tuple(months[-MONTHS:]))


def _ceiling(part: int, whole: int) -> int:
    """So that one of a thousand is seen, too."""
    return -(-part // whole) if whole else 0
