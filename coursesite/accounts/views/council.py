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
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from coursesite import clock, policy
from coursesite.accounts.enums import Role
from coursesite.accounts.queries.council import held_roles, stored
from coursesite.accounts.queries.council_overview import LATELY_DAYS, overview
from coursesite.accounts.queries.rule_changes import CHANGES, change_of, rule_changes
from coursesite.accounts.rules import is_works_council
from coursesite.http.language import CODES
from coursesite.http.responses import download
from coursesite.markup.child import render_one
from coursesite.markup.context import Context
from coursesite.markup.rendered import Rendered
from coursesite.tables.columns import Column

ROWS_PER_PAGE = 50
TYPES = {"md": "text/markdown; charset=utf-8", "txt": "text/plain; charset=utf-8"}
View = Callable[..., HttpResponse]
STORED = (
    Column("purpose", _("What for")),
    Column("period", _("How long")),
    Column("seen_by", _("Visible to")),
    Column("columns", _("Columns")),
    Column("table", _("Table")),
)
ROLES = (
    Column("name", _("Person")),
    Column("role", _("Role")),
    Column("scope", _("Applies to")),
    Column("since", _("Since")),
    Column("granted_by", _("Granted by")),
    Column("until", _("Until")),
)
RULES = (
    Column("rule", _("Rule")),
    Column("value", _("Value")),
    Column("bounds", _("Limits")),
    Column("set_by", _("Set by")),
    Column("reason", _("Why")),
)


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
def first_page(request: HttpRequest) -> HttpResponse:
    context = {
        "overview": overview(now=clock.now()),
        "days": LATELY_DAYS,
        "rows": stored(),
        "columns": STORED,
        "disclosures": policy.disclosures,
    }
    return render(request, "council/overview.html", context)


@require_safe
@council_only
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "council/roles.html", {"page": page_of(request, held_roles()), "columns": ROLES})


@require_safe
@council_only
def rules(request: HttpRequest) -> HttpResponse:
    page = page_of(request, rule_changes())
    context = {
        "rules": list(policy.in_force().values()),
        "columns": RULES,
        "change_columns": CHANGES,
        "local": settings.LOCAL,
        "page": page,
        "changes": [change_of(entry) for entry in page],
    }
    return render(request, "council/rules.html", context)


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
    held = policy.in_force()
    with translation.override(language):
        context = {
            "rules": list(held.values()),
            "rule": {key.replace("-", "_"): rule for key, rule in held.items()},
            "disclosures": [shown for shown in policy.disclosures if shown.role == Role.HR],
            "stored": stored(),
            "today": clock.today(),
            "site": settings.SITE_URL,
        }
        return render_to_string(f"council/agreement.{language}.md", context)


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in CODES else translation.get_language() or settings.LANGUAGE_CODE


def page_of(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
