"""What this site decides differently from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP != "closed"

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email)
        domain = email.rpartition("@")[2].lower()
        if settings.SIGNUP == "domain" and domain not in settings.SIGNUP_DOMAINS:
            domains = ", ".join(settings.SIGNUP_DOMAINS)
            message = _("Please use an address of one of these domains: %(domains)s")
            raise ValidationError(message % {"domains": domains})
        return email

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data.get("name", "")
        user.language = request.LANGUAGE_CODE
        if commit:
            user.save()
        return user

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=not settings.LOCAL,
        )
        return response

