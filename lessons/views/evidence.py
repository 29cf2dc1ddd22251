"""The evidence pack for an audit, as HR downloads it."""

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
from lessons.reports.audit_pack import Asked, pack
from lessons.reports.description import about_past_day
from lessons.services.exporting import note_export
from lessons.views.group_forms import EvidenceForm
from lessons.views.reports import hr_only


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def evidence(request: HttpRequest) -> HttpResponse:
    """A POST is answered with the file; the journal knows of it before its first byte."""
    today, held = clock.today(), departments_of_hr(request.user)
    form = EvidenceForm(request.POST if request.method == "POST" else None, held=held, today=today)
    if request.method != "POST" or not form.is_valid():
        return render(request, "lessons/reports/evidence.html", {"form": form}, status=400 if form.errors else 200)
    refuse_old_sign_in(request)
    filters, purpose = form.filters, form.cleaned_data["purpose"]
    enrolments = report.visible_enrolments(held=held, filters=filters, day=today)
    entry = note_export(
        actor=request.user,
        role=Role.HR,
        enrolments=enrolments,
        filters=filters,
        format_key="zip",
        purpose=purpose,
        action=Action.EXPORT_EVIDENCE,
    )
    asked = Asked(filters.course, report.journaled(enrolments, entry), filters.as_of, about_past_day(filters))
    filename = f"evidence-{filters.course.slug}-{filters.as_of:%Y-%m-%d}.zip"
    return download(write_zip(pack(asked)), filename=filename, content_type=CONTENT_TYPE)
