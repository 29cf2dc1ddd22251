"""/council/: what the works council reads, and the text for the agreement, made of what holds on this site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from coursesite import clock, policy, registry
from coursesite.accounts.queries.council import export_log, held_roles, stored
from coursesite.accounts.rules import is_works_council
from coursesite.http.language import CODES
from coursesite.http.responses import download
from coursesite.journal.models import JournalEntry
from coursesite.markup.child import render_one
from coursesite.markup.context import Context
from coursesite.markup.rendered import Rendered

ROWS_PER_PAGE = 50
TYPES = {"md": "text/markdown; charset=utf-8", "txt": "text/plain; charset=utf-8"}
View = Callable[..., HttpResponse]


def council_only(view: View) -> View:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_works_council(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@council_only
def stored_data(request: HttpRequest) -> HttpResponse:
    return render(request, "council/stored.html", {"rows": stored(), "disclosures": policy.disclosures})


@require_safe
@council_only
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "council/roles.html", {"page": _page(request, held_roles())})


@require_safe
@council_only
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "council/rules.html", {"rules": list(policy.rules.values()), "local": settings.LOCAL})


@require_safe
@council_only
def exports(request: HttpRequest) -> HttpResponse:
    page = _page(request, export_log())
    return render(request, "council/exports.html", {"page": page, "rows": [(entry, _columns(entry)) for entry in page]})


@require_safe
@council_only
def agreement(request: HttpRequest) -> HttpResponse:
    language = _language(request)
    rendered = render_one(agreement_text(language), Context())
    html = mark_safe(rendered.html) if isinstance(rendered, Rendered) else ""  # noqa: S308  # by coursesite.markup
    return render(request, "council/agreement.html", {"html": html, "language": language})


@require_safe
@council_only
def agreement_file(request: HttpRequest, extension: str) -> HttpResponse:
    language = _language(request)
    text = agreement_text(language).encode()
    return download([text], filename=f"agreement-{language}.{extension}", content_type=TYPES[extension])


def agreement_text(language: str) -> str:
    """Markdown. Values and bounds are those of this site at this moment."""
    with translation.override(language):
        context = {
            "rules": list(policy.rules.values()),
            "rule": {key.replace("-", "_"): rule for key, rule in policy.rules.items()},
            "disclosures": policy.disclosures,
            "stored": stored(),
            "today": clock.today(),
            "site": settings.SITE_URL,
        }
        return render_to_string(f"council/agreement.{language}.md", context)


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in CODES else translation.get_language() or settings.LANGUAGE_CODE


def _page(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))


def _columns(entry: JournalEntry) -> list[Any]:
    words = registry.journal_words.get(entry.action, {})
    return [words.get(key, key) for key in entry.details.get("columns", [])]
