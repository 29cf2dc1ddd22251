"""People get into their accounts: HR has an invitation sent, its reader sets her password."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.accounts.queries.invitations import INVITATION, entering_later, without_password
from coursesite.accounts.services.people import note_about
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.outbox.services import NewMail, queue_mail, queue_mails
from coursesite.storage.transactions import write_transaction


def invite_people(*, people: QuerySet[User], actor: Any | None, now: datetime, role: str = Role.HR) -> int:
    """An invitation for each of them who has no password, was not invited today and waits for none. To how many?

    Who begins after the link has run out is left for later: she would find it dead on her first day.
    """
    day = timezone.localdate(now)
    with write_transaction():
        known = OutboxMail.objects.filter(kind=INVITATION)
        asked = known.filter(day=day) | known.filter(state=MailState.WAITING)
        early = entering_later(User.objects.all(), now=now)
        invited = without_password(people).exclude(pk__in=asked.values("user")).exclude(pk__in=early.values("pk"))
        mails = [NewMail(pk, INVITATION, day) for pk in invited.order_by("pk").values_list("pk", flat=True)]
        if not mails:
            return 0
        queue_mails(kind=INVITATION, mails=mails, now=now)
        queued = OutboxMail.objects.filter(kind=INVITATION, day=day, made_at=now)
        subjects = User.objects.filter(pk__in=queued.values("user"))
        record(actor=actor, role=role if actor else "", action=Action.INVITE_PERSON, subjects=subjects)
    return len(mails)


def invite_again(*, person: User, actor: Any | None, now: datetime, role: str = Role.HR) -> OutboxMail:
    """One invitation because somebody says so, also when there was one today. Earlier links hold until one is used."""
    day = timezone.localdate(now)
    with write_transaction():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not without_password(User.objects.filter(pk=person.pk)).exists():
            raise AccountsError(_("This person already has a password or is not allowed to sign in."), "not-invitable")
        mails = OutboxMail.objects.filter(user=person, kind=INVITATION)
        if mails.filter(state=MailState.WAITING).exists():
            raise AccountsError(_("An invitation is already waiting to be sent."), "waiting")
        earlier = mails.filter(day=day).count()
        rule = f"{INVITATION}:{earlier + 1}" if earlier else INVITATION
        note_about(person=person, actor=actor, role=role, action=Action.INVITE_PERSON)
        return queue_mail(user=person, kind=INVITATION, rule=rule, day=day, now=now)


def accept_invitation(*, person: User, password: str) -> User:
    """Whoever has the link has her mail, so the address is hers."""
    made = User()
    made.set_password(password)  # before the transaction: hashing takes its time
    with write_transaction():
        found = User.objects.select_for_update().get(pk=person.pk)
        if found.password != person.password or found.email != person.email or not found.is_active:
            raise AccountsError(_("This link has already been used."), "used")
        found.password = made.password
        found.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(
            user=found, email=found.email, defaults={"verified": True, "primary": True}
        )
    return found
