"""HR has invitations sent to people of her departments: to one, or to a selection of the list."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.queries.invitations import INVITATION, entering_later, invitations_waiting
from coursesite.accounts.queries.people import ACTIVE, people_of_hr, person_of_hr
from coursesite.accounts.rules import departments_of_hr
from coursesite.accounts.services.inviting import invite_again, invite_people
from coursesite.http.responses import safe_next
from coursesite.http.signed_in import signed_in_to
from coursesite.outbox.models import MailState
from lessons.views.people_forms import PeopleFilterForm
from lessons.views.reports import hr_only


@require_POST
@signed_in_to("lessons:report-people")
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
        messages.success(request, _("The invitation will be sent in a few minutes."))
    return HttpResponseRedirect(safe_next(request, "lessons:report-people"))


@require_POST
@signed_in_to("lessons:report-people")
@hr_only
def invite_selected(request: HttpRequest) -> HttpResponse:
    """Everybody of the selection who has no password yet and was not invited today."""
    form = PeopleFilterForm(request.POST, held=departments_of_hr(request.user))
    if not form.is_valid():
        return redirect("lessons:report-people")
    people = people_of_hr(request.user, day=clock.today(), **{**form.selection, "state": ACTIVE})
    count = invite_people(people=people, actor=request.user, now=clock.now())
    words = ngettext(
        "%(count)s invitation will be sent in a few minutes.",
        "%(count)s invitations will be sent in a few minutes.",
        count,
    )
    waiting = 0 if count else invitations_waiting(people)
    if count:
        messages.success(request, words % {"count": count})
    elif waiting:
        messages.info(request, _where_they_wait(waiting))
    if later := entering_later(people, now=clock.now()).count():
        messages.info(request, _invite_later(later))
    elif not count and not waiting:
        messages.info(request, _("Nobody in this selection needs an invitation today."))
    return HttpResponseRedirect(safe_next(request, "lessons:report-people"))


def _where_they_wait(waiting: int) -> str:
    """They were invited before, but the mails have not gone out yet: then the outbox is where to look."""
    words = ngettext(
        "%(count)s invitation is still waiting to be sent.",
        "%(count)s invitations are still waiting to be sent.",
        waiting,
    )
    query = urlencode({"state": MailState.WAITING, "kind": INVITATION})
    address = f"{reverse('lessons:report-outbox')}?{query}"
    return format_html('{} <a href="{}">{}</a>', words % {"count": waiting}, address, _("Show the waiting emails"))


def _invite_later(later: int) -> str:
    words = ngettext(
        "%(count)s person was not invited: the link would expire before their entry date. Please invite them later.",
        "%(count)s people were not invited: the link would expire before their entry date. Please invite them later.",
        later,
    )
    return words % {"count": later}
