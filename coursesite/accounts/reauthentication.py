"""Data of people leaves only shortly after its reader has shown who she is."""

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest

from coursesite import clock


def refuse_old_sign_in(request: HttpRequest) -> None:
    """allauth asks for the password and comes back here. Its own check would not count the sign-in itself."""
    if not settings.REAUTHENTICATE_FOR_EXPORT:
        return
    signed_in_at = [method["at"] for method in get_authentication_records(request, request.user)]
    if clock.now().timestamp() - max(signed_in_at, default=0) > settings.REAUTHENTICATE_AFTER:
        raise ReauthenticationRequired
