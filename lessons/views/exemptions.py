"""HR moves the due date of a person's run, decides that she need not take a course, or takes that back. Each with a
reason.
"""

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
from lessons.models import Enrolment
from lessons.queries.exemptions import current_runs
from lessons.services.assigning import exempt, withdraw_exemption
from lessons.services.due_dates import move_run
from lessons.views.group_forms import ExemptionForm, RunDueForm, WithdrawalForm
from lessons.views.reports import hr_only

RunForm = WithdrawalForm | RunDueForm


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def exemptions(request: HttpRequest, person: str) -> HttpResponse:
    """A POST with `run` takes an exemption back, one with `due` moves the due date of that run, any other exempts."""
    found = person_of_hr(request.user, person, day=clock.today())
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, ExemptionForm())
    if "run" in request.POST:
        return _withdraw(request, found)
    if "due" in request.POST:
        return _move(request, found)
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
    run = _run_or_404(person, request.POST["run"])
    form = WithdrawalForm(request.POST, run=run)
    if not form.is_valid():
        return _page(request, person, ExemptionForm(), {run.pk: form}, status=400)
    withdraw_exemption(enrolment=run, **form.cleaned_data, actor=request.user, now=clock.now())
    messages.success(request, _("The exemption has been withdrawn."))
    return redirect("lessons:report-exemptions", person.public_id)


def _move(request: HttpRequest, person: User) -> HttpResponse:
    run = _run_or_404(person, request.POST["due"])
    form = RunDueForm(request.POST, run=run)
    if form.is_valid():
        try:
            move_run(enrolment=run, **form.cleaned_data, actor=request.user, now=clock.now())
        except LessonsError as error:
            if error.code == "nothing-due":
                messages.error(request, str(error))
                return redirect("lessons:report-exemptions", person.public_id)
            form.add_error("due_on", str(error))
        else:
            messages.success(request, _("The due date has been changed."))
            return redirect("lessons:report-exemptions", person.public_id)
    return _page(request, person, ExemptionForm(), {run.pk: form}, status=400)


def _run_or_404(person: User, wanted: str) -> Enrolment:
    run = current_runs(person).filter(pk=row_number(wanted)).first()
    if run is None:
        raise Http404
    return run


def _page(
    request: HttpRequest,
    person: User,
    form: ExemptionForm,
    filled: Mapping[int, RunForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Who opens a person's record stands in the journal that she reads. `filled`: forms by the number of their run."""
    if request.method != "HEAD":
        note_about(person=person, actor=request.user, role=Role.HR, action=Action.VIEW_PERSON)
    runs = [(run, _form_of(run, (filled or {}).get(run.pk))) for run in current_runs(person)]
    context = {"person": person, "runs": runs, "form": form, "failed": bool(filled)}
    return render(request, "lessons/reports/exemptions.html", context, status=status)


def _form_of(run: Enrolment, filled: RunForm | None) -> RunForm | None:
    """What can be done about it, nothing once it is completed. Another window may have changed that since `filled`."""
    if run.completed_on and not run.exempted_on:
        return None
    kind = WithdrawalForm if run.exempted_on else RunDueForm
    return filled if isinstance(filled, kind) else kind(run=run)
