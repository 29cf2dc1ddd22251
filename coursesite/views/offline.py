"""What does this site show while there is no connection? One page, which the visitor's browser keeps for that.

A service worker keeps it, with its styles, in the language and theme of the last visit; it stores nothing else: no page
that somebody has seen, no answer, nothing about a person.
"""

import hashlib
import json
import re
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from coursesite.views.errors import frame_in, look_of

WORKER = "js/service_worker.js"
# After each page a browser asks whether the worker has changed; so it asks once an hour, and when a cookie has changed.
ASK_AGAIN_SECONDS = 3600
DIGITS = 16  # of a digest: no two pages meet


@require_safe
@cache_control(no_cache=True)
@vary_on_cookie
def offline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page_for(request))


@require_safe
@cache_control(private=True, max_age=ASK_AGAIN_SECONDS)
@vary_on_cookie
def service_worker(request: HttpRequest) -> HttpResponse:
    """A page that looks or reads otherwise makes another script, by which the browser knows that it is to be kept."""
    page = _page_for(request)
    digest = hashlib.sha256(page.encode()).hexdigest()[:DIGITS]
    kept = {"cache": f"offline-{digest}", "page": reverse("offline"), "files": files_of(page)}
    script = f"self.kept = {json.dumps(kept)};\nimportScripts({json.dumps(static(WORKER))});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def files_of(page: str) -> list[str]:
    """Styles, font and logo, under the names that change with their contents."""
    return re.findall(rf'href="({re.escape(settings.STATIC_URL)}[^"]+)"', page)


def _page_for(request: HttpRequest) -> str:
    return _page(*look_of(request))


@cache
def _page(language: str, theme: str) -> str:
    with translation.override(language):
        return loader.get_template("errors/offline.html").render(frame_in(language, theme))
