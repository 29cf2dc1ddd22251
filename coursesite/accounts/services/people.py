"""A person enters, changes, leaves. The only writer of people's records besides allauth's own pages."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Language, Role, TimeFactor
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import Department, User, UserSession
from coursesite.accounts.models.user import make_public_id
from coursesite.accounts.services.departments import root_department, set_primary_department
from coursesite.accounts.services.former_names import addresses_of, keep_former, replaced
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.storage.transactions import write_transaction

FOR_TIME_EXTENSION = "time-extension"  # a purpose in the journal; its words are in coursesite.accounts.startup


def create_person(
    *,
    email: str,
    name: str,
    day: date,
    password: str | None = None,
    department: Department | None = None,
    **fields: Any,
) -> User:
    """Somebody whose address the company vouches for: commands, imports, the operator.

    Without a password she sets one through "forgotten password". `day`: since when she belongs to `department`
    (default: the root department). `fields`: personnel_number, language, time_factor, entry_date, is_superuser.
    """
    with write_transaction():
        user = sign_up_person(email=email, name=name, day=day, password=password, department=department, **fields)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def sign_up_person(
    *,
    email: str,
    name: str,
    day: date,
    password: str | None = None,
    department: Department | None = None,
    **fields: Any,
) -> User:
    """Somebody who created her account herself: allauth adds the address and has it confirmed."""
    user = User(email=email.strip().lower(), name=name.strip(), **{"language": Language.GERMAN, **fields})
    user.set_password(password)  # before the transaction: hashing takes its time
    _refuse_invalid(user)
    try:
        with write_transaction():
            user.save()
            set_primary_department(user=user, department=department or root_department(day=day), day=day)
    except IntegrityError as error:
        raise _taken() from error
    return user


def change_profile(*, user: User, name: str, language: str, time_factor: str, reminders: bool) -> User:
    """What a person sets herself."""
    former = replaced(user, {"name": name})
    user.name, user.language, user.time_factor, user.reminders = name, language, time_factor, reminders
    with write_transaction():
        user.save(update_fields=["name", "language", "time_factor", "reminders"])
        keep_former(former)
    return user


def set_time_extension(*, person: User, time_factor: str, hr: User) -> None:
    """What HR sets for her: no reason is asked, and the journal does not say how much it is. She can read the entry."""
    if time_factor not in TimeFactor:
        raise AccountsError(_("This time extension does not exist."), "unknown-extension")
    if person.time_factor == time_factor:
        return
    person.time_factor = time_factor
    with write_transaction():
        person.save(update_fields=["time_factor"])
        note_about(
            person=person,
            actor=hr,
            role=Role.HR,
            action=Action.CHANGE_PERSON,
            purpose=FOR_TIME_EXTENSION,
            details={"columns": ["time_factor"]},
        )


def set_language(*, user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


def make_calendar_address(*, user: User) -> str:
    """A new secret; a former one stops to work. As a public id: 128 random bits."""
    user.calendar_token = make_public_id()
    user.save(update_fields=["calendar_token"])
    return user.calendar_token


def remove_calendar_address(*, user: User) -> None:
    user.calendar_token = None
    user.save(update_fields=["calendar_token"])


def change_person(*, person: User, changed_by: User | None, **changes: Any) -> User:
    """What the operator changes: the journal notes which fields, never their contents; the person sees it."""
    if "email" in changes:
        changes["email"] = changes["email"].strip().lower()
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    if not changed:
        return person
    if person == changed_by and not changes.get("is_active", True):
        raise AccountsError(_("You cannot lock yourself out."), "own-account")
    former = replaced(person, changes)
    for name in changed:
        setattr(person, name, changes[name])
    _refuse_invalid(person)
    try:
        with write_transaction():
            person.save(update_fields=changed)
            keep_former(former)
            _follow_up(person, changed)
            note_about(person=person, actor=changed_by, action=Action.CHANGE_PERSON, details={"columns": changed})
    except IntegrityError as error:
        raise _taken() from error
    return person


def note_about(
    *,
    person: User,
    actor: User | None,
    action: str,
    role: str = Role.OPERATOR,
    purpose: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """A line in the journal that the person can read."""
    record(
        actor=actor,
        role=role if actor else "",
        action=action,
        purpose=purpose,
        details=details,
        subjects=User.objects.filter(pk=person.pk),
    )


def _follow_up(person: User, changed: list[str]) -> None:
    """A new address is the one to sign in with; who may not sign in any more is out at once, on each device."""
    if "email" in changed:
        keep_former(addresses_of([person]))
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    if "is_active" in changed and not person.is_active:
        UserSession.objects.filter(user=person).delete()


def _refuse_invalid(user: User) -> None:
    try:
        user.clean_fields()
    except ValidationError as error:
        raise AccountsError(" ".join(error.messages), "invalid") from error
    try:
        user.validate_constraints()
    except ValidationError as error:
        raise _taken() from error


def _taken() -> AccountsError:
    return AccountsError(_("This email address or personnel number belongs to someone else."), "taken")
