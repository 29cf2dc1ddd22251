"""HR sets what she may set: within the bounds of the rule, and the journal says who, what it was and what it is."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coursesite import policy
from coursesite.accounts.enums import Role
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import Department, RuleValue, User
from coursesite.accounts.rules import is_hr_of_company
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction


def set_rules(*, values: Mapping[str, int], actor: User, now: datetime) -> list[str]:
    """The keys of those that are other than before; all or none is stored. Raises AccountsError."""
    if not is_hr_of_company(actor):
        words = _(
            "These settings apply to the whole company; only an HR department responsible for the whole company can "
            "change them."
        )
        raise AccountsError(words, "not-hers")
    for key, value in values.items():
        if key not in policy.rules or not policy.rules[key].allows(value):
            raise AccountsError(_("This value is outside the limits built into the program."), "out-of-bounds")
    with write_transaction():
        Department.objects.select_for_update().get(parent=None)  # one at a time: "before" is what the other one set
        before = policy.in_force()
        changed = [key for key, value in values.items() if before[key].value() != value]
        for key in changed:
            RuleValue.objects.update_or_create(key=key, defaults={"value": values[key], "changed_at": now})
            details = {"rule": key, "before": before[key].value(), "after": values[key]}
            record(actor=actor, role=Role.HR, action=Action.CHANGE_RULES, details=details)
    return changed
