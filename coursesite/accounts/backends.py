"""Who signs in with e-mail and password?"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from coursesite.accounts.queries.demo import is_refused_demo_person


class EmailBackend(AuthenticationBackend):
    """allauth's (the same work for unknown accounts), without demo people outside the local profile.

    Not by `user_can_authenticate`: allauth remembers whom that refuses and signs her in after all if she is active.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        return _unless_demo(super().authenticate(request, **credentials))

    def get_user(self, user_id: Any) -> Any:
        """Sessions that a demo person brought along end, too."""
        return _unless_demo(super().get_user(user_id))


def _unless_demo(user: Any) -> Any:
    return None if user is None or is_refused_demo_person(user) else user
