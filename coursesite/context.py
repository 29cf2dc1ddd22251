"""What each page's frame needs. Lazy: a page without the frame asks nothing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from coursesite import registry

THEMES = ("light", "dark")
THEME_COOKIE_NAME = "theme"
# A language is offered in its own words: whoever needs the switch cannot read the others.
LANGUAGES = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class NavigationLink:
    label: str
    url: str


def site(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get(THEME_COOKIE_NAME, "")
    return {
        "theme": theme if theme in THEMES else "",
        "LANGUAGE_CODE": get_language(),
        "languages": LANGUAGES,
        "site_local": settings.LOCAL,
        "navigation": SimpleLazyObject(lambda: _navigation(getattr(request, "user", None))),
    }


def _navigation(user: Any) -> list[NavigationLink]:
    """What this person's roles open. One query for all roles."""
    if user is None or not user.is_authenticated:
        return []
    allowed = [entry for entry in registry.navigation if entry.allowed(user)]
    return [NavigationLink(str(entry.label), reverse(entry.url_name)) for entry in allowed]
