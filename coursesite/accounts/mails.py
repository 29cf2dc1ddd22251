"""What the mails of this app show, asked when they go out."""

from datetime import datetime
from typing import Any

from coursesite.accounts.queries.invitations import invitation_token, last_day_of
from coursesite.outbox.models import OutboxMail


def invitation_context(mail: OutboxMail, now: datetime) -> dict[str, Any] | None:
    """None: she has set a password meanwhile."""
    if mail.user.has_usable_password():
        return None
    until = last_day_of(now)
    return {"token": invitation_token(mail.user, until=until), "until": until}
