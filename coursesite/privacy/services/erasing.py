"""Deleting an account: asked for by the person, done by the operator, in place.

The row of the person stays without anything that tells who she was, and so do her runs and results: figures of groups
and of questions are computed from them. Each floor says what it takes away (coursesite/privacy/registry.py).
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Language, Role, TimeFactor
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import DatedRole, DeletionRequest, FormerName, User, UserSession
from coursesite.accounts.models.user import make_public_id
from coursesite.accounts.services.former_names import NAMING
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.outbox.models import OutboxMail
from coursesite.privacy import registry
from coursesite.privacy.queries.requests import open_requests
from coursesite.privacy.services.erasure_list import copy_erasures, note_erasure
from coursesite.privacy.services.scrubbing import needles_of, scrub
from coursesite.storage.transactions import write_transaction

ONE_DAY = timedelta(days=1)
# What else names a person, such as the names on her certificates; each floor adds its own.
name_sources: list[Any] = []


def ask_deletion(*, user: User, now: datetime) -> DeletionRequest:
    """Idempotent."""
    with write_transaction():
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        open_request = open_requests().filter(user=user).first()
        if open_request is not None:
            return open_request
        made = DeletionRequest.objects.create(user=user, asked_at=now)
        _note(user, Action.ASK_DELETION, actor=user, role=Role.LEARNER)
    return made


def withdraw_deletion(*, user: User, now: datetime) -> bool:
    """Whether there was a request."""
    with write_transaction():
        return bool(open_requests().filter(user=user).update(withdrawn_at=now))


def erase_person(*, person: User, actor: User | None, now: datetime) -> None:
    """actor None = a command. Idempotent. All or nothing."""
    if person == actor:
        raise AccountsError(_("You cannot delete your own account."), "own-account")
    with write_transaction():
        person = User.objects.select_for_update().get(pk=person.pk)
        if person.erased_at:
            return
        _refuse_last_operator(person)
        needles = needles_of(_names(person))
        for step in registry.steps:
            step.run(person=person, now=now)
        note_erasure(person=person, now=now)
        _anonymise(person, now)
        scrub(registry.searched, needles)
        _note(person, Action.ERASE_PERSON, actor=actor, role=Role.OPERATOR)
        transaction.on_commit(copy_erasures, robust=True)  # what fails here, run_due makes up for


def clear_account(*, person: User, now: datetime) -> None:
    """The step of this floor: how she signed in, what she was sent, which roles she held, where she belonged."""
    UserSession.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    FormerName.objects.filter(user=person).delete()
    OutboxMail.objects.filter(user=person).delete()
    for model in DatedRole.__subclasses__():
        model._default_manager.filter(user=person, ended_at=None).update(ended_at=now)
    # Past days stay: figures of departments count them, without a name.
    today = localdate(now)
    person.memberships.filter(valid_from__gte=today).delete()
    person.memberships.filter(valid_until=None).update(valid_until=today - ONE_DAY)
    open_requests().filter(user=person).update(done_at=now)


def _anonymise(person: User, now: datetime) -> None:
    """Nothing is left that somebody could recognise her by; the address is one that no mail reaches (RFC 2606)."""
    person.email = f"deleted-{secrets.token_hex(8)}@deleted.invalid"
    person.name = person.personnel_number = ""
    person.public_id = make_public_id()
    person.scim_id = person.calendar_token = person.entry_date = None
    person.language, person.time_factor, person.reminders = Language.GERMAN, TimeFactor.NORMAL, True
    person.is_active = person.is_superuser = False
    person.joined_at = person.erased_at = now
    person.set_unusable_password()
    person.save()


def _names(person: User) -> Iterable[str]:
    yield from (person.name, person.email, person.personnel_number)
    yield from EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    yield from _former_names(person)
    for source in name_sources:
        yield from source(person)


def _former_names(person: User) -> set[str]:
    """But what is somebody else's by now: a number given away again, or a line of a file that was put right."""
    texts = set(FormerName.objects.filter(user=person).values_list("text", flat=True))
    others = User.objects.filter(erased_at=None).exclude(pk=person.pk)
    taken = others.filter(Q(name__in=texts) | Q(email__in=texts) | Q(personnel_number__in=texts))
    return texts.difference(*taken.values_list(*NAMING))


def _refuse_last_operator(person: User) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise AccountsError(_("Nobody could run the site any more: appoint another operator first."), "last-operator")


def _note(person: User, action: str, *, actor: User | None, role: str) -> None:
    record(actor=actor, role=role if actor else "", action=action, subjects=User.objects.filter(pk=person.pk))
