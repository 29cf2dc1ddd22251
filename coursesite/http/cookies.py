"""Cookies that hold a choice of the reader for a year: language, theme. No script needs them."""

from django.conf import settings
from django.http import HttpResponse


def keep_cookie(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=not settings.LOCAL,
    )
