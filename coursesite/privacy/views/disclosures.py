"""/me/disclosures/: who has seen what about me? As far as the journal knows: roles, no names."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coursesite import registry
from coursesite.accounts.enums import Role
from coursesite.journal.models import JournalEntry
from coursesite.journal.queries import entries_about

ENTRIES_PER_PAGE = 20


@dataclass(frozen=True)
class Disclosed:
    """A journal entry as the person it is about reads it: a role, no name."""

    entry: JournalEntry
    role: Any
    purpose: Any
    columns: list[Any]


@require_safe
@login_required
def disclosures(request: HttpRequest) -> HttpResponse:
    page = Paginator(entries_about(request.user), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/disclosures.html", {"page": page, "entries": as_read(page)})


def as_read(entries: Any) -> list[Disclosed]:
    return [_as_read(entry) for entry in entries]


def _as_read(entry: JournalEntry) -> Disclosed:
    words = registry.journal_words.get(entry.action, {})
    role = Role(entry.actor_role).label if entry.actor_role in Role else _("the site itself")
    columns = [words.get(key, key) for key in entry.details.get("columns", [])]
    return Disclosed(entry, role, words.get(entry.purpose, entry.purpose), columns)
