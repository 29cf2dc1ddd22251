"""What came of an attempt, and why each answer is what it is."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from quizzes.enums import AttemptState
from quizzes.queries.reviewing import review_of
from quizzes.views.access import attempt_or_404


@require_safe
@login_required
def review_page(request: HttpRequest, attempt: str) -> HttpResponse:
    found = attempt_or_404(request.user, attempt)
    if found.is_open:
        return redirect(found)
    review = review_of(found)
    only_wrong = request.GET.get("only") == "wrong"
    context = {
        "attempt": found,
        "quiz": found.quiz,
        "unit": found.quiz.unit,
        "course": found.quiz.course,
        "review": review,
        "only_wrong": only_wrong,
        "questions": review.wrong if only_wrong else review.questions,
        "is_waiting": found.state == AttemptState.AWAITING_MARKING,
    }
    return render(request, "quizzes/review.html", context)
