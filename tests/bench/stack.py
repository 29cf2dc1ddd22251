"""Our settings around the bare view, with as many of our middleware as BENCH_MIDDLEWARE says: what does each add?"""

import os

from coursesite.settings import *  # noqa: F403
from coursesite.settings import MIDDLEWARE as OURS


class Stack(list):
    """allauth starts only where its middleware is named; here it is, before its turn has come."""

    def __contains__(self, name: object) -> bool:
        return name == "allauth.account.middleware.AccountMiddleware" or super().__contains__(name)


ROOT_URLCONF = "tests.bench.bare.urls"
MIDDLEWARE = Stack(OURS[: int(os.environ.get("BENCH_MIDDLEWARE", len(OURS)))])
