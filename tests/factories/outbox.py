"""Mails in the outbox, and mail servers that fail in known ways."""

from datetime import UTC, datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail.backends.locmem import EmailBackend

from coursesite import registry
from coursesite.outbox.models import OutboxMail
from coursesite.outbox.services import queue_mail
from tests.factories.accounts import make_user

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
KIND = "test-note"


def register_note(monkeypatch, context=None) -> None:
    """A kind of mail with the least of texts."""
    kind = registry.MailKind(KIND, "note", "outbox/mail", context or (lambda _mail, _now: {}))
    monkeypatch.setitem(registry.mail_kinds, KIND, kind)


def make_mail(user=None, **fields) -> OutboxMail:
    values = {"kind": KIND, "rule": "note", "day": NOW.date(), "now": NOW, **fields}
    return queue_mail(user=user or make_user(), **values)


class Unreachable(EmailBackend):
    """Nobody answers at the server's address."""

    def open(self) -> bool:
        raise ConnectionRefusedError(111, "Connection refused")


class UnknownRecipient(EmailBackend):
    def send_messages(self, messages) -> int:
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, f"<{messages[0].to[0]}>: no such user".encode())})


class Greylisting(EmailBackend):
    def send_messages(self, messages) -> int:
        raise SMTPDataError(451, f"come back later, {messages[0].to[0]}")


class BreaksOff(EmailBackend):
    """The connection is gone after the mail was handed over, before the answer."""

    def send_messages(self, messages) -> int:
        super().send_messages(messages)
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class Killed(BaseException):
    """What a kill is to the code: nothing after it runs."""


class KilledAfterAccepting(EmailBackend):
    def send_messages(self, messages) -> int:
        super().send_messages(messages)
        raise Killed


class KilledBeforeAccepting(EmailBackend):
    def send_messages(self, messages) -> int:
        raise Killed


def backend(kind: type[EmailBackend]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
