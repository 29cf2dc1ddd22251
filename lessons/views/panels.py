"""What this floor shows on pages of the ground floor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from coursesite import clock
from lessons.queries.people import own_courses, public_courses


def home_courses(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {"courses": own_courses(user, now=clock.now()) if user.is_authenticated else public_courses(now=clock.now())}


def account_courses(request: HttpRequest) -> dict[str, Any]:
    return {"courses": [own for own in own_courses(request.user, now=clock.now()) if own.enrolment]}


def calendar_address(request: HttpRequest) -> dict[str, Any]:
    """As another program has to be told it; no query."""
    token = request.user.calendar_token
    path = reverse("lessons:calendar", args=[token]) if token else ""
    return {"address": f"{settings.SITE_URL.rstrip('/')}{path}" if path else ""}
