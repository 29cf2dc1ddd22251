"""/certificates/<code>/: is this certificate genuine, and does it still hold? For everybody who has the code."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coursesite import clock
from coursesite.http.rates import is_within
from coursesite.http.responses import json_error
from coursesite.views.errors import too_many_requests
from lessons.certificates.validity import Status
from lessons.queries.certificates import Checked, checked
from lessons.views.certificate_words import (
    STATUS_SIGNS,
    STATUS_WORDS,
    day_in_words,
    level_in_words,
    until_in_words,
)

# An office shares one address; codes of 160 bits cannot be guessed at any rate.
CHECKS_PER_MINUTE = 120
NOTHING = "–"


@require_safe
def check_page(request: HttpRequest, code: str) -> HttpResponse:
    if not _is_allowed(request):
        return too_many_requests(request)
    found = checked(code, today=clock.today())
    context = {
        "status": STATUS_WORDS[found.status],
        "sign": STATUS_SIGNS[found.status],
        "sentence": _sentence(found),
        "facts": _facts(found),
    }
    return _unlisted(render(request, "lessons/certificates/check.html", context, status=_code_of(found)))


@require_safe
def check_json(request: HttpRequest, code: str) -> HttpResponse:
    """Days in ISO 8601; null for what is not told."""
    if not _is_allowed(request):
        return json_error("too-many-requests", 429)
    found = checked(code, today=clock.today())
    return _unlisted(JsonResponse(_as_json(found), status=_code_of(found)))


def _is_allowed(request: HttpRequest) -> bool:
    return is_within(request, what="certificate-check", per_minute=CHECKS_PER_MINUTE)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and no cache either. No other site learns the code: the site's own referrer policy.

    With "no-referrer" a browser sends the forms of this page without their origin, and they are refused.
    """
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store"
    return response


def _code_of(found: Checked) -> int:
    return 404 if found.certificate is None else 200


def _sentence(found: Checked) -> str:
    match found.status:
        case Status.VALID:
            return _("This certificate was issued here and is valid.")
        case Status.EXPIRED:
            return _("This certificate was issued here and has expired.")
        case Status.REPLACED:
            return _("This certificate was issued here and has been replaced by another one.")
        case Status.REVOKED:
            return _("This certificate was issued here and has been revoked.")
    return _("No certificate has this code. Please compare it with the document, character by character.")


def _facts(found: Checked) -> list[tuple[Any, str, str]]:
    """The same rows for each code: label, value, language of the value."""
    certificate = found.certificate
    snapshot = certificate.snapshot if certificate else {}
    course = snapshot.get("course", {})
    title = course.get("title", NOTHING)
    if course.get("version") is not None:
        title = _("%(course)s (version %(version)s)") % {"course": title, "version": course["version"]}
    return [
        (_("Name"), _name(found), ""),
        (_("Course"), title, course.get("language", "")),
        (_("Level"), level_in_words(snapshot) if snapshot else NOTHING, ""),
        (_("Awarded on"), day_in_words(snapshot["decision"]["day"] if snapshot else None), ""),
        (_("Issued on"), day_in_words(certificate.issued_on if certificate else None), ""),
        (_("Valid until"), until_in_words(certificate.valid_until) if certificate else NOTHING, ""),
        (_("Revoked or replaced on"), day_in_words(found.ended_on, nothing=_("no") if certificate else NOTHING), ""),
        (_("Number"), certificate.number if certificate else NOTHING, ""),
        (_("Checksum"), certificate.snapshot_hash if certificate else NOTHING, ""),
    ]


def _name(found: Checked) -> str:
    if found.certificate is None:
        return NOTHING
    return found.name or (_("deleted") if found.name_deleted else _("not shown"))


def _as_json(found: Checked) -> dict[str, Any]:
    certificate = found.certificate
    snapshot = certificate.snapshot if certificate else {}
    course, decision = snapshot.get("course", {}), snapshot.get("decision", {})
    return {
        "status": found.status,
        "number": certificate.number if certificate else None,
        "level": certificate.level if certificate else None,
        "practical_assignment": decision.get("practical"),
        "course": course.get("title"),
        "course_version": course.get("version"),
        "reached_on": decision.get("day"),
        "issued_on": certificate.issued_on if certificate else None,
        "valid_until": certificate.valid_until if certificate else None,
        "ended_on": found.ended_on,
        "name": found.name or None,
        "name_deleted": found.name_deleted,
        "checksum": certificate.snapshot_hash if certificate else None,
    }
