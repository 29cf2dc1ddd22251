"""Mails into the outbox, and out of it one after the other.

At most once: a mail is marked as not delivered ("interrupted") and that is stored, before the mail server gets it; when
it has accepted it, the mail is marked as sent. So a process that dies in between, or a connection that breaks before
the server's answer, leaves a mail of which nobody knows whether it arrived. It is shown as such and goes out again only
when a person says so. The other way round would send some mails twice; here a reminder is followed by the next one, and
an invitation is resent by one click. What the server refused, and what never reached it, was certainly not sent and is
tried again by itself.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Any

from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.outbox.errors import OutboxError
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.storage.transactions import write_transaction

# A server that is down for a weekend has everything soon after it is back; the last wait holds for all further tries.
RETRY_WAITS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=2))
MAX_TRIES = 40  # about three days
# A run ends before the next one begins, or nearly; what is left goes with the next.
MAILS_PER_RUN = 500
# Many servers end a connection after some dozen mails, without a word.
MAILS_PER_CONNECTION = 20
# Until a mail under way may be resent by a person: longer than any run takes.
CLAIM_HOLDS = timedelta(hours=1)

# Codes in `last_error`, before a colon and the detail. The web makes words of them.
INTERRUPTED, UNREACHABLE, REFUSED, NO_TEXT = "interrupted", "unreachable", "refused", "no-text"

logger = logging.getLogger(__name__)
Writer = Callable[[OutboxMail, datetime], EmailMessage | None]


@dataclass(frozen=True)
class NewMail:
    """What `queue_mails` takes for each mail; `rule` and `day` as in OutboxMail."""

    user_id: int
    rule: str
    day: date
    data: dict[str, Any] = field(default_factory=dict)


def queue_mail(
    *, user: Any, kind: str, rule: str, day: date, data: dict[str, Any] | None = None, now: datetime
) -> OutboxMail:
    """The mail of this person, rule and day: made, or as it is already. It goes out on `day` with the next run."""
    values = {"kind": kind, "data": data or {}, "made_at": now}
    with write_transaction():
        return OutboxMail.objects.get_or_create(user=user, rule=rule, day=day, defaults=values)[0]


def queue_mails(*, kind: str, mails: Iterable[NewMail], now: datetime) -> None:
    """Many at once; those that are there already stay as they are."""
    rows = (
        OutboxMail(user_id=new.user_id, kind=kind, rule=new.rule, day=new.day, data=new.data, made_at=now)
        for new in mails
    )
    with write_transaction():
        OutboxMail.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def cancel_mails(*, mails: QuerySet[OutboxMail]) -> int:
    """Those of `mails` that are waiting do not go out. How many were there?"""
    with write_transaction():
        waiting = mails.order_by().filter(state=MailState.WAITING)
        return waiting.update(state=MailState.CANCELLED, next_try_at=None)


def resend_mail(*, mail: OutboxMail, now: datetime) -> OutboxMail:
    """What was not delivered gets its tries anew; its text is made anew, too."""
    with write_transaction():
        mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
        if mail.state != MailState.FAILED:
            raise OutboxError(_("Only an email that was not delivered can be sent again."), "not-failed")
        if mail.next_try_at and mail.next_try_at > now:
            raise OutboxError(_("This email is being sent right now. Please wait an hour."), "under-way")
        _change(mail, state=MailState.WAITING, tries=0, next_try_at=None, last_error="")
    return mail


def send_due(*, now: datetime, write: Writer) -> Iterator[str]:
    """A job of run_due. `write` makes a mail's text, or says by None that it is not wanted any more.

    Raises when the server cannot be reached or a text cannot be made; what was sent stays sent.
    """
    waiting, sent, broken = _due(now), 0, 0
    while waiting:
        chunk, waiting = waiting[:MAILS_PER_CONNECTION], waiting[MAILS_PER_CONNECTION:]
        outcomes = _send_over_one_connection(chunk, waiting, write, now)
        sent += outcomes.count(MailState.SENT)
        broken += outcomes.count(NO_TEXT)
        if UNREACHABLE in outcomes:
            waiting, broken = [], broken + 1
    if sent:
        yield f"Mails sent: {sent}."
    if broken:
        raise OutboxError("Not all mails could be sent; their last error says why.", "not-sent")


def _due(now: datetime) -> list[int]:
    """Never tried ones in the order they were made, then the others in the order of their next try."""
    may_go = Q(next_try_at=None) | Q(next_try_at__lte=now)
    waiting = OutboxMail.objects.filter(may_go, state=MailState.WAITING, day__lte=timezone.localdate(now))
    in_order = waiting.order_by(F("next_try_at").asc(nulls_first=True), "pk")
    return list(in_order.values_list("pk", flat=True)[:MAILS_PER_RUN])


def _send_over_one_connection(chunk: list[int], others: list[int], write: Writer, now: datetime) -> list[str]:
    connection = django_mail.get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's errors are of this kind, too
        _postpone([*chunk, *others], error, now)
        return [UNREACHABLE]
    outcomes: list[str] = []
    try:
        for pk in chunk:
            outcomes.append(_send_one(pk, connection, write, now))
            if outcomes[-1] == INTERRUPTED:
                break  # the rest of the chunk comes with the next run, over a connection that is sound
    finally:
        with suppress(OSError):
            connection.close()
    return outcomes


def _send_one(pk: int, connection: Any, write: Writer, now: datetime) -> str:
    """What became of it: a state, or a code of `last_error`."""
    mail = _claim(pk, now)
    if mail is None:
        return ""
    try:
        wanted = mail.user.is_active and mail.user.erased_at is None
        message = write(mail, now) if wanted else None
    except Exception as error:  # one wrong text keeps no other mail back
        logger.exception("The text of mail %s could not be made.", mail.pk)
        _settle(mail, MailState.FAILED, last_error=f"{NO_TEXT}: {type(error).__name__}")
        return NO_TEXT
    if message is None:
        return _settle(mail, MailState.CANCELLED)
    return _hand_over(mail, message, connection, now)


def _hand_over(mail: OutboxMail, message: EmailMessage, connection: Any, now: datetime) -> str:
    try:
        connection.send_messages([message])
    except (SMTPServerDisconnected, TimeoutError):
        return INTERRUPTED  # as it is marked: the server may have it
    except OSError as error:
        return _refused(mail, error, now)
    except ValueError as error:  # an address or a heading that no mail can carry: nothing was sent, nor ever will be
        return _settle(mail, MailState.FAILED, last_error=_told(REFUSED, error))
    return _settle(mail, MailState.SENT, sent_at=now)


def _claim(pk: int, now: datetime) -> OutboxMail | None:
    """From here on it is this process's, whatever happens; None: somebody else was faster, or took it back."""
    with write_transaction():
        found = OutboxMail.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk)
        mail = found.first()
        if mail is None or mail.state != MailState.WAITING or (mail.next_try_at and mail.next_try_at > now):
            return None
        claimed = {"next_try_at": now + CLAIM_HOLDS, "last_error": INTERRUPTED}
        _change(mail, state=MailState.FAILED, tries=mail.tries + 1, **claimed)
    return mail


