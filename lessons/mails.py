"""Kinds of mails of this floor, and what each shows, asked when it goes out."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite import policy, registry
from coursesite.accounts.rules import is_hr
from coursesite.outbox.models import OutboxMail
from lessons.models import Certificate, SavedView
from lessons.queries.certificates import standings_of
from lessons.queries.people import with_outlines
from lessons.queries.reminders import DIGEST, REMINDER, SOON_DAYS, WEEKLY_DIGEST, awaited, numbers_of
from lessons.queries.substance import open_differences
from lessons.services.certifying import CERTIFICATE_CHANGED
from lessons.services.offering import OFFER
from lessons.services.saved_views import REPORT_LINK


def kinds() -> list[registry.MailKind]:
    return [
        registry.MailKind(REMINDER, _("reminder"), "lessons/mail/reminder", reminder_context),
        registry.MailKind(DIGEST, _("weekly figures for HR"), "lessons/mail/overdue_digest", digest_context),
        registry.MailKind(REPORT_LINK, _("link to a saved report"), "lessons/mail/report_link", report_link_context),
        registry.MailKind(
            CERTIFICATE_CHANGED, _("certificate changed"), "lessons/mail/certificate_changed", certificate_context
        ),
        registry.MailKind(OFFER, _("offer to review what has changed"), "lessons/mail/difference_offer", offer_context),
    ]


def reminder_context(mail: OutboxMail, now: datetime) -> dict[str, Any] | None:
    """None: completed meanwhile, exempt, opted out, or due on another day, which has reminders of its own."""
    due_on = date.fromisoformat(mail.data["due_on"])
    runs = awaited().filter(pk=mail.data["enrolment"], user=mail.user, due_on=due_on)
    enrolment = runs.select_related("course").first()
    if enrolment is None:
        return None
    today = timezone.localdate(now)
    when = "overdue" if due_on < today else "today" if due_on == today else "before"
    return {"course": enrolment.course, "due_on": due_on, "when": when, "mandatory": enrolment.mandatory}


def digest_context(mail: OutboxMail, now: datetime) -> dict[str, Any] | None:
    """None: nothing is overdue any more, she is HR no more, or the digest is switched off."""
    courses = numbers_of(mail.user, day=timezone.localdate(now))
    if not courses or not policy.value_of(WEEKLY_DIGEST):
        return None
    return {"courses": courses, "overdue": sum(row.overdue for row in courses), "soon_days": SOON_DAYS}


def report_link_context(mail: OutboxMail, now: datetime) -> dict[str, Any] | None:
    """None: the view is deleted, or its owner is HR no more."""
    view = SavedView.objects.filter(pk=mail.data["view"], owner=mail.user).first()
    if view is None or not is_hr(mail.user):
        return None
    address = reverse("lessons:report-completions")
    return {"view": view, "address": f"{address}?{view.query}" if view.query else address}


def certificate_context(mail: OutboxMail, now: datetime) -> dict[str, Any] | None:
    """None: it is no longer hers. The reason stands on her page, where she signs in."""
    certificates = Certificate.objects.filter(pk=mail.data["certificate"], enrolment__user=mail.user)
    found = standings_of(certificates, today=timezone.localdate(now))
    return {"standing": found[0], "certificate": found[0].certificate} if found else None


def offer_context(mail: OutboxMail, now: datetime) -> dict[str, Any] | None:
    """None: done meanwhile, or over; or she wants no mails on what is not mandatory."""
    wanted = Q(mandatory=True) | Q(user__reminders=True)
    run = open_differences().filter(wanted, pk=mail.data["enrolment"], user=mail.user).select_related("course").first()
    if run is None:
        return None
    [own] = with_outlines([(run.course, run)], now)
    return {"own": own, "course": run.course, "run": run}
