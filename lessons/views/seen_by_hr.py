"""/me/hr/: what the personnel department sees about me. The columns of its list with my values, by the same query."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.personal_fields import personal_fields
from coursesite.tables.columns import Column
from lessons.models import Enrolment
from lessons.reports import completions as report


@require_safe
@login_required
def seen_by_hr(request: HttpRequest) -> HttpResponse:
    user, day = request.user, clock.today()
    rows = report.rows(Enrolment.objects.filter(user=user), day=day)
    context = {
        "runs": [_paired(row) for row in rows],
        "columns": [column.title for column in report.COLUMNS],
        "others": _other_fields(user),
        "departments": user.memberships.in_force(day).values_list("department__name", flat=True),
    }
    return render(request, "lessons/seen_by_hr.html", context)


def _paired(row: Any) -> list[tuple[Any, str]]:
    return [(column.title, _shown(column, value)) for column, value in zip(report.COLUMNS, row, strict=True)]


def _other_fields(user: Any) -> list[tuple[Any, str, Any]]:
    """What HR sees on a person's own page, with the purpose from the register."""
    fields = {field.name: capfirst(field.verbose_name) for field in user._meta.concrete_fields}
    found = {field: entry for (model, field), entry in personal_fields().items() if model == "accounts.User"}
    seen = {field: entry for field, entry in found.items() if Role.HR in entry.seen_by and field != "public_id"}
    return [(fields[field], _value(user, field), entry.purpose) for field, entry in seen.items()]


def _value(user: Any, field: str) -> str:
    display = getattr(user, f"get_{field}_display", None)
    return _said(display() if display else getattr(user, field))


def _shown(column: Column, value: Any) -> str:
    """As in the list, whose days are short."""
    return _said(column.words.get(value, value) if value is not None else None, days="SHORT_DATE_FORMAT")


def _said(value: Any, days: str = "DATE_FORMAT") -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return formats.date_format(value, days) if isinstance(value, date) else str(value)
