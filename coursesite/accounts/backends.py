"""Who signs in with e-mail and password?"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from coursesite.accounts.queries.demo import demo_emails


class EmailBackend(AuthenticationBackend):
    """allauth's: the same work for unknown accounts. Demo people are refused outside the local profile."""

    def user_can_authenticate(self, user: Any) -> bool:
        if not settings.LOCAL and user.email.lower() in demo_emails():
            return False
        return super().user_can_authenticate(user)
