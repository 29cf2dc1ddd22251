"""An address that only takes what a button sends, typed or reloaded: a page that says so instead of an empty one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from coursesite.views import errors


class MethodsMiddleware:
    """Django's and allauth's views answer so without a body, and for 405 there is no handler to name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = errors.method_not_allowed(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page
