"""Ending sessions: the browser that held one is signed out with its next click."""

from coursesite.accounts.models import User, UserSession
from coursesite.accounts.queries.sessions import session_handle


def end_session(*, user: User, handle: str) -> bool:
    """Whether there was such a session of hers."""
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    wanted = [key for key in keys if session_handle(key) == handle]
    UserSession.objects.filter(user=user, session_key__in=wanted).delete()
    return bool(wanted)


def end_other_sessions(*, user: User, current_key: str | None) -> None:
    UserSession.objects.filter(user=user).exclude(session_key=current_key).delete()
