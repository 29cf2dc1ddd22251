"""HR's report on completions as a file, in each format there is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.reauthentication import refuse_old_sign_in
from coursesite.http.responses import download
from coursesite.tables.formats import FORMATS, Format
from coursesite.tables.pdf import PdfError
from lessons.reports import completions as report
from lessons.reports.description import about
from lessons.reports.filters import CompletionFilterForm, ExportForm
from lessons.services.exporting import note_export
from lessons.views.reports import completion_form, completions_page, hr_only


@require_safe
@hr_only
def completions_file(request: HttpRequest, file_format: str) -> HttpResponse:
    """Streamed; the journal has the export and everybody in it before the first byte leaves."""
    if file_format not in FORMATS:
        raise Http404
    refuse_old_sign_in(request)
    form, export_form = completion_form(request), ExportForm(request.GET)
    if not (form.is_valid() and export_form.is_valid()):
        return completions_page(request, form, export_form, status=400)
    return _file(request, FORMATS[file_format], form, export_form)


def _file(request: HttpRequest, kind: Format, form: CompletionFilterForm, export_form: ExportForm) -> HttpResponse:
    now, day = clock.now(), form.filters.day(form.today)
    filename = f"completions-{day:%Y-%m-%d}{kind.suffix}"
    if request.method == "HEAD":
        return download((), filename=filename, content_type=kind.content_type)
    enrolments = report.visible_enrolments(held=form.held, filters=form.filters, day=form.today)
    if kind.max_rows is not None and not kind.takes(enrolments.count()):
        return completions_page(request, form, export_form, status=400)  # which says why it offers no such file
    entry = note_export(
        actor=request.user,
        role=Role.HR,
        enrolments=enrolments,
        filters=form.filters,
        format_key=kind.key,
        purpose=export_form.cleaned_data["purpose"],
    )
    table = report.table(report.journaled(enrolments, entry), day=day)
    try:
        pieces = kind.write(table, about(form.filters, now=now))
    except PdfError:
        problem = _("The PDF could not be created. Please choose another format; the data is the same.")
        return completions_page(request, form, export_form, status=503, problem=problem)
    return download(pieces, filename=filename, content_type=kind.content_type)
