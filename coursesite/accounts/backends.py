"""Who signs in with e-mail and password?"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from coursesite.accounts.models import User
from coursesite.accounts.queries.demo import is_refused_demo_person
from coursesite.accounts.rules import with_roles
from coursesite.storage.prepared import Prepared


def _people(pk: int) -> QuerySet[User]:
    return with_roles(User.objects.filter(pk=pk))


PEOPLE: Prepared[User] = Prepared(_people)


class EmailBackend(AuthenticationBackend):
    """allauth's (the same work for unknown accounts), without demo people outside the local profile.

    Not by `user_can_authenticate`: allauth remembers whom that refuses and signs her in after all if she is active.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        return _unless_demo(super().authenticate(request, **credentials))

    def get_user(self, user_id: Any) -> Any:
        """Sessions that a demo person brought along end, too."""
        user = PEOPLE.first(pk=user_id)
        return _unless_demo(user if user and self.user_can_authenticate(user) else None)


def _unless_demo(user: Any) -> Any:
    return None if user is None or is_refused_demo_person(user) else user
