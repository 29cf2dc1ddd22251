"""Two records of one person: HR names them, sees what would become of them, and merges them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.accounts.queries.people import hers_first_of_all
from coursesite.accounts.services.merging import FOR_MERGING, merge_people, refuse_merging
from coursesite.accounts.services.people import note_about
from coursesite.http.params import without_nul
from coursesite.journal.models import Action
from lessons.reports import people_columns
from lessons.services.merging import merged_courses
from lessons.views.people_forms import MergeForm
from lessons.views.reports import hr_only


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def merge(request: HttpRequest) -> HttpResponse:
    """Addresses name the records by their random numbers, never by an e-mail address."""
    if request.method == "POST" and "confirmed" in request.POST:
        return _merge(request)
    if request.method != "POST" and "keep" in request.GET:
        return _preview(request)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        kept, other = (_named(request, form, name) for name in ("keep", "other"))
        if kept and other and _may_merge(request, form, kept, other):
            return redirect(f"{reverse('lessons:report-people-merge')}?keep={kept.public_id}&other={other.public_id}")
    return render(request, "lessons/reports/people_merge.html", {"form": form}, status=400 if form.errors else 200)


def _named(request: HttpRequest, form: MergeForm, name: str) -> User | None:
    key = form.cleaned_data[name]
    lookup = {"email": key.lower()} if "@" in key else {"personnel_number": key}
    found = hers_first_of_all(request.user, day=clock.today(), **lookup)
    if found is None:
        form.add_error(name, _("There is no such person in your departments."))
    return found


def _may_merge(request: HttpRequest, form: MergeForm, kept: User, other: User) -> bool:
    try:
        refuse_merging(kept=kept, other=other, actor=request.user)
    except AccountsError as error:
        form.add_error("other", str(error))
        return False
    return True


def _preview(request: HttpRequest) -> HttpResponse:
    """Both records are opened, so both people can read that they were."""
    kept, other = _records(request, request.GET)
    if request.method != "HEAD":
        for person in (kept, other):
            note_about(person=person, actor=request.user, role=Role.HR, action=Action.VIEW_PERSON, purpose=FOR_MERGING)
    context = {
        "kept": kept,
        "other": other,
        "records": [kept, other],
        "columns": people_columns.RECORDS,
        "courses": [(merged, _runs(merged, other)) for merged in merged_courses(kept=kept, other=other)],
    }
    return render(request, "lessons/reports/people_merge_preview.html", context)


def _runs(merged: Any, other: User) -> list[tuple[Any, bool, bool]]:
    """Each run: whether it comes from the other record, whether it is closed by merging."""
    return [(run, run.user_id == other.pk, run is merged.closing) for run in merged.runs]


def _merge(request: HttpRequest) -> HttpResponse:
    kept, other = _records(request, request.POST)
    try:
        merge_people(kept=kept, other=other, actor=request.user, now=clock.now())
    except AccountsError as error:
        messages.error(request, str(error))
        return redirect("lessons:report-people-merge")
    messages.success(request, _("The two records have been merged."))
    return redirect("lessons:report-people")


def _records(request: HttpRequest, values: Any) -> tuple[User, User]:
    found = [
        hers_first_of_all(request.user, day=clock.today(), public_id=without_nul(values.get(name, "")))
        for name in ("keep", "other")
    ]
    if None in found or found[0] == found[1]:
        raise Http404
    return found[0], found[1]
