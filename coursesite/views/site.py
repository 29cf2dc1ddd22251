"""The start page, the footer pages, and what a load balancer asks."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from coursesite import clock, registry
from coursesite.accounts.queries.demo import demo_people
from coursesite.desks import desks_of
from coursesite.pages.models import SitePage


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    panels = [{"template": panel.template, "data": panel.context(request)} for panel in registry.home_panels]
    panels.sort(key=lambda panel: not panel["data"].get("is_pressing"))
    is_begun = any(panel["data"].get("is_begun") for panel in panels)
    desks = desks_of(request.user, now=clock.now())
    context = {
        "desks": desks,
        "help_task": desks[0].task if desks and not is_begun else "",
        "panels": panels,
        "is_begun": is_begun,
        "signup_open": settings.SIGNUP != "closed",
    }
    return render(request, "site/home.html", context)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """In the reader's language, else in the site's: better the wrong language than no imprint."""
    versions = {row.language: row for row in SitePage.objects.filter(slug=slug)}
    found = versions.get(request.LANGUAGE_CODE) or versions.get(settings.LANGUAGE_CODE)
    if found is None:
        raise Http404
    html = mark_safe(found.html)  # noqa: S308  # by coursesite.markup, when it was saved
    return render(request, "site/page.html", {"page": found, "html": html})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers, is migrated, and holds no demo people outside the local profile."""
    reasons = _reasons_not_ready()
    response = JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)
    if reasons:
        response.headers["Retry-After"] = "5"
    return response


def _reasons_not_ready() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["migrations"]
        if not settings.LOCAL and demo_people().exists():
            return ["demo-people"]
    except DatabaseError:
        return ["database"]
    return []
