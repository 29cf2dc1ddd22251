"""Forms that were sent when the session was over: whoever signs in again comes to the page with the form."""

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

View = Callable[..., HttpResponse]
KEPT_CHARACTERS = 1000  # of an answer in an address
NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


def signed_in_to(url_name: str, *parameters: str) -> Callable[[View], View]:
    """Whoever is signed out comes back to the page of this name: an address that only takes POST is none.

    What a form had sent goes along, so that a choice is not lost with the session, and what stood in the address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, **kwargs)
            page = reverse(url_name, kwargs={name: kwargs[name] for name in parameters})
            return redirect_to_login(page + kept_answer(request, "answer", request.GET.dict()))

        return guarded

    return decorate


def kept_answer(request: HttpRequest, name: str, more: Mapping[str, str] = NOTHING_MORE) -> str:
    """`more` and the form's answer as the query of an address; without what is not honest, empty if nothing is left."""
    pairs = [(key, value) for key, value in request.POST.items() if key == name or key.startswith(f"{name}__")]
    queries = (urlencode([*more.items(), *pairs]), urlencode(more))
    query = next((query for query in queries if "%00" not in query and len(query) <= KEPT_CHARACTERS), "")
    return f"?{query}" if query else ""
