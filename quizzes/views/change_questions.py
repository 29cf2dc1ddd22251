"""Questions on what has changed: one after the other, each explained at once. All of it without a script."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock
from coursesite.http.signed_in import signed_in_to
from lessons.models import Enrolment
from lessons.queries.offers import difference_of
from lessons.views.access import standing_or_404
from quizzes.errors import QuizzesError
from quizzes.models import Question
from quizzes.queries.attempts import term_names
from quizzes.queries.change_questions import Sitting, place_of, sitting_of
from quizzes.queries.checks import seed_of_checks
from quizzes.queries.contents import Asked, option_order
from quizzes.queries.reviewing import explained
from quizzes.services.answering_changes import answer_change_question
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem
from quizzes.wording import problem_words

NAME = "answer"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to("quizzes:difference-question", "course")
def question_page(request: HttpRequest, course: str) -> HttpResponse:
    """The next one. Before all lessons are confirmed, and when enough was right, what has changed is shown instead."""
    run = _run_or_404(request, course)
    if run.closed_at or run.completed_on or difference_of(run, today=clock.today()).unseen:
        return redirect("lessons:difference", course)
    sitting = sitting_of(run)
    if sitting.next is None:
        return redirect("lessons:difference", course)
    if request.method == "POST":
        return _answered(request, run, sitting, sitting.next)
    return _question(request, run, sitting, sitting.next, answer=_survived(request, sitting.next))


@require_safe
@login_required
def answer_page(request: HttpRequest, course: str, n: int) -> HttpResponse:
    """What spoke for and against an answer, and what is left."""
    run = _run_or_404(request, course)
    found = place_of(run, n)
    if found is None:
        raise Http404
    attempt, place = found
    context = {
        "course": run.course,
        "explained": explained(attempt, place),
        "asked": sitting_of(run).asked,
        "is_done": run.completed_on is not None,
    }
    return render(request, "quizzes/change_answer.html", context)


def _run_or_404(request: HttpRequest, course: str) -> Enrolment:
    found = standing_or_404(request, course)
    if found.enrolment is None or not found.enrolment.is_difference:
        raise Http404
    found.enrolment.course = found.course
    return found.enrolment


def _answered(request: HttpRequest, run: Enrolment, sitting: Sitting, question: Question) -> HttpResponse:
    if request.POST.get("question") != question.uid:
        return _moved_on(request, run)
    sent, kind = None, get_type(question.current.type)
    try:
        sent = kind.read(request.POST, NAME)
        slot = answer_change_question(enrolment=run, question_uid=question.uid, answer=sent, now=clock.now())
    except AnswerProblem as refused:
        return _question(request, run, sitting, question, errors=[problem_words(refused)])
    except QuizzesError as refusal:
        if refusal.code != "incomplete":
            return _moved_on(request, run)
        return _question(request, run, sitting, question, answer=sent, errors=[str(refusal)])
    return redirect("quizzes:difference-answer", run.course.slug, slot.position)


def _moved_on(request: HttpRequest, run: Enrolment) -> HttpResponse:
    """Another window was faster: nothing was stored."""
    messages.info(request, _("That is no longer the next question. Nothing was stored."))
    return redirect("lessons:difference", run.course.slug)


def _survived(request: HttpRequest, question: Question) -> Any:
    """The answer that came through a sign-in in the address. It is not stored yet."""
    try:
        return get_type(question.current.type).read(request.GET, NAME) if request.GET else None
    except AnswerProblem:
        return None


def _question(
    request: HttpRequest,
    run: Enrolment,
    sitting: Sitting,
    question: Question,
    *,
    answer: Any = None,
    errors: Sequence[str] = (),
) -> HttpResponse:
    names, version = term_names(run.course_id), question.current
    order = option_order(version, tuple(names), seed_of_checks(run))
    context = {
        "template": get_type(version.type).template,
        "question": Asked(version, names, order, answer),
        "uid": question.uid,
        "name": NAME,
        "course": run.course,
        "heading": _("Question %(n)s") % {"n": sitting.number},
        "asked": sitting.asked,
        "errors": errors,
    }
    return render(request, "quizzes/change_question.html", context, status=400 if errors else 200)
