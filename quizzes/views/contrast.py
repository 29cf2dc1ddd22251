"""Two cases that are nearly the same, and what tells them apart."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quizzes.queries.contrasts import contrast_of
from quizzes.views.access import standing_or_404


@require_safe
@login_required
def contrast_page(request: HttpRequest, course: str, pair: str) -> HttpResponse:
    found = standing_or_404(request.user, course)
    if not found.may_read:
        messages.info(request, _("Please start the course first. Its lessons and quizzes open then."))
        return redirect(found.course)
    shown = contrast_of(request.user, found.course, pair)
    if shown is None:
        raise Http404
    return render(request, "quizzes/contrast.html", {"shown": shown, "course": found.course})
