"""What this floor shows on pages of the ground floor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from coursesite import clock
from lessons.queries.notes import has_notes
from lessons.queries.people import own_courses, public_courses


def home_courses(request: HttpRequest) -> dict[str, Any]:
    user, now = request.user, clock.now()
    courses = own_courses(user, now=now) if user.is_authenticated else public_courses(now=now)
    is_begun = any(own.enrolment and own.enrolment.started_at for own in courses)
    return {
        "courses": courses,
        "is_begun": is_begun,
        "is_pressing": any(own.outline.running for own in courses),
        "has_notes": is_begun and has_notes(user),
        "time_zone": clock.zone(),
    }


def account_courses(request: HttpRequest) -> dict[str, Any]:
    return {"courses": [own for own in own_courses(request.user, now=clock.now()) if own.enrolment]}


def calendar_address(request: HttpRequest) -> dict[str, Any]:
    """As another program has to be told it; no query."""
    token = request.user.calendar_token
    path = reverse("lessons:calendar", args=[token]) if token else ""
    return {"address": f"{settings.SITE_URL.rstrip('/')}{path}" if path else ""}
