"""What somebody decides about a mail that stands in the outbox. The person it is for reads in the journal who did."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Role
from coursesite.accounts.queries.invitations import INVITATION
from coursesite.accounts.rules import is_hr
from coursesite.accounts.services.people import note_about
from coursesite.journal.models import Action
from coursesite.outbox.errors import OutboxError
from coursesite.outbox.models import OutboxMail
from coursesite.outbox.services import cancel_mails, resend_mail
from coursesite.storage.transactions import write_transaction

RESENT, CANCELLED = "mail-resent", "mail-cancelled"  # purposes in the journal; their words are in lessons.startup


def send_again(*, mail: OutboxMail, actor: Any, now: datetime) -> None:
    with write_transaction():
        resend_mail(mail=mail, now=now)
        _note(mail, actor, RESENT)


def do_not_send(*, mail: OutboxMail, actor: Any) -> None:
    with write_transaction():
        if not cancel_mails(mails=OutboxMail.objects.filter(pk=mail.pk)):
            raise OutboxError(_("This email is no longer waiting."), "not-waiting")
        _note(mail, actor, CANCELLED)


def _note(mail: OutboxMail, actor: Any, purpose: str) -> None:
    again = mail.kind == INVITATION and purpose == RESENT
    action = Action.INVITE_PERSON if again else Action.CHANGE_PERSON
    role = Role.HR if is_hr(actor) else Role.OPERATOR
    note_about(person=mail.user, actor=actor, role=role, action=action, purpose=purpose)
