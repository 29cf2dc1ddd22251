"""How often may one address ask for a page that nobody signs in to?

Counted in the cache that all processes share, for a minute, under a keyed hash: the address itself is stored nowhere.
Two requests at the same instant may count as one, which a limit this wide can bear.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from coursesite import clock

SECONDS = 60


def is_within(request: HttpRequest, *, what: str, per_minute: int) -> bool:
    """Counts this request, too."""
    minute = int(clock.now().timestamp()) // SECONDS
    address = get_adapter().get_client_ip(request)
    key = f"rate:{what}:{salted_hmac('coursesite.http.rates', f'{minute}:{address}').hexdigest()[:32]}"
    cache.add(key, 0, 2 * SECONDS)
    try:
        return cache.incr(key) <= per_minute
    except ValueError:  # the cache has dropped it in between
        return True
