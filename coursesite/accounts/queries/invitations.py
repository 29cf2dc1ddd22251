"""Who is invited, by which link, and how does an invitation stand?

A link is signed and bound to how the person's record stands; nothing of it is stored. It says itself until when it
holds, as its mail does: what HR sets later changes neither. When the person has set a password, every link she was sent
is over, and so it is when her address changes.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone

from coursesite import policy
from coursesite.accounts.models import User
from coursesite.outbox.models import MailState, OutboxMail

INVITATION = "invitation"  # the kind of mail, and how its rules begin
SALT = "coursesite.accounts.invitation"


class LinkState(Enum):
    GOOD = "good"
    EXPIRED = "expired"
    USED = "used"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class InvitationLink:
    """`person` is None unless the link is good."""

    state: LinkState
    person: User | None = None


@dataclass(frozen=True)
class Invitation:
    """How it stands with a person's invitation; `mail` is the last one."""

    accepted: bool
    mail: OutboxMail | None


def invitation_token(person: User, *, until: date) -> str:
    value = {"person": person.public_id, "until": until.isoformat(), "of": _standing(person)}
    return signing.dumps(value, salt=SALT, compress=False)


def invitation_link(token: str, *, now: datetime) -> InvitationLink:
    """One query."""
    try:
        value = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return InvitationLink(LinkState.UNKNOWN)
    person = User.objects.filter(public_id=value["person"], is_active=True, erased_at=None).first()
    if person is None:
        return InvitationLink(LinkState.UNKNOWN)
    if value["of"] != _standing(person):
        return InvitationLink(LinkState.USED)
    if timezone.localdate(now).isoformat() > value.get("until", ""):
        return InvitationLink(LinkState.EXPIRED)
    return InvitationLink(LinkState.GOOD, person)


def last_day_of(now: datetime) -> date:
    """Until when a link made now holds, through the end of that day. One query."""
    return timezone.localdate(now) + timedelta(days=policy.value_of("invitation-holds"))


def without_password(people: QuerySet[User]) -> QuerySet[User]:
    """Those of them who may be invited."""
    unset = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return people.filter(unset, is_active=True, erased_at=None)


def entering_later(people: QuerySet[User], *, now: datetime) -> QuerySet[User]:
    """Those of them who begin only when a link sent now holds no more. One query for the rule."""
    return without_password(people).filter(entry_date__gt=last_day_of(now))


def invitation_of(person: User) -> Invitation:
    """One query."""
    mails = OutboxMail.objects.filter(user=person, kind=INVITATION).order_by("-pk")
    return Invitation(person.has_usable_password(), mails.first())


def invitations_waiting(people: QuerySet[User]) -> int:
    """How many invitations to them wait to be sent. One query."""
    waiting = OutboxMail.objects.filter(kind=INVITATION, state=MailState.WAITING)
    return waiting.filter(user__in=people.order_by().values("pk")).count()


def _standing(person: User) -> str:
    """What must not have changed. A few letters of a digest: the link is signed as a whole."""
    return hashlib.sha256(f"{person.password} {person.email}".encode()).hexdigest()[:16]
