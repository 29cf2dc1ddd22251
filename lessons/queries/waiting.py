"""How much waits for HR and for instructors, as far as this floor knows? Numbers, each by one query."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from coursesite.accounts.queries.invitations import INVITATION, without_password
from coursesite.accounts.queries.people import people_of_hr
from coursesite.accounts.rules import departments_of_hr
from coursesite.outbox.models import MailState, OutboxMail
from lessons.enums import ExportState
from lessons.models import ExportFile, Lesson
from lessons.queries.mails import mails_to, people_with_mails
from lessons.reports.completions import OVERDUE, CompletionFilters, visible_enrolments
from lessons.rules import courses_written_by

# A lesson's draft that its author has submitted and nobody has planned yet.
SUBMITTED = {"draft__submitted_at__isnull": False, "draft__goes_live_at": None}


def overdue_runs(hr: Any, *, day: date) -> int:
    """As many as the list of completions shows for "overdue"."""
    filters = CompletionFilters(status=OVERDUE)
    return visible_enrolments(held=departments_of_hr(hr), filters=filters, day=day).order_by().count()


def people_never_invited(hr: Any, *, day: date) -> int:
    """Without a password, and no invitation is on its way or was sent."""
    invited = OutboxMail.objects.filter(user=OuterRef("pk"), kind=INVITATION)
    return without_password(people_of_hr(hr, day=day)).exclude(Exists(invited)).count()


def undelivered_mails(hr: Any, *, day: date) -> int:
    return mails_to(people_with_mails(hr, day=day)).filter(state=MailState.FAILED).count()


def exports_to_fetch(hr: Any, *, now: datetime) -> int:
    return ExportFile.objects.filter(owner=hr, state=ExportState.READY, expires_at__gt=now).count()


def texts_to_approve(user: Any) -> int:
    """Not her own."""
    return _drafts(user).filter(**SUBMITTED).exclude(draft__author=user).count()


def texts_given_back(user: Any) -> int:
    """Her own, with a remark of whoever read them."""
    return _drafts(user).filter(draft__author=user, draft__submitted_at=None).exclude(draft__review_note="").count()


def _drafts(user: Any) -> QuerySet[Lesson]:
    return Lesson.objects.filter(unit__course__in=courses_written_by(user), draft__isnull=False)
