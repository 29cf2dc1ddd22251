"""Texts beside the lessons, and the short way to the one that people look up again and again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons.models import Page
from lessons.queries.pages import sheet_for
from lessons.views.access import standing_or_404


@require_safe
@login_required
def page(request: HttpRequest, course: str, page: str) -> HttpResponse:
    found = standing_or_404(request, course)
    row = Page.objects.filter(course=found.course, slug=page).first()
    if row is None:
        raise Http404
    text = mark_safe(row.html)  # noqa: S308  # by coursesite.markup, when it was saved
    return render(request, "lessons/page.html", {"course": found.course, "page": row, "text": text})


@require_safe
@login_required
def sheet(request: HttpRequest) -> HttpResponse:
    """One link for everybody: the sheet of the course that she works on."""
    row = sheet_for(request.user)
    if row is None:
        messages.info(request, _("None of your courses has a comparison sheet."))
        return redirect("home")
    return redirect(row)
