"""Long exports of HR: asked for, waited for, fetched."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock, policy
from coursesite.accounts.reauthentication import refuse_old_sign_in
from coursesite.http.responses import download
from coursesite.tables.columns import Column
from coursesite.tables.formats import FORMATS
from lessons.errors import LessonsError
from lessons.models import ExportFile
from lessons.reports import completions as report
from lessons.reports.filters import CompletionFilterForm, ExportForm
from lessons.services import export_jobs
from lessons.services.export_jobs import file_of, may_fetch, request_export
from lessons.views.reports import completion_form, completions_page, hr_only

PIECE_BYTES = 64 * 1024
COLUMNS = (
    Column("asked_at", gettext_lazy("Requested")),
    Column("format", gettext_lazy("Format")),
    Column("purpose", gettext_lazy("Purpose")),
    Column("state", gettext_lazy("State")),
    Column("file", gettext_lazy("File")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def export_list(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ask(request)
    exports = ExportFile.objects.filter(owner=request.user.pk, expires_at__gt=clock.now())
    context = {
        "columns": COLUMNS,
        "exports": [
            {"export": export, "format": FORMATS[export.format].name, "error": _error(export.last_error)}
            for export in exports
        ],
        "long_rows": export_jobs.LONG_ROWS,
        "kept": policy.in_force()[export_jobs.KEEP_EXPORTS].shown,
    }
    return render(request, "lessons/reports/exports.html", context)


@require_safe
@hr_only
def export_fetch(request: HttpRequest, export: str) -> HttpResponse:
    """Whose it is alone; the journal has had it since it was made."""
    found = get_object_or_404(ExportFile, public_id=export, owner=request.user)
    if not may_fetch(found, now=clock.now()):
        raise Http404
    refuse_old_sign_in(request)
    kind = FORMATS[found.format]
    filename = f"completions-{timezone.localdate(found.started_at):%Y-%m-%d}{kind.suffix}"
    pieces = () if request.method == "HEAD" else _read(file_of(found))
    return download(pieces, filename=filename, content_type=kind.content_type)


def _ask(request: HttpRequest) -> HttpResponse:
    form, export_form = completion_form(request, request.POST), ExportForm(request.POST)
    kind = FORMATS.get(request.POST.get("file_format", ""))
    if not (kind and form.is_valid() and export_form.is_valid()):
        return completions_page(request, form, export_form, status=400)
    enrolments = report.visible_enrolments(held=form.held, filters=form.filters, day=form.today)
    rows = enrolments.count()
    if not kind.takes(rows):
        return completions_page(request, form, export_form, status=400)
    try:
        _request(request, form, kind.key, export_form.cleaned_data["purpose"], rows)
    except LessonsError as refusal:
        return completions_page(request, form, export_form, status=400, problem=str(refusal))
    messages.success(request, _("The export is being prepared. It will be on this page in a few minutes."))
    return HttpResponseRedirect(reverse("lessons:report-exports"))


def _request(request: HttpRequest, form: CompletionFilterForm, key: str, purpose: str, rows: int) -> None:
    request_export(
        owner=request.user,
        format_key=key,
        query=urlencode(form.parameters),
        purpose=purpose,
        language=get_language() or "de",
        rows=rows,
        now=clock.now(),
    )


def _error(code: str) -> str:
    return {
        "": "",
        export_jobs.NO_ROLE: _("You are no longer responsible for any department."),
        export_jobs.SELECTION: _(
            "The selection is no longer valid: a course, a group or a department no longer exists."
        ),
        export_jobs.TOO_MANY_ROWS: _("The selection now has more rows than this format can take."),
    }.get(
        code, _("Something went wrong. Please request the export again; the operator can find the reason in the log.")
    )


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
