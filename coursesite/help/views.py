"""/help/: the handbook."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from coursesite.help.contents import Part, part_of, parts_open_to
from coursesite.help.texts import tasks_with, text_of, title_of

MAX_QUERY = 100  # characters


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    language, query = request.LANGUAGE_CODE, request.GET.get("q", "").strip()[:MAX_QUERY]
    open_parts = parts_open_to(request.user)
    found = tasks_with(language, [task for part in open_parts for task in part.tasks], query)
    context = {"query": query, "found": [_link(task, language) for task in found]}
    return render(request, "help/contents.html", context | {"parts": [_listed(part, language) for part in open_parts]})


@require_safe
def text(request: HttpRequest, task: str) -> HttpResponse:
    part, language = part_of(task), request.LANGUAGE_CODE
    if part is None:
        raise Http404
    if not part.allowed(request.user):
        return _closed(request)
    rendered = text_of(language, task)
    return render(
        request,
        "help/text.html",
        {
            "title": title_of(language, task),
            "html": mark_safe(rendered.html),  # noqa: S308  # by coursesite.markup
            "headings": [entry for entry in rendered.toc if entry.level == 2],  # h2
            "part": _listed(part, language),
            "other_parts": [other for other in parts_open_to(request.user) if other is not part],
            "current": task,
        },
    )


def _closed(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))


def _listed(part: Part, language: str) -> dict[str, Any]:
    links = [_link(task, language) for task in part.tasks]
    return {"key": part.key, "title": part.title, "links": links}


def _link(task: str, language: str) -> dict[str, str]:
    return {"task": task, "title": title_of(language, task), "url": reverse("help-text", args=[task])}
