"""What this site decides differently from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.queries.demo import is_refused_demo_person
from coursesite.accounts.services.people import sign_up_person
from coursesite.http.cookies import keep_cookie
from coursesite.http.language import CODES


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP != "closed"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> User:
        return sign_up_person(
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
            day=clock.today(),
            language=request.LANGUAGE_CODE,
        )

    def is_safe_url(self, url: str) -> bool:
        """This host only: allauth would also go to the others of ALLOWED_HOSTS."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Each way in passes here: password, passkey, link."""
        if is_refused_demo_person(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """From here on she reads in her own language, on each device."""
        response = super().post_login(request, user, **kwargs)
        keep_cookie(response, settings.LANGUAGE_COOKIE_NAME, user.language)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the reader's language, not in that of whoever caused the mail; in the frame of the site's own mails."""
        reader = context.get("user") or User.objects.filter(email__iexact=email).first()
        site_url = settings.SITE_URL.rstrip("/") or allauth_context.request.build_absolute_uri("/").rstrip("/")
        with translation.override(_language_of(reader)):
            super().send_mail(template_prefix, email, {**context, "reader": reader, "site_url": site_url})


def _language_of(reader: User | None) -> str:
    if reader is None or reader.language not in CODES:
        return translation.get_language() or settings.LANGUAGE_CODE
    return reader.language
