"""On which devices is a person signed in?"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from coursesite.accounts.models import User, UserSession


@dataclass(frozen=True)
class OwnSession:
    """`handle` stands for the session in a page: the key itself would be as good as the password."""

    handle: str
    since: datetime
    is_current: bool


def session_handle(key: str) -> str:
    return salted_hmac("coursesite.accounts.session", key).hexdigest()[:32]


def sessions_of(user: User, *, current_key: str | None, now: datetime) -> list[OwnSession]:
    """The present one first, then the latest. One query; no session is decoded."""
    rows = UserSession.objects.live(now).filter(user=user).order_by("-since", "session_key")
    sessions = [
        OwnSession(session_handle(key), since, key == current_key)
        for key, since in rows.values_list("session_key", "since")
    ]
    return sorted(sessions, key=lambda session: not session.is_current)
