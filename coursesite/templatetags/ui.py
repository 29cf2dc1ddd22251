"""Parts of pages that are made once per process for each look they can have.

Head and foot are the same on every page but for a token and the address to come back to; an outline looks the same for
everybody who stands at the same point. They are rendered when they are first needed and then only filled in: on a
lesson they cost more than the text.
"""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from coursesite.context import LANGUAGES, NavigationLink
from coursesite.storage.kept import Kept

register = template.Library()

# Characters for private use: no text that is escaped into a page can hold these words.
TOKEN, ADDRESS = "\ue000token\ue000", "\ue000address\ue000"
LOOKS = 256  # languages × themes × sets of links; a few kilobytes each
_parts: Kept[Hashable, str] = Kept(limit=2000)  # a few kilobytes each


@register.simple_tag(takes_context=True)
def frame_part(context: dict[str, Any], name: str, links: Iterable[NavigationLink] = ()) -> SafeString:
    """`name` is a template that needs nothing but what is given below."""
    request, user = context.get("request"), context.get("user")
    signed_in = bool(user and user.is_authenticated)
    part = _rendered(name, context["LANGUAGE_CODE"], context["theme"], signed_in, tuple(links))
    if request is None or TOKEN not in part:
        return mark_safe(part)  # noqa: S308  # by the template engine
    filled = part.replace(TOKEN, _token(context)).replace(ADDRESS, escape(request.get_full_path()))
    return mark_safe(filled)  # noqa: S308  # as above; both values are escaped


def _token(context: dict[str, Any]) -> str:
    """The page's own, made once a page; each call of Django's function makes another."""
    return str(context.get("csrf_token") or get_token(context["request"]))


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


@register.simple_tag(takes_context=True)
def kept_part(context: dict[str, Any], template_name: str, **values: Any) -> SafeString:
    """A template that sees nothing but `values`, the language and a token.

    A value says by `kept_key` all that a template can show of it (None: do not keep); numbers, texts and
    nothing are their own. So nobody is shown what was made for somebody else, unless it is the same to the letter.
    """
    keys = tuple(_key(value) for value in values.values())
    look = (template_name, context["LANGUAGE_CODE"], tuple(values), keys)

    def made() -> str:
        given = {**values, "LANGUAGE_CODE": context["LANGUAGE_CODE"], "csrf_token": TOKEN}
        return render_to_string(template_name, given)

    part = made() if None in keys else _parts.get(look, made)
    if TOKEN in part:
        part = part.replace(TOKEN, _token(context))
    return mark_safe(part)  # noqa: S308  # by the template engine


def _key(value: Any) -> Hashable:
    if value is None:
        return ()
    if isinstance(value, str):
        return type(value) is SafeString, str(value)  # the same letters may be HTML or not
    return value if isinstance(value, int) else value.kept_key
