"""Who has asked for her account to be deleted?"""

from typing import Any

from django.db.models import QuerySet

from coursesite.accounts.models import DeletionRequest


def open_requests() -> QuerySet[DeletionRequest]:
    return DeletionRequest.objects.filter(withdrawn_at=None, done_at=None)


def open_request_of(user: Any) -> DeletionRequest | None:
    return open_requests().filter(user=user).first()
