"""HR's report on completions: the page. What it offers as files is made in exports.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from coursesite import clock
from coursesite.accounts.rules import departments_of_hr, is_hr
from coursesite.tables.columns import Column
from coursesite.tables.formats import FORMATS
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters
from lessons.reports.description import as_of
from lessons.reports.filters import CompletionFilterForm, ExportForm
from lessons.reports.timeline import timeline
from lessons.services.export_jobs import LONG_ROWS

ROWS_PER_PAGE = 50
ROWS_OF_PREVIEW = 10  # enough to see what a file holds, in which order
NOTHING = "–"
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Heading:
    """A column's head: a link that sorts by it, or turns the order round. `order` is a value of aria-sort."""

    column: Column
    query: str
    order: str


@dataclass(frozen=True)
class Cell:
    """`day`: where the value is one, for programs."""

    column: Column
    shown: str
    day: date | None = None


@dataclass(frozen=True)
class Row:
    """`address`: of the page for the row's person."""

    address: str
    cells: list[Cell]


def hr_only(view: View) -> View:
    """Whoever is not HR learns that there is no such page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_hr(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def completion_form(request: HttpRequest, data: QueryDict | None = None) -> CompletionFilterForm:
    """Bound to the address, or to what the page sent on."""
    return CompletionFilterForm(data or request.GET, held=departments_of_hr(request.user), today=clock.today())


@require_safe
@hr_only
def completions(request: HttpRequest) -> HttpResponse:
    form = completion_form(request)
    return completions_page(request, form, ExportForm())


def completions_page(
    request: HttpRequest, form: CompletionFilterForm, export_form: ExportForm, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    """An invalid selection shows no rows, but keeps what was typed. `problem`: why there is no file."""
    filters = form.filters if form.is_valid() else CompletionFilters()
    day, sort = filters.day(form.today), _sort(request)
    enrolments = report.nobody(day)
    if form.is_valid():
        enrolments = report.visible_enrolments(held=form.held, filters=filters, day=form.today)
    figures = report.figures(enrolments)
    paginator = Paginator(report.rows_with_person(enrolments, day=day, sort=sort), ROWS_PER_PAGE)
    paginator.count = figures.enrolled  # counted already
    page = paginator.get_page(request.GET.get("page"))
    rows = [_row(_person_address(request, person), late, values) for person, late, *values in page]
    left_out = _left_out(rows, filters)
    context = {
        "form": form,
        "export_form": export_form,
        "figures": figures,
        "headings": [
            _heading(column, sort, form.parameters) for column in report.COLUMNS if column.key not in left_out
        ],
        "rows": [Row(row.address, [cell for cell in row.cells if cell.column.key not in left_out]) for row in rows],
        "only_course": left_out.get("course", ""),
        "page": page,
        "preview": [_cells(values) for values in report.rows(enrolments, day=day)[:ROWS_OF_PREVIEW]],
        "selection_query": urlencode(form.parameters),
        "page_query": urlencode({**form.parameters, "sort": sort}),
        "columns": len(report.COLUMNS),
        "offered": [kind for kind in FORMATS.values() if kind.takes(figures.enrolled)],
        "too_long_for": [kind for kind in FORMATS.values() if not kind.takes(figures.enrolled)],
        "timeline": timeline(enrolments, day=day),
        "is_long": figures.enrolled > LONG_ROWS,
        "problem": problem,
        "as_of": as_of(filters, now=clock.now()),
        "is_past": day < form.today,
    }
    return render(request, "lessons/reports/completions.html", context, status=status)


def _sort(request: HttpRequest) -> str:
    wanted = request.GET.get("sort", "")
    return wanted if report.is_sort(wanted) else report.DEFAULT_SORT


def _heading(column: Column, sort: str, parameters: dict[str, str]) -> Heading:
    order = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "none")
    turned = f"-{column.key}" if order == "ascending" else column.key
    return Heading(column, urlencode({**parameters, "sort": turned}), order)


def _person_address(request: HttpRequest, person: str) -> str:
    """With the way back to this selection."""
    return f"{reverse('lessons:report-person', args=[person])}?{urlencode({'next': request.get_full_path()})}"


def _row(address: str, is_overdue: bool, values: Sequence[Any]) -> Row:
    """On the page the status says whether time is up; a file has status and due date, as they were agreed."""
    cells = _cells(values)
    if is_overdue:
        place = [column.key for column in report.COLUMNS].index("status")
        cells[place] = Cell(cells[place].column, _("%(status)s, overdue") % {"status": cells[place].shown})
    return Row(address, cells)


def _left_out(rows: Sequence[Row], filters: CompletionFilters) -> dict[str, str]:
    """Columns that would say nothing on the screen, with the one value they have; a file has them all.

    So the table fits a window of a laptop.
    """
    shown = {column.key: {row.cells[place].shown for row in rows} for place, column in enumerate(report.COLUMNS)}
    left_out = {}
    if shown["personnel_number"] == {NOTHING}:
        left_out["personnel_number"] = NOTHING
    if len(shown["course"]) == 1 and (filters.course or len(rows) > 1):
        [left_out["course"]] = shown["course"]
    return left_out


def _cells(row: Sequence[Any]) -> list[Cell]:
    return [
        Cell(column, _shown(column, value), value if isinstance(value, date) else None)
        for column, value in zip(report.COLUMNS, row, strict=True)
    ]


def _shown(column: Column, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        return formats.date_format(value, pgettext("format of a day in a narrow column", "j M Y"))
    return str(column.words.get(value, value))
