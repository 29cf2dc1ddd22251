"""What this floor tells the ground floor when the site starts."""

from types import ModuleType
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.rules import is_hr
from coursesite.journal.models import Action
from lessons import mails, policy, privacy, searchables
from lessons.enums import EnrolmentStatus, ReportRhythm
from lessons.first_steps import STEPS
from lessons.queries.searchables import Glossary, Lessons
from lessons.reports.audit_pack import LOGGED
from lessons.reports.completions import COLUMNS, OVERDUE
from lessons.rules import is_instructor, may_write, reads_letters
from lessons.services.assigning import follow_up_all
from lessons.services.certifying import FOR_CERTIFICATE, issue_missing
from lessons.services.due_dates import COLUMN as DUE_DATE
from lessons.services.export_jobs import delete_exports, make_exports
from lessons.services.indexing import refresh_indexes
from lessons.services.leaving import leave_courses
from lessons.services.mailing import CANCELLED, RESENT
from lessons.services.merging import merge_courses
from lessons.services.offering import offer_differences
from lessons.services.reminding import remind
from lessons.services.renewing import open_renewals
from lessons.services.retention import delete_old_memberships, erase_former_people
from lessons.services.saved_views import queue_reports
from lessons.services.scheduling import publish_due
from lessons.services.shipping import load_shipped_course, make_demo_instructor
from lessons.services.staging import delete_old_files
from lessons.views.desks import HR, waits_for_hr, waits_for_instructor
from lessons.views.panels import account_courses, calendar_address, home_courses
from lessons.views.report_pages import REPORT_PAGES

MAIL_PURPOSES = {RESENT: _("resending an email"), CANCELLED: _("withholding an email")}
AFTER_ISSUING = 10  # a renewal begins where a certificate is
AFTER_RENEWALS = 20  # what has changed goes into a renewal where one opens
AFTER_ENROLLING = 50  # who is given a course today is reminded of it today


def is_anybody(_user: Any) -> bool:
    """Whoever is signed in; the head of a page asks no query for it."""
    return True


def register(registry: ModuleType) -> None:
    policy.register()
    privacy.register()
    searchables.register(Lessons())
    searchables.register(Glossary())
    registry.register_staff_rule(is_instructor)
    registry.register_leaving_step(leave_courses)
    registry.register_merging_step(merge_courses)
    for kind in mails.kinds():
        registry.register_mail_kind(kind)
    registry.register_start_step(lambda: load_shipped_course(now=clock.now()))
    registry.register_demo_step(lambda: make_demo_instructor(now=clock.now()))
    _register_jobs(registry)
    _register_journal_words(registry)
    _register_places(registry)


def _register_jobs(registry: ModuleType) -> None:
    registry.register_due_job(registry.DueJob("delete uploaded files", delete_old_files))
    registry.register_due_job(registry.DueJob("enrol who joined a group", follow_up_all))
    registry.register_due_job(registry.DueJob("make long exports", make_exports, position=90))
    registry.register_due_job(registry.DueJob("delete exports", delete_exports))
    registry.register_due_job(registry.DueJob("send links to reports", queue_reports))
    registry.register_due_job(registry.DueJob("delete old memberships of lists", delete_old_memberships))
    registry.register_due_job(registry.DueJob("delete accounts of former people", erase_former_people))
    registry.register_due_job(registry.DueJob("publish planned lessons", publish_due))
    registry.register_due_job(registry.DueJob("remind of due dates", remind, AFTER_ENROLLING))
    registry.register_due_job(registry.DueJob("issue certificates", issue_missing))
    registry.register_due_job(registry.DueJob("read changed texts for the search", refresh_indexes, position=1))
    registry.register_due_job(registry.DueJob("open renewals", open_renewals, AFTER_ISSUING))
    registry.register_due_job(registry.DueJob("offer what has changed", offer_differences, AFTER_RENEWALS))


def _register_journal_words(registry: ModuleType) -> None:
    statuses = {**dict(EnrolmentStatus.choices), OVERDUE: _("overdue")}  # of the selection
    columns = {column.key: column.title for column in COLUMNS}
    registry.register_journal_words(Action.EXPORT_COMPLETIONS, columns | statuses)
    registry.register_journal_words(Action.SCHEDULE_REPORT, {**dict(ReportRhythm.choices), **statuses})
    registry.register_journal_words(Action.EXPORT_EVIDENCE, LOGGED)
    registry.register_journal_words(Action.VIEW_PERSON, {FOR_CERTIFICATE: _("viewing a certificate")})
    registry.register_journal_words(Action.CHANGE_PERSON, MAIL_PURPOSES | {DUE_DATE: _("due date")})
    registry.register_journal_words(Action.INVITE_PERSON, MAIL_PURPOSES)


def _register_places(registry: ModuleType) -> None:
    """Where pages of this floor are found: start page, account, head, and the rows of links of HR."""
    registry.register_first_steps(STEPS)
    registry.register_home_panel(registry.Panel("lessons/home_panel.html", home_courses))
    registry.register_account_panel(registry.Panel("lessons/account_panel.html", account_courses))
    registry.register_account_panel(registry.Panel("lessons/certificates/account_panel.html", lambda _request: {}))
    registry.register_account_panel(registry.Panel("lessons/notes_panel.html", lambda _request: {}))
    registry.register_account_panel(registry.Panel("lessons/calendar_panel.html", calendar_address, position=1))
    registry.register_navigation(registry.NavigationEntry(_("Comparison sheet"), "lessons:sheet", is_anybody))
    registry.register_navigation(registry.NavigationEntry(_("Reports"), "lessons:report-completions", is_hr))
    registry.register_navigation(registry.NavigationEntry(_("Emails"), "lessons:report-outbox", reads_letters))
    registry.register_navigation(registry.NavigationEntry(_("Workshop"), "admin:index", may_write))
    registry.register_desk(HR)
    registry.register_waiting(HR.role, waits_for_hr)
    registry.register_waiting(Role.INSTRUCTOR, waits_for_instructor)
    registry.register_section("reports", REPORT_PAGES)