def _settle(mail: OutboxMail, state: str, *, last_error: str = "", sent_at: datetime | None = None) -> str:
    with write_transaction():
        _change(mail, state=state, last_error=last_error, next_try_at=None, sent_at=sent_at)
    return state


def _refused(mail: OutboxMail, error: OSError, now: datetime) -> str:
    """An address that does not exist will not exist in an hour; anything else may be over by then."""
    code = _smtp_code(error)
    if isinstance(error, SMTPRecipientsRefused) and code >= 500:
        return _settle(mail, MailState.FAILED, last_error=_told(REFUSED, error))
    with write_transaction():
        _try_later(mail, _told(REFUSED, error), now)
    return REFUSED


def _postpone(pks: list[int], error: OSError, now: datetime) -> None:
    """The server does not answer, so none of these mails was tried, and all wait."""
    logger.warning("The mail server cannot be reached: %s", _told(UNREACHABLE, error))
    with write_transaction():
        still = OutboxMail.objects.select_for_update().filter(pk__in=pks, state=MailState.WAITING)
        for mail in still.order_by("pk"):
            mail.tries += 1
            _try_later(mail, _told(UNREACHABLE, error), now)


def _try_later(mail: OutboxMail, last_error: str, now: datetime) -> None:
    if mail.tries >= MAX_TRIES:
        _change(mail, state=MailState.FAILED, tries=mail.tries, next_try_at=None, last_error=last_error)
        return
    wait = RETRY_WAITS[min(mail.tries, len(RETRY_WAITS)) - 1]
    _change(mail, state=MailState.WAITING, tries=mail.tries, next_try_at=now + wait, last_error=last_error)


def _told(code: str, error: Exception) -> str:
    """By number and kind only: what a server says quotes the address."""
    number = _smtp_code(error)
    return f"{code}: {number}" if number else f"{code}: {type(error).__name__}"


def _smtp_code(error: Exception) -> int:
    if isinstance(error, SMTPRecipientsRefused):
        return max((code for code, _answer in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0


def _change(mail: OutboxMail, **values: Any) -> None:
    """A mail whose person was erased meanwhile is gone, and nothing is wrong with that."""
    for name, value in values.items():
        setattr(mail, name, value)
    OutboxMail.objects.filter(pk=mail.pk).update(**values)
