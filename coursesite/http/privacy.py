"""Pages that depend on who is signed in are stored by no cache, neither a proxy's nor the browser's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NoStoreMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response.headers and request.session.accessed:
            response.headers["Cache-Control"] = "no-store"
        return response
