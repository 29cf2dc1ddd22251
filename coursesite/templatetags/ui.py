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
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from coursesite import registry
from coursesite.context import LANGUAGES, NavigationLink
from coursesite.help.first_steps import first_steps_of
from coursesite.help.places import task_for
from coursesite.help.texts import title_of
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
def help_link(context: dict[str, Any], name: str = "ui/help_link.html") -> SafeString:
    """Leads to the text of the handbook that belongs to this page, where there is one.

    A view whose address serves several tasks names its own as `help_task`.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    task = context.get("help_task") or (match and task_for(match.view_name))
    return _help_link(name, context["LANGUAGE_CODE"], task) if task else SafeString()


@lru_cache(maxsize=LOOKS)
def _help_link(name: str, language: str, task: str) -> SafeString:
    return render_to_string(name, {"url": reverse("help-text", args=[task]), "title": title_of(language, task)})


@register.inclusion_tag("ui/section_pages.html", takes_context=True)
def section_pages(context: dict[str, Any], name: str) -> dict[str, Any]:
    """The pages of a role by what they are for; the one that is shown is marked."""
    section, match = registry.sections[name], context["request"].resolver_match
    here = match.view_name if match else ""
    groups = [
        {
            "title": group.title,
            "links": [{"label": label, "url": reverse(page), "is_here": page == here} for label, page in group.pages],
        }
        for group in section.groups
    ]
    return {"label": section.label, "groups": groups, "LANGUAGE_CODE": context["LANGUAGE_CODE"]}


@register.inclusion_tag("help/first_steps.html", takes_context=True)
def first_steps(context: dict[str, Any], *roles: str) -> dict[str, Any]:
    """What is still to do for this reader in these roles; nothing once all of it is done."""
    return {"steps": first_steps_of(context["request"].user, *roles)}


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
