"""What each page's frame needs. No query: the template asks for what it shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from coursesite import registry

THEMES = ("light", "dark")
THEME_COOKIE_NAME = "theme"


def site(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get(THEME_COOKIE_NAME, "")
    return {
        "theme": theme if theme in THEMES else "",
        "languages": settings.LANGUAGES,
        "site_local": settings.LOCAL,
        "navigation": registry.navigation,
    }
