"""Staff need a second factor where real people's data is at stake."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coursesite import registry
from coursesite.accounts.rules import is_hr, is_operator

OPEN_NAMESPACES = ("mfa_", "account_")
OPEN_NAMES = ("healthz", "readyz", "language", "theme", "page")
CHECKED_KEY = "second_factor_checked"


class SecondFactorMiddleware:
    """Asked once per session: the answer stays in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        if name.startswith(OPEN_NAMESPACES) or name in OPEN_NAMES or request.session.get(CHECKED_KEY):
            return None
        if needs_second_factor(request.user) and not is_mfa_enabled(request.user):
            messages.warning(request, _("Your role needs a second factor. Please set one up now."))
            return redirect("mfa_index")
        request.session[CHECKED_KEY] = True
        return None


def needs_second_factor(user: object) -> bool:
    return is_operator(user) or is_hr(user) or any(rule(user) for rule in registry.staff_rules)
