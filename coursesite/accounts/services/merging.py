"""Two records of one person become one: what belongs to the other moves to the kept one, and the other is emptied.

What the kept record says, wins; what it leaves open, the other fills in. There is no way back.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from coursesite import registry
from coursesite.accounts.enums import Role, TimeFactor
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import DatedRole, DeletionRequest, DepartmentMembership, User, UserSession
from coursesite.accounts.services.former_names import take_over_names
from coursesite.journal.models import Action, JournalSubject
from coursesite.journal.services.recording import record
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.storage.transactions import write_transaction

FOR_MERGING = "merging"  # a purpose in the journal; its words are in coursesite.accounts.startup
FILLED_IN = ("personnel_number", "entry_date", "name", "scim_id")
HAS_SIGN_IN = _(
    "Somebody has already set a password or passkey for this record. Keep it and merge the other one into it; if both "
    "have one, the operator merges them. Otherwise what a person has learned could come under somebody else’s password."
)
EMPTIED_DOMAIN = "merged.invalid"  # RFC 2606: no mail ever gets there


def merge_people(*, kept: User, other: User, actor: User | None, now: datetime) -> User:
    """`actor` None: a command. Who has a role, the operator, and oneself: these nobody merges away.

    Nor does HR merge away a record that somebody can sign in with: under a second record with an address of HR's own,
    its answers could be read.
    """
    with write_transaction():
        locked = User.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk").in_bulk()
        kept, other = locked[kept.pk], locked[other.pk]
        refuse_merging(kept=kept, other=other, actor=actor)
        _move_memberships(kept, other)
        for step in registry.merging_steps:
            step(kept=kept, other=other, actor=actor, now=now)
        _move_mails(kept, other)
        _move_journal(kept, other)
        _move_past(kept, other)
        take_over_names(kept=kept, other=other)
        columns = _fill_in(kept, other, now)
        record(
            actor=actor,
            role=Role.HR if actor else "",
            action=Action.MERGE_PEOPLE,
            details={"columns": columns},
            subjects=User.objects.filter(pk=kept.pk),
        )
    return kept


def refuse_merging(*, kept: User, other: User, actor: User | None) -> None:
    """Raise what stands against it; the preview asks, too."""
    if kept.pk == other.pk:
        raise AccountsError(_("These are the same record."), "same-person")
    if actor in (kept, other):
        raise AccountsError(_("Your own record must be merged by someone else."), "own-account")
    if kept.erased_at or other.erased_at:
        raise AccountsError(_("One of these records has been deleted."), "erased")
    if other.is_superuser or kept.is_superuser or _has_roles([kept.pk, other.pk]):
        raise AccountsError(_("One of them has a role. The operator needs to end it first."), "has-role")
    if actor and _can_sign_in(other):
        raise AccountsError(HAS_SIGN_IN, "has-sign-in")
    if DeletionRequest.objects.filter(user__in=[kept, other], withdrawn_at=None, done_at=None).exists():
        raise AccountsError(_("Deletion has been requested for one of these records."), "deletion-asked")


def _can_sign_in(person: User) -> bool:
    """Or could: she may have left. What she learned is then under a password or passkey that she alone knows."""
    has_password = bool(person.password) and person.has_usable_password()
    return has_password or Authenticator.objects.filter(user=person).exists()


def _has_roles(people: list[int]) -> bool:
    return any(
        model._default_manager.filter(user__in=people, ended_at=None).exists() for model in DatedRole.__subclasses__()
    )


def _move_memberships(kept: User, other: User) -> None:
    """History moves as it was. Where both belong now, the kept record's department comes first."""
    held = list(kept.memberships.all())
    for membership in other.memberships.all():
        same = [mine for mine in held if mine.department_id == membership.department_id and _meet(mine, membership)]
        if membership.valid_until is None and any(mine.valid_until is None for mine in same):
            membership.delete()  # she is there already
            continue
        membership.user = kept
        membership.is_primary = membership.is_primary and not any(
            mine.is_primary and _meet(mine, membership) for mine in held
        )
        membership.save(update_fields=["user", "is_primary"])


def _meet(one: DepartmentMembership, another: DepartmentMembership) -> bool:
    """Is there a day on which both hold?"""
    ends_before = one.valid_until is not None and one.valid_until < another.valid_from
    begins_after = another.valid_until is not None and another.valid_until < one.valid_from
    return not (ends_before or begins_after)


def _move_mails(kept: User, other: User) -> None:
    """What waits is cancelled: the rules find the kept record anew. What was sent twice stays once."""
    mails = OutboxMail.objects.filter(user=other)
    mails.filter(state__in=[MailState.WAITING, MailState.FAILED]).update(state=MailState.CANCELLED)
    known = set(OutboxMail.objects.filter(user=kept).values_list("rule", "day"))
    twice = [mail.pk for mail in mails if (mail.rule, mail.day) in known]
    mails.filter(pk__in=twice).delete()
    mails.update(user=kept)


def _move_journal(kept: User, other: User) -> None:
    """She reads all entries about either record, one that names both once."""
    mine = JournalSubject.objects.filter(user=kept).values("entry")
    JournalSubject.objects.filter(user=other, entry__in=mine).delete()
    JournalSubject.objects.filter(user=other).update(user=kept)


def _move_past(kept: User, other: User) -> None:
    """Roles that have ended, requests that were withdrawn, and what she changed in the workshop."""
    for model in DatedRole.__subclasses__():
        model._default_manager.filter(user=other).update(user=kept)
    DeletionRequest.objects.filter(user=other).update(user=kept)
    LogEntry.objects.filter(user=other).update(user=kept)


def _fill_in(kept: User, other: User, now: datetime) -> list[str]:
    """Which columns of the kept record came from the other one."""
    filled = {name: getattr(other, name) for name in FILLED_IN if not getattr(kept, name) and getattr(other, name)}
    if kept.time_factor == TimeFactor.NORMAL != other.time_factor:
        filled["time_factor"] = other.time_factor
    _empty(other, now)
    for name, value in filled.items():
        setattr(kept, name, value)
    if filled:
        kept.save(update_fields=list(filled))
    return sorted(filled)


def _empty(other: User, now: datetime) -> None:
    UserSession.objects.filter(user=other).delete()
    EmailAddress.objects.filter(user=other).delete()
    Authenticator.objects.filter(user=other).delete()
    emptied = {
        "email": f"{other.pk}@{EMPTIED_DOMAIN}",
        "name": "",
        "personnel_number": "",
        "entry_date": None,
        "scim_id": None,
        "calendar_token": None,
        "password": make_password(None),
        "time_factor": TimeFactor.NORMAL,
        "is_active": False,
        "erased_at": now,
    }
    for name, value in emptied.items():
        setattr(other, name, value)
    other.save(update_fields=list(emptied))
