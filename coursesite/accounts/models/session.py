from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from coursesite import clock


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    def live(self, now) -> "UserSessionQuerySet":
        return self.filter(expire_date__gt=now)


class UserSession(AbstractBaseSession):
    """A browser's session, which also says whose it is and since when: so a person can list hers and end one.

    No address, no user agent. Written by coursesite.accounts.sessions.SessionStore.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="sessions")
    since = models.DateTimeField(default=clock.now)

    objects = UserSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} {self.since:%Y-%m-%d %H:%M}"

    @classmethod
    def get_session_store_class(cls):
        from coursesite.accounts.sessions import SessionStore  # noqa: PLC0415  # app ready: the engine imports us

        return SessionStore
