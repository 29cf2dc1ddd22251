"""Error pages: what happened, what is safe, what to do next. They must not need the database."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from coursesite.http.language import CODES


def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    if "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json":
        return JsonResponse({"error": f"http-{status}"}, status=status)
    page = loader.get_template(f"errors/{template or status}.html")
    language = getattr(request, "LANGUAGE_CODE", "de")
    context = {"LANGUAGE_CODE": language if language in CODES else "de", "status": status}
    return HttpResponse(page.render(context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whoever may not be there learns no more than that there is no such page."""
    return _page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 429)


def service_unavailable(request: HttpRequest) -> HttpResponse:
    return _page(request, 503)
