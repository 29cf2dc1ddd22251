"""HR has an invitation sent to a person of her departments."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.queries.people import person_of_hr
from coursesite.accounts.services.inviting import invite_again
from coursesite.http.responses import safe_next
from lessons.views.reports import hr_only


@require_POST
@hr_only
def invite(request: HttpRequest, person: str) -> HttpResponse:
    """Back to the list: to come to the person's page again would be one more look at her."""
    found = person_of_hr(request.user, person, day=clock.today())
    if found is None:
        raise Http404
    try:
        invite_again(person=found, actor=request.user, now=clock.now())
    except AccountsError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation will be sent within minutes."))
    return HttpResponseRedirect(safe_next(request, "lessons:report-completions"))
