"""Who is invited, by which link, and how does an invitation stand?

A link is signed and bound to how the person's record stands; nothing of it is stored. When she has set a password,
every link she was sent is over, and so it is when her address changes.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone

from coursesite.accounts.models import User
from coursesite.outbox.models import OutboxMail

INVITATION = "invitation"  # the kind of mail, and how its rules begin
HOLDS_DAYS = 7
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


def invitation_token(person: User, *, now: datetime) -> str:
    value = {"person": person.public_id, "at": int(now.timestamp()), "of": _standing(person)}
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
    if timezone.localdate(now) > last_day_of(datetime.fromtimestamp(value["at"], UTC)):
        return InvitationLink(LinkState.EXPIRED)
    return InvitationLink(LinkState.GOOD, person)


def last_day_of(now: datetime) -> date:
    """Until when a link made now holds, through the end of that day."""
    return timezone.localdate(now) + timedelta(days=HOLDS_DAYS)


def without_password(people: QuerySet[User]) -> QuerySet[User]:
    """Those of them who may be invited."""
    unset = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return people.filter(unset, is_active=True, erased_at=None)


def invitation_of(person: User) -> Invitation:
    """One query."""
    mails = OutboxMail.objects.filter(user=person, kind=INVITATION).order_by("-pk")
    return Invitation(person.has_usable_password(), mails.first())


def _standing(person: User) -> str:
    """What must not have changed. A few letters of a digest: the link is signed as a whole."""
    return hashlib.sha256(f"{person.password} {person.email}".encode()).hexdigest()[:16]
