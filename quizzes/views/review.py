"""What came of an attempt, and why each answer is what it is."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.errors import ServiceError
from coursesite.http.signed_in import signed_in_to
from coursesite.policy import months
from lessons.queries.outline import UnitRow, outline
from quizzes.enums import AttemptState
from quizzes.models import Attempt
from quizzes.queries.adaptive import adaptive_unit
from quizzes.queries.objections import notices_in, objections_in
from quizzes.queries.offers import Offer, offer_of
from quizzes.queries.profiles import named_confusion
from quizzes.queries.reviewing import review_of
from quizzes.queries.targeted import targeted_quiz, waiting_unit
from quizzes.services.placing import skip_known
from quizzes.views.access import attempt_or_404
from quizzes.views.notices import told


@require_POST
@signed_in_to("quizzes:review", "attempt")
def skip_lessons(request: HttpRequest, attempt: str) -> HttpResponse:
    """After a pre-test: the chosen lessons count as completed."""
    found = attempt_or_404(request.user, attempt)
    try:
        skipped = skip_known(attempt=found, uids=request.POST.getlist("lesson"), now=clock.now())
    except ServiceError as refusal:
        messages.error(request, str(refusal))
        return redirect("quizzes:review", found.public_id)
    if not skipped:
        messages.info(request, _("No lesson was chosen."))
        return redirect("quizzes:review", found.public_id)
    said = ngettext("%(n)s lesson has been skipped.", "%(n)s lessons have been skipped.", len(skipped))
    messages.success(request, said % {"n": len(skipped)})
    return redirect(found.quiz.course)


def _offer(user: Any, attempt: Attempt) -> Offer | None:
    """What comes before the next attempt, for whoever has not passed."""
    if attempt.passed is not False or attempt.enrolment.closed_at:
        return None
    offer = offer_of(attempt.quiz, user, attempt.enrolment, now=clock.now())
    return None if offer.is_passed or offer.running else offer


def _is_passed_step(attempt: Attempt) -> bool:
    return bool(attempt.passed and attempt.quiz.unit and attempt.enrolment.asks_for(attempt.quiz.unit))


def _missing(attempt: Attempt) -> tuple[UnitRow, ...]:
    """What the course still asks of whoever has passed; nothing once it is completed. At most four queries."""
    run = attempt.enrolment
    if not _is_passed_step(attempt) or run.completed_on or run.closed_at:
        return ()
    return outline(attempt.quiz.course, run, now=clock.now()).missing


@require_safe
@login_required
def review_page(request: HttpRequest, attempt: str) -> HttpResponse:
    found = attempt_or_404(request.user, attempt)
    if found.is_open:
        return redirect(found)
    review = review_of(found, now=clock.now())
    objections = objections_in(found) if review.is_revealed else {}
    only_wrong = request.GET.get("only") == "wrong"
    context = {
        "attempt": found,
        "quiz": found.quiz,
        "unit": found.quiz.unit,
        "course": found.quiz.course,
        "review": review,
        "only_wrong": only_wrong,
        "period": months(settings.KEEP_ANSWERS_MONTHS),
        "time_zone": clock.zone(),
        "questions": [(one, objections.get(one.slot)) for one in (review.wrong if only_wrong else review.questions)],
        "notices": [told(notice) for notice in notices_in(found)],
        "offer": _offer(request.user, found),
        "confusion": named_confusion(request.user, found.quiz.course) if found.passed is False else None,
        "practice_quiz": targeted_quiz(found.quiz.course_id) if review.finding else None,
        "check_unit": adaptive_unit(found.quiz.course_id) if review.placement else None,
        "back": waiting_unit(found) if found.reached_end else None,
        "missing": _missing(found),
        "is_completed": _is_passed_step(found) and found.enrolment.completed_on,
        "is_waiting": found.state == AttemptState.AWAITING_MARKING,
    }
    return render(request, "quizzes/review.html", context)
