"""What an operator does first, as far as this floor knows."""

from django.utils.translation import gettext_lazy as _

from coursesite.accounts.queries import setup
from coursesite.accounts.rules import is_operator
from coursesite.registry import FirstStep

OPERATOR = "operator"

STEPS = (
    FirstStep(
        OPERATOR,
        is_operator,
        _("Complete the legal notice, privacy notice, accessibility statement and contact page"),
        "complete-the-pages",
        "admin:pages_sitepage_changelist",
        lambda _user: setup.are_pages_complete(),
    ),
    FirstStep(
        OPERATOR,
        is_operator,
        _("Set up a mail server"),
        "mail-server",
        "lessons:report-outbox",
        lambda _user: setup.are_mails_sent(),
    ),
    FirstStep(
        OPERATOR,
        is_operator,
        _("Give someone the HR role"),
        "people-and-roles",
        "admin:accounts_hrrole_changelist",
        lambda _user: setup.is_hr_named(),
    ),
)
