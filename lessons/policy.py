"""What this floor promises about people (coursesite/policy.py says what a rule is)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coursesite import policy
from coursesite.accounts.enums import Role
from lessons.reports.completions import COLUMNS
from lessons.reports.disclosure import LEAST_IN_GROUP
from lessons.services.staging import KEPT


def register() -> None:
    policy.register_rule(
        policy.Rule(
            "least-in-group",
            _("Smallest group whose effect figures are told"),
            _("In a smaller group pressure on all reaches each single person."),
            lambda: LEAST_IN_GROUP,
            least=10,
            unit=policy.people,
        )
    )
    policy.register_rule(
        policy.Rule(
            "keep-records",
            _("How long a completion is kept by name after the account has ended"),
            _("As long as the company has to prove it."),
            lambda: settings.KEEP_RECORDS_MONTHS,
            least=1,
            most=120,
            unit=policy.months,
        )
    )
    policy.register_rule(
        policy.Rule(
            "keep-uploads",
            _("How long an uploaded file waits for its import"),
            _("It may hold a list of people."),
            lambda: KEPT.days,
            most=1,
            unit=policy.days,
        )
    )
    policy.register_disclosure(
        policy.Disclosure(Role.HR, _("List and file of completions"), [column.title for column in COLUMNS])
    )
