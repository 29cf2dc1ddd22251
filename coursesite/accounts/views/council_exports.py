"""/council/exports/: every file with data of people, of which selection and for what, and every report sent as a link;
a month at a time, if asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from coursesite import registry
from coursesite.accounts.queries.council import departments_named, months_of_reports, report_log
from coursesite.accounts.views.council import council_only, page_of
from coursesite.http.params import row_number
from coursesite.journal.models import Action, JournalEntry
from coursesite.tables.columns import Column, Kind

EXPORTS = (
    Column("at", gettext_lazy("When")),
    Column("actor", gettext_lazy("Who")),
    Column("action", gettext_lazy("What")),
    Column("purpose", gettext_lazy("What for")),
    Column("selection", gettext_lazy("Selection")),
    Column("columns", gettext_lazy("Which data")),
    Column("people", gettext_lazy("People"), Kind.INTEGER),
)
# How the journal names what was asked for; days are told as days.
ASKED_DAYS = {
    "from": gettext_lazy("Completed from"),
    "to": gettext_lazy("Completed until"),
    "due_from": gettext_lazy("Due from"),
    "due_to": gettext_lazy("Due until"),
    "as_of": gettext_lazy("As at the end of the day"),
}


class MonthForm(forms.Form):
    """Bound to the address; `months` are those that have a line, by their first days."""

    month = forms.ChoiceField(label=gettext_lazy("Month"), required=False)

    def __init__(self, data: Mapping[str, Any], *, months: Sequence[date]) -> None:
        super().__init__(data)
        named = [(f"{first:%Y-%m}", formats.date_format(first, "YEAR_MONTH_FORMAT")) for first in months]
        self.fields["month"].choices = [("", _("All months")), *named]

    @property
    def first(self) -> date | None:
        """The first day of the month that is asked for; of an unknown one none."""
        asked = self.cleaned_data.get("month") if self.is_valid() else ""
        return date.fromisoformat(f"{asked}-01") if asked else None

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method = "get"
        helper.form_action = reverse("council-exports")
        helper.form_class = "filter-form"
        helper.disable_csrf = True
        button = StrictButton(_("Show selection"), type="submit", css_class="btn-secondary")
        helper.layout = Layout(Field("month"), button)
        return helper


@require_safe
@council_only
def exports(request: HttpRequest) -> HttpResponse:
    form = MonthForm(request.GET, months=months_of_reports())
    page = page_of(request, report_log(month=form.first))
    departments = departments_named([_asked(entry) for entry in page])
    context = {
        "form": form,
        "page": page,
        "page_query": urlencode({"month": f"{form.first:%Y-%m}"}) if form.first else "",
        "columns": EXPORTS,
        "rows": [(entry, _what(entry), _columns(entry), list(_selection(entry, departments))) for entry in page],
    }
    return render(request, "council/exports.html", context, status=200 if form.is_valid() else 400)


def _what(entry: JournalEntry) -> str:
    """With the format of a file, or how often a link to a report is sent."""
    words = registry.journal_words.get(entry.action, {})
    what, rhythm = entry.get_action_display(), entry.details.get("rhythm", "")
    if entry.details.get("change") == "ended":
        what = _("ended a scheduled report")
    more = entry.details.get("format") or words.get(rhythm, rhythm)
    return f"{what} ({more})" if more else what


def _asked(entry: JournalEntry) -> Mapping[str, Any]:
    """What was asked for; of a saved view the journal keeps the address, whose names have hyphens."""
    if entry.action != Action.SCHEDULE_REPORT:
        return entry.details.get("filters", {})
    asked: dict[str, Any] = {name.replace("-", "_"): value for name, value in parse_qsl(entry.details.get("query", ""))}
    return {**asked, "department": row_number(asked.get("department", ""))}


def _columns(entry: JournalEntry) -> list[Any]:
    words = registry.journal_words.get(entry.action, {})
    return [words.get(key, key) for key in entry.details.get("columns", [])]


def _selection(entry: JournalEntry, departments: Mapping[int, str]) -> Iterator[str]:
    """One line for each thing that was asked for. Courses and groups by the names that the journal keeps of them."""
    asked = _asked(entry)
    words = registry.journal_words.get(entry.action, {})
    named = [
        (_("Course"), asked.get("course")),
        (_("Group"), asked.get("cohort")),
        (_("Department, including those below it"), _department(asked.get("department"), departments)),
        (_("Status"), words.get(asked.get("status"), asked.get("status"))),
    ]
    days = [(title, _day(asked.get(key))) for key, title in ASKED_DAYS.items()]
    for label, value in (*named, *days):
        if value:
            yield _("%(label)s: %(value)s") % {"label": label, "value": value}


def _department(key: int | None, departments: Mapping[int, str]) -> str:
    return departments.get(key, _("deleted since then")) if key else ""


def _day(written: str | None) -> str:
    """An address may have a day as somebody typed it."""
    try:
        return formats.date_format(date.fromisoformat(written), "DATE_FORMAT") if written else ""
    except ValueError:
        return written or ""
