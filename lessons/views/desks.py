"""The personnel department's desk on the start page, and what waits at an instructor's in the lessons."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coursesite.accounts.enums import Role
from coursesite.accounts.rules import is_hr
from coursesite.desks import counted
from coursesite.outbox.models import MailState
from coursesite.registry import Desk, Waiting
from lessons.models import StagedKind
from lessons.queries import waiting
from lessons.reports.completions import OVERDUE
from lessons.services.staging import waiting_file

HR = Desk(
    Role.HR,
    gettext_lazy("HR department"),
    is_hr,
    (
        (gettext_lazy("Completions"), "lessons:report-completions"),
        (gettext_lazy("People"), "lessons:report-people"),
        (gettext_lazy("Groups"), "lessons:report-groups"),
    ),
    "list-of-completions",
)


def waits_for_hr(user: Any, now: datetime) -> list[Waiting]:
    """Five queries, and those of her departments."""
    day = timezone.localdate(now)
    overdue, uninvited = waiting.overdue_runs(user, day=day), waiting.people_never_invited(user, day=day)
    undelivered, exports = waiting.undelivered_mails(user, day=day), waiting.exports_to_fetch(user, now=now)
    return [
        *counted(
            (
                overdue,
                ngettext("%(n)s enrolment is overdue", "%(n)s enrolments are overdue", overdue),
                f"{reverse('lessons:report-completions')}?status={OVERDUE}",
            ),
            (
                uninvited,
                ngettext(
                    "%(n)s person has no password and no invitation yet",
                    "%(n)s people have no password and no invitation yet",
                    uninvited,
                ),
                reverse("lessons:report-people"),
            ),
            (
                undelivered,
                ngettext("%(n)s email was not delivered", "%(n)s emails were not delivered", undelivered),
                f"{reverse('lessons:report-outbox')}?state={MailState.FAILED}",
            ),
            (
                exports,
                ngettext("%(n)s export is ready to download", "%(n)s exports are ready to download", exports),
                reverse("lessons:report-exports"),
            ),
        ),
        *_list_to_import(user, now),
    ]


def _list_to_import(user: Any, now: datetime) -> Iterator[Waiting]:
    if staged := waiting_file(kind=StagedKind.PEOPLE, user=user, now=now):
        address = f"{reverse('lessons:report-people-import')}?file={staged.public_id}"
        yield Waiting(_("A list of people has been checked but not yet imported"), address)


def waits_for_instructor(user: Any, _now: datetime) -> list[Waiting]:
    """Two queries."""
    approve, back = waiting.texts_to_approve(user), waiting.texts_given_back(user)
    lessons = reverse("admin:lessons_lesson_changelist")
    return counted(
        (
            approve,
            ngettext("%(n)s text is waiting for your approval", "%(n)s texts are waiting for your approval", approve),
            f"{lessons}?standing=waiting",
        ),
        (
            back,
            ngettext(
                "%(n)s of your texts came back with a comment", "%(n)s of your texts came back with a comment", back
            ),
            f"{lessons}?standing=draft",
        ),
    )
