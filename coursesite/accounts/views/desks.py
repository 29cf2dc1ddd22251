"""The desks of the works council and of the operator on the start page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coursesite.accounts.enums import Role
from coursesite.accounts.queries.council_overview import LATELY_DAYS, changed_lately, exported_lately
from coursesite.accounts.rules import is_operator, is_works_council
from coursesite.desks import counted
from coursesite.privacy.queries.requests import open_requests
from coursesite.registry import Desk, Waiting

COUNCIL = Desk(
    Role.WORKS_COUNCIL,
    _("Works council"),
    is_works_council,
    ((_("Overview"), "council"), (_("Text for the agreement"), "council-agreement")),
    "council-pages",
)
OPERATOR = Desk(Role.OPERATOR, _("Operator"), is_operator, ((_("Workshop"), "admin:index"),), "people-and-roles")


def waits_for_council(_user: Any, now: datetime) -> list[Waiting]:
    """Two queries."""
    exports, changes = exported_lately(now=now).files, changed_lately(now=now)
    exported = ngettext("%(n)s export in the last %(days)s days", "%(n)s exports in the last %(days)s days", exports)
    changed = ngettext(
        "%(n)s setting changed in the last %(days)s days", "%(n)s settings changed in the last %(days)s days", changes
    )
    return counted(
        (exports, exported, reverse("council-exports")),
        (changes, changed, reverse("council-rules")),
        days=LATELY_DAYS,
    )


def waits_for_operator(_user: Any, _now: datetime) -> list[Waiting]:
    """One query."""
    requests = open_requests().count()
    asked = ngettext(
        "%(n)s person has asked for the account to be deleted",
        "%(n)s people have asked for their accounts to be deleted",
        requests,
    )
    return counted((requests, asked, reverse("admin:accounts_deletionrequest_changelist")))
