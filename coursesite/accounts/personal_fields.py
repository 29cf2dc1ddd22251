"""What is stored about people, what for, for how long, and who sees it?

Each floor has such a module and registers its own fields; a field without an entry fails a test. A model belongs to a
person when its rows go with her: it leads to User over foreign keys that cascade. Of other models only the foreign
keys to a person need an entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.module_loading import autodiscover_modules
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role

WITH_ACCOUNT = _("as long as the account exists")
WITH_SESSION = _("until sign-out, at most 14 days")
RECORD_PERIOD = format_lazy(_("{count} months after the end"), count=settings.KEEP_RECORDS_MONTHS)
JOURNAL_PERIOD = format_lazy(_("{count} months"), count=settings.KEEP_JOURNAL_MONTHS)
MAILS_PERIOD = format_lazy(_("{count} months"), count=settings.KEEP_MAILS_MONTHS)


@dataclass(frozen=True)
class PersonalField:
    """`seen_by`: besides the person herself, who sees all of hers."""

    purpose: Any
    period: Any
    seen_by: tuple[Role, ...] = ()


_fields: dict[tuple[str, str], PersonalField] = {}


def register(model: str, entries: dict[str, PersonalField]) -> None:
    """`model` as in "accounts.User"."""
    _fields.update({(model, field): entry for field, entry in entries.items()})


def personal_fields() -> dict[tuple[str, str], PersonalField]:
    """(model, field) → entry, of all floors."""
    autodiscover_modules("personal_fields")
    return dict(sorted(_fields.items()))


def fields_that_need_an_entry() -> set[tuple[str, str]]:
    owned = models_of_a_person()
    return {(model._meta.label, field.name) for model in apps.get_models() for field in _personal(model, owned)}


def models_of_a_person() -> set[type[models.Model]]:
    """User and each model whose rows are deleted with her."""
    owned: set[type[models.Model]] = {get_user_model()}
    while found := {model for model in apps.get_models() if model not in owned and _goes_with(model, owned)}:
        owned |= found
    return owned


def _goes_with(model: type[models.Model], owned: set[type[models.Model]]) -> bool:
    return any(
        field.remote_field.on_delete is models.CASCADE and field.related_model in owned
        for field in _foreign_keys(model)
    )


def _personal(model: type[models.Model], owned: set[type[models.Model]]) -> Iterator[Any]:
    if model in owned:
        yield from (field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
        return
    yield from (field for field in _foreign_keys(model) if field.related_model in owned)


def _foreign_keys(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.remote_field]


_sign_in = PersonalField(_("to sign in"), WITH_ACCOUNT)
_name = PersonalField(_("to name the person on pages and certificates"), WITH_ACCOUNT, (Role.HR, Role.OPERATOR))
_organisation = PersonalField(_("to show HR the people in its departments"), WITH_ACCOUNT, (Role.HR, Role.OPERATOR))
_role = PersonalField(_("to determine who may see and change what"), RECORD_PERIOD, (Role.WORKS_COUNCIL, Role.OPERATOR))
_journal = PersonalField(
    _("to document who used whose data, and what for"), JOURNAL_PERIOD, (Role.WORKS_COUNCIL, Role.OPERATOR)
)
_session = PersonalField(_("to stay signed in, and to sign out from another device"), WITH_SESSION)
_second_factor = PersonalField(_("to sign in with a second factor or a passkey"), WITH_ACCOUNT)
_workshop = PersonalField(_("to see what was changed in the workshop"), JOURNAL_PERIOD, (Role.OPERATOR,))

register(
    "accounts.User",
    {
        "password": _sign_in,
        "email": PersonalField(_("to sign in and to receive messages"), WITH_ACCOUNT, (Role.HR, Role.OPERATOR)),
        "name": _name,
        "personnel_number": PersonalField(
            _("to tell people with the same name apart"), WITH_ACCOUNT, (Role.HR, Role.OPERATOR)
        ),
        "public_id": PersonalField(
            _("to identify the person in web addresses without revealing the name"), WITH_ACCOUNT, (Role.HR,)
        ),
        "language": PersonalField(
            _("to show pages and emails in the person’s language"), WITH_ACCOUNT, (Role.OPERATOR,)
        ),
        "time_factor": PersonalField(
            _("to allow more time in quizzes; no reason is stored"), WITH_ACCOUNT, (Role.HR, Role.OPERATOR)
        ),
        "entry_date": PersonalField(_("to assign courses from the first day"), WITH_ACCOUNT, (Role.HR, Role.OPERATOR)),
        "reminders": PersonalField(_("to send only the reminders the person wants"), WITH_ACCOUNT),
        "calendar_token": PersonalField(_("to open the calendar of due dates without signing in"), WITH_ACCOUNT),
        "erased_at": PersonalField(_("to know that the account was deleted"), RECORD_PERIOD, (Role.OPERATOR,)),
        "scim_id": PersonalField(_("to recognise the person in the company directory"), WITH_ACCOUNT),
        "is_active": PersonalField(_("to know who may sign in"), WITH_ACCOUNT, (Role.HR, Role.OPERATOR)),
        "is_superuser": _role,
        "joined_at": PersonalField(_("to know how long the account has existed"), WITH_ACCOUNT, (Role.OPERATOR,)),
    },
)
register(
    "accounts.DeletionRequest",
    dict.fromkeys(
        ["user", "asked_at", "withdrawn_at", "done_at"],
        PersonalField(_("to delete the account when the person requests it"), RECORD_PERIOD, (Role.OPERATOR,)),
    ),
)
register(
    "outbox.OutboxMail",
    dict.fromkeys(
        ["user", "kind", "rule", "day", "data", "state", "tries", "next_try_at", "last_error", "made_at", "sent_at"],
        PersonalField(
            _("to send each email only once, and to show what was sent"), MAILS_PERIOD, (Role.HR, Role.OPERATOR)
        ),
    ),
)
register(
    "accounts.UserSession",
    dict.fromkeys(["session_key", "session_data", "expire_date", "user", "since"], _session),
)
register(
    "accounts.DepartmentMembership",
    dict.fromkeys(["user", "department", "is_primary", "valid_from", "valid_until"], _organisation),
)
register(
    "accounts.FormerName",
    dict.fromkeys(
        ["user", "text"],
        PersonalField(_("to remove former names from other people’s texts when the account is deleted"), WITH_ACCOUNT),
    ),
)
register("accounts.HRRole", dict.fromkeys(["user", "department", "granted_at", "granted_by", "ended_at"], _role))
register("accounts.WorksCouncilRole", dict.fromkeys(["user", "granted_at", "granted_by", "ended_at"], _role))
register("journal.JournalEntry", {"actor": _journal})
register("journal.JournalSubject", dict.fromkeys(["entry", "user"], _journal))
register(
    "journal.ErasedKey",
    dict.fromkeys(
        ["digest", "belongs_to", "erased_at"],
        PersonalField(
            _("to delete again anyone brought back by a restored backup; it names nobody"),
            _("as long as a backup may be restored"),
            (Role.OPERATOR,),
        ),
    ),
)
register("account.EmailAddress", dict.fromkeys(["user", "email", "verified", "primary"], _sign_in))
register("account.EmailConfirmation", dict.fromkeys(["email_address", "created", "sent", "key"], _sign_in))
register("mfa.Authenticator", dict.fromkeys(["user", "type", "data", "created_at", "last_used_at"], _second_factor))
register(
    "admin.LogEntry",
    dict.fromkeys(
        ["action_time", "user", "content_type", "object_id", "object_repr", "action_flag", "change_message"], _workshop
    ),
)
