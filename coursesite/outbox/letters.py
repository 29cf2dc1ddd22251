"""A mail's text, made when it goes out: plain and HTML, in its reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from coursesite import registry
from coursesite.http.language import CODES
from coursesite.outbox.models import OutboxMail
from coursesite.outbox.services import send_due

# No out-of-office notes in return.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def send_mails(*, now: datetime) -> Iterator[str]:
    """A job of run_due, after all that make mails."""
    return send_due(now=now, write=write_message)


def write_message(mail: OutboxMail, now: datetime) -> EmailMultiAlternatives | None:
    letter = write_letter(mail, now)
    if letter is None:
        return None
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[mail.user.email], headers=HEADERS)
    message.attach_alternative(letter.html, "text/html")
    return message


def write_letter(mail: OutboxMail, now: datetime) -> Letter | None:
    """None: it is not wanted any more."""
    kind = registry.mail_kinds[mail.kind]
    language = mail.user.language if mail.user.language in CODES else settings.LANGUAGE_CODE
    with translation.override(language):
        values = kind.context(mail, now)
        if values is None:
            return None
        frame = {"LANGUAGE_CODE": language, "site_url": settings.SITE_URL.rstrip("/"), "reader": mail.user}
        subject = " ".join(render_to_string(f"{kind.template}.subject.txt", {**frame, **values}).split())
        values = {**frame, "subject": subject, **values}
        text = render_to_string(f"{kind.template}.txt", values).strip() + "\n"
        return Letter(subject, text, render_to_string(f"{kind.template}.html", values))
