"""The page's frame, made once per process for each look it can have.

Head and foot are the same on every page but for a token and the address to come back to. They are rendered when they
are first needed and then only filled in: on a lesson they cost more than the text.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from coursesite.context import LANGUAGES, NavigationLink

register = template.Library()

# Characters for private use: no text that is escaped into a page can hold these words.
TOKEN, ADDRESS = "\ue000token\ue000", "\ue000address\ue000"
LOOKS = 256  # languages × themes × sets of links; a few kilobytes each


@register.simple_tag(takes_context=True)
def frame_part(context: dict[str, Any], name: str, links: Iterable[NavigationLink] = ()) -> SafeString:
    """`name` is a template that needs nothing but what is given below."""
    request, user = context.get("request"), context.get("user")
    signed_in = bool(user and user.is_authenticated)
    part = _rendered(name, context["LANGUAGE_CODE"], context["theme"], signed_in, tuple(links))
    if request is None or TOKEN not in part:
        return mark_safe(part)  # noqa: S308  # by the template engine
    filled = part.replace(TOKEN, get_token(request)).replace(ADDRESS, escape(request.get_full_path()))
    return mark_safe(filled)  # noqa: S308  # as above; both values are escaped


@lru_cache(maxsize=LOOKS)
def _rendered(name: str, language: str, theme: str, signed_in: bool, links: tuple[NavigationLink, ...]) -> str:
    return render_to_string(
        name,
        {
            "LANGUAGE_CODE": language,
            "languages": LANGUAGES,
            "theme": theme,
            "signed_in": signed_in,
            "navigation": links,
            "token": TOKEN,
            "address": ADDRESS,
        },
    )
