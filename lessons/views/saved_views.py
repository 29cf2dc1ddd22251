"""HR's selections under a name. The address says which selection is to be saved."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coursesite import clock
from coursesite.http.signed_in import signed_in_to
from coursesite.tables.columns import Column
from lessons.enums import ReportRhythm
from lessons.errors import LessonsError
from lessons.models import SavedView
from lessons.reports.completions import CompletionFilters
from lessons.reports.description import selection
from lessons.reports.filters import CompletionFilterForm, DayField
from lessons.services.saved_views import delete_view, save_view
from lessons.views.reports import completion_form, hr_only

COLUMNS = (
    Column("name", gettext_lazy("Name")),
    Column("rhythm", gettext_lazy("Email with a link")),
    Column("next_on", gettext_lazy("Next one on")),
    Column("delete", gettext_lazy("Delete")),
)


class SavedViewForm(forms.ModelForm):
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Email with a link"),
        choices=[("", gettext_lazy("no email")), *ReportRhythm.choices],
        required=False,
        help_text=gettext_lazy(
            "On Mondays, or on the first of the month. It contains a link, but no file and no figures."
        ),
    )

    class Meta:
        model = SavedView
        fields = ["name", "rhythm"]

    def __init__(self, *args: Any, asked: CompletionFilterForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean_rhythm(self) -> str:
        """Week after week the link would show the same day, and seem to show the present."""
        rhythm = self.cleaned_data["rhythm"]
        if rhythm and self.asked.is_valid() and self.asked.filters.as_of:
            message = _("This selection always shows the same past day. For regular emails, remove the day from it.")
            raise forms.ValidationError(message, code="past-day")
        return rhythm


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def saved_views(request: HttpRequest) -> HttpResponse:
    asked = completion_form(request)
    form = SavedViewForm(request.POST if request.method == "POST" else None, asked=asked)
    if request.method == "POST" and form.is_valid() and asked.is_valid():
        query = urlencode(asked.parameters)
        try:
            save_view(owner=request.user, query=query, now=clock.now(), **form.cleaned_data)
        except LessonsError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The view has been saved."))
            return redirect("lessons:report-views")
    return _page(request, form, asked, status=200 if asked.is_valid() and not form.errors else 400)


@require_POST
@signed_in_to("lessons:report-views")
@hr_only
def saved_view_delete(request: HttpRequest, view: int) -> HttpResponse:
    found = get_object_or_404(SavedView, pk=view, owner=request.user.pk)
    delete_view(owner=request.user, view=found)
    messages.success(request, _("The view has been deleted."))
    return redirect("lessons:report-views")


def _page(request: HttpRequest, form: SavedViewForm, asked: Any, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "asked": asked,
        "selection": list(_selection(asked.filters)) if asked.is_valid() else [],
        "columns": COLUMNS,
        "views": [(view, _held(_day_of(view))) for view in SavedView.objects.filter(owner=request.user.pk)],
    }
    return render(request, "lessons/reports/saved_views.html", context, status=status)


def _selection(filters: CompletionFilters) -> Iterator[str]:
    """With the past day, which files say elsewhere."""
    if filters.as_of:
        yield _held(filters.as_of)
    yield from selection(filters)


def _held(day: date | None) -> str:
    return _("As at the end of %(day)s.") % {"day": formats.date_format(day, "DATE_FORMAT")} if day else ""


def _day_of(view: SavedView) -> date | None:
    """The past day that a view holds fast. Only what was valid is saved; its form would ask the database."""
    [written] = parse_qs(view.query).get("as_of", [""])
    return DayField().clean(written)
