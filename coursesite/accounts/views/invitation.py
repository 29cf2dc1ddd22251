"""/invitation/…: the link of an invitation. Looking at it changes nothing: mail programs look, too."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.forms import InvitationForm
from coursesite.accounts.models import User
from coursesite.accounts.queries.invitations import LinkState, invitation_link
from coursesite.accounts.services.inviting import accept_invitation


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, invitation: str) -> HttpResponse:
    link = invitation_link(invitation, now=clock.now())
    if link.person is None:
        return _over(request, link.state)
    if request.method != "POST":
        return _page(request, link.person, InvitationForm(person=link.person))
    form = InvitationForm(request.POST, person=link.person)
    if not form.is_valid():
        return _page(request, link.person, form, status=400)
    try:
        person = accept_invitation(person=link.person, password=form.cleaned_data["password"])
    except AccountsError:
        return _over(request, LinkState.USED)
    # She has just typed it: whoever adds a passkey next is not asked for it again.
    record_authentication(request, person, method="password", email=person.email, reauthenticated=True)
    return perform_login(request, person, redirect_url=reverse("invitation-accepted"), email=person.email)


@require_safe
@login_required
def invitation_accepted(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invitation_accepted.html")


def _page(request: HttpRequest, person: User, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/invitation.html", {"person": person, "form": form}, status=status)


def _over(request: HttpRequest, state: LinkState) -> HttpResponse:
    """404 for all of them: what the link says is for its reader, who has it in her hand."""
    return render(request, "accounts/invitation_over.html", {"state": state.value}, status=404)
