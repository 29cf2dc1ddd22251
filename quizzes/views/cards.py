"""Spaced review (Auffrischen): what is for today, one case after the other, and a pause. All of it without a script."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock
from coursesite.errors import ServiceError
from coursesite.http.signed_in import signed_in_to
from quizzes.enums import Confidence
from quizzes.errors import QuizzesError
from quizzes.forms import PauseForm
from quizzes.models import Card, Question
from quizzes.queries.attempts import term_names
from quizzes.queries.cards import Queue, card_of, clinic_for, lessons_before, next_case, place_of, queue_of
from quizzes.queries.checks import seed_of_checks
from quizzes.queries.contents import Asked, option_order
from quizzes.queries.profiles import contrast_after
from quizzes.queries.reviewing import explained
from quizzes.services.refreshing import answer_card, end_pause, pause_cards
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem
from quizzes.views.contrast import FROM_CARD
from quizzes.wording import problem_words

NAME = "answer"
END = "end"
"""The name of the button that ends a pause."""
PAGE_METHODS = ["GET", "HEAD", "POST"]


def due_today(request: HttpRequest) -> dict[str, Any]:
    """For the panels of start and account page."""
    return {"queue": queue_of(request.user, clock.today()) if request.user.is_authenticated else None}


@require_http_methods(PAGE_METHODS)
@login_required
def cards_page(request: HttpRequest) -> HttpResponse:
    """What is for today. POST pauses, changes the pause or ends it."""
    if END in request.POST:
        end_pause(user=request.user)
        messages.success(request, _("The pause has ended."))
        return redirect("quizzes:cards")
    queue = queue_of(request.user, clock.today())
    form = PauseForm(request.POST if request.method == "POST" else None, initial={"until": queue.paused_until})
    if form.is_valid() and _paused(request, form):
        return redirect("quizzes:cards")
    context = {"queue": queue, "reading": lessons_before(queue.due), "form": form}
    return render(request, "quizzes/cards.html", context, status=400 if form.errors else 200)


@require_http_methods(PAGE_METHODS)
@signed_in_to("quizzes:card")
def card_page(request: HttpRequest) -> HttpResponse:
    """The next case of the queue, or where there is none, the overview."""
    if request.method == "POST":
        return _answered(request)
    return _asked(request, queue_of(request.user, clock.today()))


@require_safe
@login_required
def answer_page(request: HttpRequest, attempt: str, n: int) -> HttpResponse:
    """What spoke for and against an answer, and when the card comes back."""
    found = place_of(request.user, attempt, n)
    if found is None:
        raise Http404
    sitting, place = found
    context = {
        "course": sitting.quiz.course,
        "explained": explained(sitting, place),
        "contrast": contrast_after(request.user, sitting.quiz.course, place.slot, place.given.seq),
        "card": card_of(request.user, sitting.quiz.course_id, place.slot.version),
        "queue": queue_of(request.user, clock.today()),
    }
    return render(request, "quizzes/card_answer.html", context)


def _paused(request: HttpRequest, form: PauseForm) -> bool:
    try:
        pause_cards(user=request.user, until=form.cleaned_data["until"], now=clock.now())
    except ServiceError as refusal:
        form.add_error("until", str(refusal))
        return False
    messages.success(request, _("Nothing is due before that day."))
    return True


def _answered(request: HttpRequest) -> HttpResponse:
    queue = queue_of(request.user, clock.today())
    card, question = _next(queue)
    if card is None or question is None or question.uid != request.POST.get("question"):
        return _moved_on(request)
    sent, kind = None, get_type(question.current.type)
    said = request.POST.get("confidence", "")
    confidence = said if said in Confidence.values else ""
    try:
        sent = kind.read(request.POST, NAME)
        slot = answer_card(
            user=request.user, question_uid=question.uid, answer=sent, confidence=confidence, now=clock.now()
        )
    except AnswerProblem as refused:
        return _question(request, queue, card, question, errors=[problem_words(refused)], confidence=confidence)
    except QuizzesError as refusal:
        if refusal.code != "incomplete":
            return _moved_on(request)
        return _question(request, queue, card, question, answer=sent, errors=[str(refusal)], confidence=confidence)
    return redirect("quizzes:card-answer", slot.attempt.public_id, slot.position)


def _moved_on(request: HttpRequest) -> HttpResponse:
    """Another window was faster, or it is another day: nothing was stored."""
    messages.info(request, _("That is no longer the next question. Nothing was stored."))
    return redirect("quizzes:cards")


def _asked(request: HttpRequest, queue: Queue) -> HttpResponse:
    pair = clinic_for(queue.due[0], queue.day) if queue.due else None
    if pair:
        return redirect(f"{pair.get_absolute_url()}?from={FROM_CARD}")
    card, question = _next(queue)
    if card is None or question is None:
        return redirect("quizzes:cards")
    return _question(request, queue, card, question, answer=_survived(request, question))


def _next(queue: Queue) -> tuple[Card | None, Question | None]:
    card = queue.due[0] if queue.due else None
    return card, next_case(card) if card else None


def _survived(request: HttpRequest, question: Question) -> Any:
    """The answer that came through a sign-in in the address. It is not stored yet."""
    try:
        return get_type(question.current.type).read(request.GET, NAME) if request.GET else None
    except AnswerProblem:
        return None


def _question(
    request: HttpRequest,
    queue: Queue,
    card: Card,
    question: Question,
    *,
    answer: Any = None,
    errors: Sequence[str] = (),
    confidence: str = "",
) -> HttpResponse:
    run, version = queue.runs[card.course_id], question.current
    names = term_names(card.course_id)
    order = option_order(version, tuple(names), seed_of_checks(run.enrolment))
    place = {"n": queue.done + 1, "total": queue.done + len(queue.due)}
    context = {
        "template": get_type(version.type).template,
        "question": Asked(version, names, order, answer),
        "uid": question.uid,
        "name": NAME,
        "course": run.enrolment.course,
        "heading": _("Question %(n)s of %(total)s") % place,
        "confidences": Confidence.choices,
        "shown": {"confidence": confidence},
        "errors": errors,
    }
    return render(request, "quizzes/card.html", context, status=400 if errors else 200)
