"""Django's database sessions in a table that names the person (settings.SESSION_ENGINE)."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from coursesite import clock
from coursesite.storage.prepared import Prepared

SINCE_KEY = "signed_in_at"  # in the session's own data, so that a new key (new password) keeps it


def _sessions(key: str) -> Any:
    return SessionStore.get_model_class().objects.filter(session_key=key)


SESSIONS: Prepared[Any] = Prepared(_sessions)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        """As Django's, with the statement written once: each page asks for its session.

        Keys of ours are letters and digits; PostgreSQL could not even be asked for some others.
        """
        session = SESSIONS.first(key=self.session_key) if self.session_key.isalnum() else None
        if session is None or session.expire_date <= clock.now():
            self._session_key = None
            return None
        return session

    @classmethod
    def get_model_class(cls) -> Any:
        from coursesite.accounts.models import UserSession  # noqa: PLC0415  # app ready

        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        user_id = data.get(SESSION_KEY)
        if user_id:
            data.setdefault(SINCE_KEY, clock.now().isoformat())
        session = super().create_model_instance(data)
        if user_id:
            session.user_id = int(user_id)
            session.since = datetime.fromisoformat(data[SINCE_KEY])
        return session
