"""A number for each request, by which its lines in the log are found: an error page shows it, and so does each line.

It says nothing about a person: it is drawn anew for every request and stored nowhere but in the log.
"""

import base64
import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

BITS = 40  # as eight letters to read out over the telephone; a log of a year still tells them apart
NONE = "-"  # what is logged outside of a request: commands, jobs
_reference: ContextVar[str] = ContextVar("reference", default=NONE)


def new_reference() -> str:
    """Letters and the digits 2 to 7, so that no 0 is read as O and no 1 as I: `K7QF-2MXA`."""
    letters = base64.b32encode(secrets.token_bytes(BITS // 8)).decode("ascii")
    return f"{letters[:4]}-{letters[4:]}"


def current_reference() -> str:
    return _reference.get()


class ReferenceMiddleware:
    """Outermost, so that what fails in any other has its number, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _reference.set(new_reference())
        try:
            return self.get_response(request)
        finally:
            _reference.reset(token)


class ReferenceFilter(logging.Filter):
    """Gives each record the number of the request it was written in."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = current_reference()
        return True
