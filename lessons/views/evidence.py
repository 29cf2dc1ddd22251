"""The evidence pack for an audit, as HR downloads it."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.reauthentication import refuse_old_sign_in
from coursesite.accounts.rules import departments_of_hr
from coursesite.http.responses import download
from coursesite.journal.models import Action
from coursesite.tables.zipped import CONTENT_TYPE, write_zip
from lessons.reports import completions as report
from lessons.reports.audit_pack import LOGGED, Asked, extent, pack
from lessons.reports.description import about_past_day
from lessons.services.exporting import note_export
from lessons.views.group_forms import EvidenceForm
from lessons.views.reports import hr_only


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def evidence(request: HttpRequest) -> HttpResponse:
    """A POST with `show` is answered with figures of what the file would hold, any other with the file."""
    today, held = clock.today(), departments_of_hr(request.user)
    form = EvidenceForm(request.POST if request.method == "POST" else None, held=held, today=today)
    form.fields["purpose"].required = "show" not in request.POST  # as long as nothing leaves the site
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    filters = form.filters
    enrolments = report.visible_enrolments(held=held, filters=filters, day=today)
    asked = Asked(filters.course, enrolments, filters.as_of, about_past_day(filters))
    if "show" in request.POST:
        return _page(request, form, extent=extent(asked), asked=asked)
    return _file(request, asked, filters, form.cleaned_data["purpose"])


def _page(request: HttpRequest, form: EvidenceForm, **shown: Any) -> HttpResponse:
    context = {"form": form, **shown}
    return render(request, "lessons/reports/evidence.html", context, status=400 if form.errors else 200)


def _file(request: HttpRequest, asked: Asked, filters: report.CompletionFilters, purpose: str) -> HttpResponse:
    """The journal knows of it before its first byte, and it holds whom the journal names."""
    refuse_old_sign_in(request)
    entry = note_export(
        actor=request.user,
        role=Role.HR,
        enrolments=asked.enrolments,
        filters=filters,
        format_key="zip",
        purpose=purpose,
        action=Action.EXPORT_EVIDENCE,
        columns=LOGGED,
    )
    journaled = replace(asked, enrolments=report.journaled(asked.enrolments, entry))
    filename = f"evidence-{asked.course.slug}-{asked.day:%Y-%m-%d}.zip"
    return download(write_zip(pack(journaled)), filename=filename, content_type=CONTENT_TYPE)
