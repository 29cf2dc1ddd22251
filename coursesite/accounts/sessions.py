"""Django's database sessions in a table that names the person (settings.SESSION_ENGINE)."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from coursesite import clock

SINCE_KEY = "signed_in_at"  # in the session's own data, so that a new key (new password) keeps it


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from coursesite.accounts.models import UserSession  # app ready  # noqa: PLC0415  # app ready

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
