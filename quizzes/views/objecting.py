"""A learner objects to a question of hers whose solution she may see."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coursesite import clock
from quizzes.errors import QuizzesError
from quizzes.forms import ObjectionForm
from quizzes.models import Attempt
from quizzes.queries.contents import html_of
from quizzes.queries.objections import objection_of, slot_to_object_to
from quizzes.services.objecting import object_to
from quizzes.views.access import attempt_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def object_page(request: HttpRequest, attempt: str, n: int) -> HttpResponse:
    """Once made, an objection stands in the review; sent again, it leads there."""
    found = attempt_or_404(request.user, attempt)
    slot = slot_to_object_to(found, n)
    if slot is None:
        raise Http404
    review = f"{reverse('quizzes:review', args=[found.public_id])}#question-{n}"
    if objection_of(slot):
        return redirect(review)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_made(request, found, n, form):
        return redirect(review)
    context: dict[str, Any] = {
        "attempt": found,
        "course": found.quiz.course,
        "unit": found.quiz.unit,
        "position": n,
        "stem_html": html_of(slot.version)["stem"],
        "review": review,
        "form": form,
    }
    return render(request, "quizzes/object.html", context, status=400 if form.errors else 200)


def _is_made(request: HttpRequest, attempt: Attempt, position: int, form: ObjectionForm) -> bool:
    try:
        object_to(attempt=attempt, position=position, reason=form.cleaned_data["reason"], now=clock.now())
    except QuizzesError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your objection has been sent. You will be told the outcome."))
    return True
