"""Error pages: what happened, what is safe, what to do next. They must not need the database.

Each is there in all languages at once, so that the switch needs no server; and each has the number by which the log
knows the request. What is logged names the address's pattern, never the address: that may hold a token.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext_lazy as _

from coursesite.context import LANGUAGES, THEME_COOKIE_NAME, THEMES
from coursesite.http.language import CODES
from coursesite.http.reference import current_reference

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """`again`: the same address may answer in a moment. `contact`: the page with the contact can be expected to."""

    title: str
    text: str
    again: bool = False
    contact: bool = True


FAULTS = {
    400: Fault(_("This request cannot be read"), _("Nothing was changed. Please go back and try again.")),
    403: Fault(
        _("This form has expired"),
        _("Nothing was changed. Please go back, reload the page and send the form again."),
    ),
    404: Fault(_("This page does not exist"), _("It may have moved, or it is not meant for your account.")),
    405: Fault(
        _("This page cannot be opened directly"),
        _(
            "The address belongs to a button on another page. Nothing was changed."
            " Please open that page and use the button there."
        ),
    ),
    429: Fault(
        _("Too many attempts"),
        _("Nothing is lost. Please wait a few minutes and try again."),
        again=True,
    ),
    500: Fault(
        _("Something went wrong on our side"),
        _("What was saved before is safe. Please try again in a moment."),
        again=True,
    ),
    503: Fault(
        _("The site cannot be reached at the moment"),
        _("What was saved before is safe. Please try again in a few seconds."),
        again=True,
        contact=False,
    ),
}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    _note(request, status)
    if "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json":
        return JsonResponse({"error": f"http-{status}", "reference": current_reference()}, status=status)
    page = loader.get_template("errors/page.html").render(_context(request, status))
    return HttpResponse(page, status=status)


def _note(request: HttpRequest, status: int) -> None:
    """One line each, so that the number somebody reads out is found; a failure's traceback has the same number."""
    pattern = request.resolver_match.route if request.resolver_match else "no such address"
    logger.info("%s %s %s", status, request.method, pattern)


def _context(request: HttpRequest, status: int) -> dict[str, object]:
    fault = FAULTS[status]
    return {
        **frame_in(*look_of(request)),
        "status": status,
        "fault": fault,
        "again": request.get_full_path() if fault.again and request.method in {"GET", "HEAD"} else "",
        "reference": current_reference(),
    }


def look_of(request: HttpRequest) -> tuple[str, str]:
    """Language and theme; "" is the theme of the device."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    theme = request.COOKIES.get(THEME_COOKIE_NAME, "")
    return language if language in CODES else settings.LANGUAGE_CODE, theme if theme in THEMES else ""


def frame_in(language: str, theme: str) -> dict[str, object]:
    """What the frame of a page in all languages needs: the reader's own comes first."""
    languages = sorted(LANGUAGES, key=lambda entry: entry[0] != language)
    return {"LANGUAGE_CODE": language, "languages": languages, "theme": theme}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whoever may not be there learns no more than that there is no such page."""
    return _page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _page(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 429)


def service_unavailable(request: HttpRequest) -> HttpResponse:
    return _page(request, 503)
