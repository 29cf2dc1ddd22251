"""Staff need a second factor where real people's data is at stake."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coursesite.accounts.rules import needs_second_factor

# What it takes to set one up, to leave, and what belongs to nobody.
OPEN_PREFIX = "mfa_"
OPEN_NAMES = {
    "account_logout",
    "account_reauthenticate",
    "account_confirm_email",
    "account_email_verification_sent",
    "language",
    "theme",
    "page",
    "offline",
    "service-worker",
    "healthz",
    "readyz",
}
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes alone are none
HAS_ONE_KEY = "has_second_factor"


class SecondFactorMiddleware:
    """That a member of staff has one is kept in the session; all others cost the questions of their roles.

    A role granted this minute is asked about with the next page: "is no staff" is not kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or _is_open(request) or not _lacks_one(request):
            return None
        messages.warning(request, _("Your role requires a second factor. Please set one up now."))
        return redirect("mfa_index")


def _is_open(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name or ""
    return name.startswith(OPEN_PREFIX) or name in OPEN_NAMES


def _lacks_one(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or request.session.get(HAS_ONE_KEY) or not needs_second_factor(user):
        return False
    if is_mfa_enabled(user, types=SECOND_FACTORS):
        request.session[HAS_ONE_KEY] = True
        return False
    return True


def forget_second_factor(request: HttpRequest, **kwargs: object) -> None:
    """Receiver: an authenticator was removed, so the next page asks again."""
    request.session.pop(HAS_ONE_KEY, None)
