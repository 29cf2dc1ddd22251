"""HR's report on what a course did for groups."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coursesite.accounts.rules import departments_of_hr
from lessons.enums import EffectPhase
from lessons.reports import effect as report
from lessons.reports.disclosure import LEAST_IN_GROUP
from lessons.reports.filters import EffectFilterForm
from lessons.views.reports import hr_only


@require_safe
@hr_only
def effect(request: HttpRequest) -> HttpResponse:
    held = departments_of_hr(request.user)
    offered = report.offered(held)
    form = EffectFilterForm(request.GET, offered=offered)
    cohort = form.cohort if form.is_valid() else None
    context = {
        "form": form,
        "offered": offered,
        "cohort": cohort,
        "groups": report.groups_of(held, cohort) if cohort else [],
        "phases": EffectPhase,
        "least": LEAST_IN_GROUP,
    }
    return render(request, "lessons/reports/effect.html", context)
