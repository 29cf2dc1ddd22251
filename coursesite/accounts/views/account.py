"""/me/: what a person sets herself, where she is signed in, and who did what with her data."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coursesite import clock, registry
from coursesite.accounts.forms import ProfileForm
from coursesite.accounts.models import User
from coursesite.accounts.queries.sessions import sessions_of
from coursesite.accounts.services.people import change_profile
from coursesite.accounts.services.sessions import end_other_sessions, end_session
from coursesite.http.cookies import keep_cookie
from coursesite.http.signed_in import signed_in_to
from coursesite.journal.queries import entries_about
from coursesite.privacy.views.disclosures import as_read

NEWEST_ENTRIES = 5  # the others have their own page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ProfileForm(instance=request.user))
    # A second object: a form writes into its own before it has found the errors, and the page head shows request.user.
    form = ProfileForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _page(request, form)
    user = change_profile(user=request.user, **form.cleaned_data)
    with translation.override(user.language):  # the page that says so is in the one she has just chosen
        messages.success(request, _("Saved."))
    response = redirect("account")
    keep_cookie(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    return response


@require_POST
@signed_in_to("account")
def session_end(request: HttpRequest, handle: str) -> HttpResponse:
    if not end_session(user=request.user, handle=handle):
        raise Http404
    messages.success(request, _("That device has been signed out."))
    return redirect("account")


@require_POST
@signed_in_to("account")
def sessions_end(request: HttpRequest) -> HttpResponse:
    end_other_sessions(user=request.user, current_key=request.session.session_key)
    messages.success(request, _("All other devices have been signed out."))
    return redirect("account")


def _page(request: HttpRequest, form: ProfileForm) -> HttpResponse:
    context = {
        "form": form,
        "sessions": sessions_of(request.user, current_key=request.session.session_key, now=clock.now()),
        "entries": as_read(entries_about(request.user)[:NEWEST_ENTRIES]),
        "panels": [{"template": panel.template, "data": panel.context(request)} for panel in registry.account_panels],
    }
    return render(request, "accounts/account.html", context)
