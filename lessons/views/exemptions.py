"""HR decides that a person need not take a course, or takes that back. Each with a reason."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.models import User
from coursesite.accounts.queries.people import person_of_hr
from coursesite.accounts.services.people import note_about
from coursesite.http.params import row_number
from coursesite.journal.models import Action
from lessons.errors import LessonsError
from lessons.queries.exemptions import current_runs
from lessons.services.assigning import exempt, withdraw_exemption
from lessons.views.group_forms import ExemptionForm, WithdrawalForm
from lessons.views.reports import hr_only


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def exemptions(request: HttpRequest, person: str) -> HttpResponse:
    """A POST with `run` takes an exemption back, any other decides one."""
    found = person_of_hr(request.user, person, day=clock.today())
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, ExemptionForm())
    if "run" in request.POST:
        return _withdraw(request, found)
    form = ExemptionForm(request.POST)
    if form.is_valid():
        try:
            exempt(user=found, **form.cleaned_data, actor=request.user, now=clock.now())
        except LessonsError as error:
            form.add_error("course", str(error))
        else:
            messages.success(request, _("The decision has been recorded."))
            return redirect("lessons:report-exemptions", found.public_id)
    return _page(request, found, form, status=400)


def _withdraw(request: HttpRequest, person: User) -> HttpResponse:
    run = current_runs(person).filter(pk=row_number(request.POST["run"])).first()
    if run is None:
        raise Http404
    form = WithdrawalForm(request.POST, run=run)
    if not form.is_valid():
        return _page(request, person, ExemptionForm(), {run.pk: form}, status=400)
    withdraw_exemption(enrolment=run, **form.cleaned_data, actor=request.user, now=clock.now())
    messages.success(request, _("The exemption has been withdrawn."))
    return redirect("lessons:report-exemptions", person.public_id)


def _page(
    request: HttpRequest,
    person: User,
    form: ExemptionForm,
    filled: Mapping[int, WithdrawalForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Who opens a person's record stands in the journal that she reads. `filled`: forms by the number of their run."""
    if request.method != "HEAD":
        note_about(person=person, actor=request.user, role=Role.HR, action=Action.VIEW_PERSON)
    runs = [(run, (filled or {}).get(run.pk) or WithdrawalForm(run=run)) for run in current_runs(person)]
    context = {"person": person, "runs": runs, "form": form, "failed": bool(filled)}
    return render(request, "lessons/reports/exemptions.html", context, status=status)
