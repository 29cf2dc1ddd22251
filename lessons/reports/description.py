"""What does a report say of itself? Which day it holds for and what was asked, in the reader's language."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.tables.columns import About
from lessons.enums import EnrolmentStatus
from lessons.reports.completions import OVERDUE, CompletionFilters

TITLE = _("Completions")
EVIDENCE_TITLE = _("Evidence of completions")


def about(filters: CompletionFilters, *, now: datetime) -> About:
    """For the head of a file."""
    language = get_language() or settings.LANGUAGE_CODE
    return About(str(TITLE), language, as_of(filters, now=now), tuple(selection(filters)))


def about_past_day(filters: CompletionFilters) -> About:
    """For files that are the same whenever they are made."""
    language = get_language() or settings.LANGUAGE_CODE
    day = gettext("As at the end of %(day)s.") % {"day": formats.date_format(filters.as_of, "DATE_FORMAT")}
    return About(str(EVIDENCE_TITLE), language, day, tuple(selection(filters)))


def as_of(filters: CompletionFilters, *, now: datetime) -> str:
    """Of a past day both days are named: what is known of it may have changed since."""
    local = timezone.localtime(now)
    if filters.day(local.date()) < local.date():
        days = {"day": filters.as_of, "today": local.date()}
        shown = {name: formats.date_format(day, "DATE_FORMAT") for name, day in days.items() if day}
        return gettext("As at the end of %(day)s, based on the records of %(today)s.") % shown
    when = formats.date_format(local, "DATETIME_FORMAT")
    return gettext("As at %(when)s (%(time_zone)s).") % {"when": when, "time_zone": clock.zone()}


def selection(filters: CompletionFilters) -> Iterator[str]:
    """One line for each thing that was asked for."""
    for label, value in _named(filters):
        if value:
            yield gettext("%(label)s: %(value)s") % {"label": label, "value": value}


def _named(filters: CompletionFilters) -> Iterator[tuple[str, str]]:
    yield gettext("Course"), filters.course.title if filters.course else ""
    yield gettext("Group"), filters.cohort.name if filters.cohort else ""
    yield gettext("Department, including those below it"), filters.department.name if filters.department else ""
    yield gettext("Status"), _status(filters.status)
    for label, day in (
        (gettext("Completed from"), filters.completed_from),
        (gettext("Completed until"), filters.completed_to),
        (gettext("Due from"), filters.due_from),
        (gettext("Due until"), filters.due_to),
    ):
        yield label, formats.date_format(day, "DATE_FORMAT") if day else ""


def _status(code: str) -> str:
    if code == OVERDUE:
        return gettext("overdue")
    return str(EnrolmentStatus(code).label) if code else ""
