"""Input that no database column can hold is refused before a view sees it: a NUL byte is an error in PostgreSQL."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class CleanInputMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict) -> None:
        values = [request.path_info]
        for key, texts in request.GET.lists():
            values += [key, *texts]
        if any("\x00" in value for value in values):
            raise BadRequest("NUL byte")


MOST_DIGITS = 18  # of a row's number; with one more it may not fit its column


def row_number(value: str) -> int | None:
    """The number of a row that a form of ours sent back; None for anything else."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS else None


def without_nul(value: str) -> str:
    """Typed text as it can be stored; a form shows it again with its message."""
    return value.replace("\x00", "")
