"""Searching within one course: its lessons, its glossary, one's own reviews. It works without a script."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coursesite import clock
from lessons.queries.outline import outline
from lessons.queries.searching import search
from lessons.searchables import Reader
from lessons.views.access import standing_or_404, to_the_beginning

LONGEST_QUERY = 100


@require_safe
@login_required
def search_page(request: HttpRequest, course: str) -> HttpResponse:
    found = standing_or_404(request, course)
    teaches = found.teaches
    if not (teaches or found.may_read):
        return to_the_beginning(request, found)
    now = clock.now()
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    contents = outline(found.course, found.enrolment, now=now)
    reader = Reader(request.user, found.course, contents, teaches, now)
    context = {"course": found.course, "query": query, "found": search(reader, query) if query else None}
    return render(request, "lessons/search.html", context)
