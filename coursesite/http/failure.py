"""When the database does not answer: 503 and "try again in a few seconds", never a bare error.

What a learner typed is still in her browser; the pages that save send it again.
"""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from coursesite.views import errors

RETRY_AFTER_SECONDS = 5
logger = logging.getLogger(__name__)


class DatabaseFailureMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(request)
        return None


def unavailable(request: HttpRequest) -> HttpResponse:
    logger.exception("database failure")
    if not connection.in_atomic_block:
        connection.close()  # the next request opens a fresh one
    response = errors.service_unavailable(request)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
