"""Pictures of a course, from the database, under a policy in which nothing in them can run."""

import base64
import hashlib
import re

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from lessons.models import Figure
from lessons.views.access import standing_or_404

YEAR_SECONDS = 365 * 24 * 3600
STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


@require_safe
@login_required
def figure(request: HttpRequest, course: str, name: str) -> HttpResponse:
    """Its address holds its hash, so whoever has it may keep it; not a proxy, since courses are not for everybody."""
    found = standing_or_404(request, course)
    picture = Figure.objects.filter(course=found.course, name=name).first()
    if picture is None:
        raise Http404
    content = bytes(picture.content)
    response = HttpResponse(content, content_type=picture.media_type)
    response.headers["Content-Security-Policy"] = policy(content)
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=YEAR_SECONDS, immutable=True)
    return response


def policy(content: bytes) -> str:
    """Nothing but the drawing's own styles, by their hashes, for whoever opens it in a window of its own."""
    hashes = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in STYLE.findall(content)]
    styles = " ".join(f"'sha256-{digest}'" for digest in hashes) or "'none'"
    return f"default-src 'none'; style-src {styles}; sandbox; frame-ancestors 'none'"
