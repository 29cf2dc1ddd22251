"""HR's page of a person of her departments, where she sets the time extension and nothing else."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.forms import TimeExtensionForm
from coursesite.accounts.models import User
from coursesite.accounts.queries.invitations import invitation_of
from coursesite.accounts.queries.people import person_of_hr
from coursesite.accounts.services.people import FOR_TIME_EXTENSION, note_about, set_time_extension
from coursesite.http.responses import safe_next
from coursesite.journal.models import Action
from lessons.reports import people_columns
from lessons.views.reports import hr_only


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def person_page(request: HttpRequest, person: str) -> HttpResponse:
    """Saved, it leads back to the list: to come here again would be one more look at the person."""
    found = person_of_hr(request.user, person, day=clock.today())
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, TimeExtensionForm(initial={"time_factor": found.time_factor}))
    form = TimeExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    set_time_extension(person=found, hr=request.user, **form.cleaned_data)
    messages.success(request, _("The time extension has been saved."))
    return HttpResponseRedirect(safe_next(request, "lessons:report-people"))


def _page(request: HttpRequest, person: User, form: TimeExtensionForm, *, status: int = 200) -> HttpResponse:
    """Who opens a person's record stands in the journal that she reads."""
    if request.method != "HEAD":
        note_about(
            person=person, actor=request.user, role=Role.HR, action=Action.VIEW_PERSON, purpose=FOR_TIME_EXTENSION
        )
    back = safe_next(request, "lessons:report-people")
    from_completions = back.startswith(reverse("lessons:report-completions"))
    context = {
        "person": person,
        "form": form,
        "columns": people_columns.PERSON,
        "invitation": invitation_of(person),
        "back": back,
        "back_title": _("Completions") if from_completions else _("People"),
    }
    return render(request, "lessons/reports/person.html", context, status=status)
