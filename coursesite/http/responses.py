"""Answers that several views give."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import resolve_url
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme


def json_error(code: str, status: int, **more: Any) -> JsonResponse:
    """`code` is for the page's script, which makes the words."""
    return JsonResponse({"error": code, **more}, status=status)


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The address somebody came from, if it is one of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return iri_to_uri(target) if allowed else resolve_url(fallback)


def download(chunks: Iterable[bytes], *, filename: str, content_type: str) -> HttpResponse:
    """A file, streamed while it is made; saved under its name (RFC 6266), never shown inside the site."""
    response = StreamingHttpResponse(chunks, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
