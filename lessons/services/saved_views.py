"""Selections under a name, and mails that bring their owner a link to one: never a file, never figures."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.rules import is_hr
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.outbox.services import queue_mail
from coursesite.storage.transactions import write_transaction
from lessons.enums import ReportRhythm
from lessons.errors import LessonsError
from lessons.models import SavedView

REPORT_LINK = "report-link"  # kind of mail
MOST_VIEWS = 50  # of one person
WEEK = timedelta(days=7)


def save_view(*, owner: Any, name: str, query: str, rhythm: str, now: datetime) -> SavedView:
    """One that is mailed stands in the journal: the works council reads who has reports sent."""
    with write_transaction():
        views = SavedView.objects.select_for_update().filter(owner=owner)
        if name in views.values_list("name", flat=True):
            raise LessonsError(_("You already have a view with this name."), "name-taken")
        if views.count() >= MOST_VIEWS:
            raise LessonsError(
                _("You have reached the maximum number of views. Please delete one you do not need."), "too-many-views"
            )
        next_on = next_day(rhythm, timezone.localdate(now)) if rhythm else None
        view = SavedView.objects.create(
            owner=owner, name=name, query=query, rhythm=rhythm, next_on=next_on, made_at=now
        )
        if rhythm:
            _journal(owner, view, "scheduled")
    return view


def delete_view(*, owner: Any, view: SavedView) -> None:
    with write_transaction():
        if view.rhythm:
            _journal(owner, view, "ended")
        SavedView.objects.filter(pk=view.pk, owner=owner).delete()


def next_day(rhythm: str, day: date) -> date:
    """The first Monday, or the first of a month, after `day`: no month lacks it."""
    if rhythm == ReportRhythm.WEEKLY:
        return day + WEEK - timedelta(days=day.weekday())
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def queue_reports(*, now: datetime) -> Iterator[str]:
    """A job of run_due. After a week without it one mail comes, not one for each day missed."""
    day, queued = timezone.localdate(now), 0
    for view in SavedView.objects.filter(next_on__lte=day).select_related("owner").order_by("pk"):
        with write_transaction():
            following = next_day(view.rhythm, day)
            if not SavedView.objects.filter(pk=view.pk, next_on=view.next_on).update(next_on=following):
                continue  # another run was quicker
            if is_hr(view.owner):
                rule = f"{REPORT_LINK}-{view.pk}"
                queue_mail(user=view.owner, kind=REPORT_LINK, rule=rule, day=day, data={"view": view.pk}, now=now)
                queued += 1
    if queued:
        yield f"{queued} links to reports are on their way."


def _journal(owner: Any, view: SavedView, change: str) -> None:
    details = {"view": view.pk, "query": view.query, "rhythm": view.rhythm, "change": change}
    record(actor=owner, role=Role.HR, action=Action.SCHEDULE_REPORT, details=details)
