"""An open attempt: its questions one by one, and the page where it is submitted. All of it works without a script."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock
from coursesite.accounts.views.preferences import in_language
from coursesite.errors import ServiceError
from coursesite.http.signed_in import signed_in_to
from coursesite.storage.addresses import address
from quizzes.diagnosis.mastery import MOST
from quizzes.diagnosis.practice import MOST_PRACTICE
from quizzes.enums import Confidence, Reveal
from quizzes.errors import AnswerExplained, AttemptOver, QuizzesError, StepConflict
from quizzes.models import Attempt
from quizzes.queries.attempts import term_names
from quizzes.queries.profiles import contrast_after
from quizzes.queries.reviewing import explained
from quizzes.queries.sitting import (
    Place,
    QuestionMap,
    asked,
    attempt_of,
    hints_of,
    is_forward,
    is_on_offer,
    is_read,
    opened,
    places_of,
    siblings_of,
    within_reach,
)
from quizzes.services.adapting import ask_next
from quizzes.services.attempting import is_over, mark_for_later, remaining_seconds, save_form, submit_attempt
from quizzes.services.explaining import ask_another, explain_answer, try_again
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem
from quizzes.views.access import attempt_or_404, help_with
from quizzes.wording import problem_words

NAME = "answer"
PAGE_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Shown:
    """One question as it is shown: with which answer, on top of which stored step, and what is wrong with it."""

    answer: Any
    seq: int
    errors: tuple[str, ...] = ()
    other: StepConflict | None = None
    is_unsaved: bool = False
    is_incomplete: bool = False
    confidence: str = ""


@require_safe
@login_required
def attempt_home(request: HttpRequest, attempt: str) -> HttpResponse:
    """To where it goes on: the first open question, or the review."""
    found = attempt_or_404(request.user, attempt)
    if is_over(found, clock.now()):
        return _where_it_ended(found)
    reach = within_reach(found) if is_forward(found) else None
    if reach and found.quiz.asks_one_by_one:
        return _to_question(found, reach.start)
    places = [place for place in places_of(found) if reach is None or place.position in reach]
    first = next((place for place in places if place.state != "answered"), None)
    return _to_question(found, first.position) if first else _to_submit(found)


@require_http_methods(PAGE_METHODS)
@signed_in_to("quizzes:question", "attempt", "n")
def question_page(request: HttpRequest, attempt: str, n: int) -> HttpResponse:
    found = attempt_or_404(request.user, attempt)
    if is_over(found, clock.now()):
        return _where_it_ended(found)
    places = places_of(found)
    place = next((place for place in places if place.position == n), None)
    if place is None:
        raise Http404
    if is_forward(found) and n not in within_reach(found):
        return redirect(found)
    opened(place.slot)
    if request.method == "POST":
        return _answered(request, found, places, place)
    if place.is_explained:
        return _explained_page(request, found, places, place)
    return _page(request, found, places, place, _kept(request, found, place))


@require_http_methods(PAGE_METHODS)
@signed_in_to("quizzes:submit", "attempt")
def submit_page(request: HttpRequest, attempt: str) -> HttpResponse:
    """GET asks once more, POST submits. Whoever comes again finds the review."""
    found = attempt_or_404(request.user, attempt)
    if not found.is_open:
        return redirect("quizzes:review", found.public_id)
    if request.method != "POST":
        return _before_submitting(request, found)
    try:
        submit_attempt(attempt=found, now=clock.now())
    except ServiceError as refusal:
        messages.error(request, str(refusal))
        return redirect(found.quiz.course)
    return redirect("quizzes:review", found.public_id)


def _where_it_ended(attempt: Attempt) -> HttpResponse:
    return _to_submit(attempt) if attempt.is_open else redirect("quizzes:review", attempt.public_id)


def _to_submit(attempt: Attempt) -> HttpResponse:
    return redirect("quizzes:submit", attempt.public_id)


def _before_submitting(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    places = places_of(attempt)
    context = {
        **_frame(attempt),
        "places": places,
        "unanswered": [place for place in places if place.state != "answered"],
        "flagged": [place for place in places if place.is_flagged],
        "is_time_over": is_over(attempt, clock.now()),
        "is_read": is_read(attempt),
    }
    return render(request, "quizzes/submit.html", context)


def _answered(request: HttpRequest, attempt: Attempt, places: tuple[Place, ...], place: Place) -> HttpResponse:
    """Store what the form sent and go where its button says."""
    kind, sent = get_type(place.slot.version.type), None
    seen = _number(request.POST.get("seq"))
    confidence = _confidence(request, attempt)
    try:
        sent = kind.read(request.POST, NAME)
        save_form(
            attempt=attempt, position=place.position, seen=seen, answer=sent, confidence=confidence, now=clock.now()
        )
        return _done(request, attempt, places, place)
    except AnswerProblem as refused:
        kept = sent if kind.is_typed else place.given.answer  # what was typed is still there
        shown = Shown(kept, place.given.seq, errors=(problem_words(refused),), confidence=confidence)
        return _page(request, attempt, places, place, shown, status=400)
    except StepConflict as conflict:
        shown = Shown(sent, conflict.seq, other=conflict, confidence=confidence)
        return _page(request, attempt, places, place, shown, status=409)
    except AnswerExplained:
        return _to_question(attempt, place.position)
    except AttemptOver:
        return _where_it_ended(attempt_of(request.user, attempt.public_id) or attempt)
    except QuizzesError as refusal:
        return _refused(request, attempt, place, refusal)


def _done(request: HttpRequest, attempt: Attempt, places: tuple[Place, ...], place: Place) -> HttpResponse:
    """What the button asks for, once the answer is stored."""
    shown = place.position
    asked = {"attempt": attempt, "position": shown, "now": clock.now()}
    match next((wish for wish in ("mark", "check", "again", "another", "language") if wish in request.POST), None):
        case "mark":
            mark_for_later(**asked, flagged=request.POST["mark"] == "yes")
        case "check":
            explain_answer(**asked)
        case "again":
            try_again(**asked)
        case "another":
            shown = ask_another(**asked)
        case "language":
            return in_language(request, _to_question(attempt, shown))
        case _ if request.POST.get("go") == "next":
            return _next(request, attempt, places, place)
        case _:
            return _go(request.POST.get("go", ""), attempt, places, place)
    return _to_question(attempt, shown)


def _next(request: HttpRequest, attempt: Attempt, places: tuple[Place, ...], place: Place) -> HttpResponse:
    """Right after a confusion that was not the first of its kind two cases to compare come before what is next."""
    pair = None
    if place.is_explained:
        pair = contrast_after(request.user, attempt.quiz.course, place.slot, place.given.seq)
    if attempt.quiz.asks_one_by_one:
        added = ask_next(attempt=attempt, position=place.position, now=clock.now())
        after = _to_question(attempt, added) if added else redirect("quizzes:review", attempt.public_id)
    else:
        after = _go("next", attempt, places, place)
    return redirect(f"{pair.get_absolute_url()}?from={attempt.public_id}") if pair else after


def _refused(request: HttpRequest, attempt: Attempt, place: Place, refusal: QuizzesError) -> HttpResponse:
    """What can be made good is said beside the question; it was stored as far as it goes."""
    if refusal.code == "passed-by":
        return redirect(attempt)
    if refusal.code == "incomplete":
        return _incomplete(request, attempt, place.position, refusal)
    if refusal.code not in ("no-sibling", "unchecked"):
        raise Http404 from refusal
    messages.error(request, str(refusal))
    return _to_question(attempt, place.position)


def _incomplete(request: HttpRequest, attempt: Attempt, position: int, refusal: QuizzesError) -> HttpResponse:
    """What was chosen is stored by now; what is missing is said above the question, with a way to it."""
    places = places_of(attempt)
    place = next(place for place in places if place.position == position)
    confidence = _confidence(request, attempt) or place.given.confidence
    shown = Shown(place.given.answer, place.given.seq, (str(refusal),), is_incomplete=True, confidence=confidence)
    return _page(request, attempt, places, place, shown, status=400)


def _to_question(attempt: Attempt, position: int) -> HttpResponse:
    return redirect("quizzes:question", attempt.public_id, position)


def _go(wish: str, attempt: Attempt, places: tuple[Place, ...], place: Place) -> HttpResponse:
    wanted = {"next": place.position + 1, "back": place.position - 1}.get(wish, _number(wish))
    if wish == "submit" or wanted > len(places):
        return _to_submit(attempt)
    return _to_question(attempt, wanted if wanted >= 1 else place.position)


def _confidence(request: HttpRequest, attempt: Attempt) -> str:
    """What was said, "" for nothing and where nobody asks."""
    said = request.POST.get("confidence", "")
    return said if attempt.quiz.ask_confidence and said in Confidence.values else ""


def _number(text: str | None) -> int:
    """0 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _kept(request: HttpRequest, attempt: Attempt, place: Place) -> Shown:
    """The stored answer, or the one that survived a sign-in in the address."""
    stored = Shown(place.given.answer, place.given.seq, confidence=place.given.confidence)
    if not request.GET:
        return stored
    try:
        answer = get_type(place.slot.version.type).read(request.GET, NAME)
    except AnswerProblem:
        return stored
    names = term_names(attempt.quiz.course_id)
    if answer in (None, stored.answer) or not is_on_offer(place.slot, names, answer):
        return stored
    return Shown(answer, stored.seq, is_unsaved=True)


def _page(
    request: HttpRequest,
    attempt: Attempt,
    places: tuple[Place, ...],
    place: Place,
    shown: Shown,
    *,
    status: int = 200,
) -> HttpResponse:
    names = term_names(attempt.quiz.course_id)
    context = {
        **_places_frame(attempt, places, place),
        **asked(place.slot, names, shown.answer),
        "stored": asked(place.slot, names, shown.other.answer) if shown.other else None,
        "name": NAME,
        "hints": hints_of(place.slot.version) if attempt.quiz.is_practice else (),
        "confidences": Confidence.choices if attempt.quiz.ask_confidence else (),
        "errors": shown.errors,
        "shown": shown,
        "saving_words": _saving_words(place, shown),
        "is_checked_here": attempt.rule.get("reveal") == Reveal.AT_ONCE,
    }
    return render(request, "quizzes/question.html", context, status=status)


def _explained_page(request: HttpRequest, attempt: Attempt, places: tuple[Place, ...], place: Place) -> HttpResponse:
    """The answer stands; what speaks for and against it, and what comes next."""
    context = {
        **_places_frame(attempt, places, place),
        "explained": explained(attempt, place),
        "contrast": contrast_after(request.user, attempt.quiz.course, place.slot, place.given.seq),
        "is_practice": attempt.quiz.is_practice,
        "has_another": attempt.quiz.is_practice and siblings_of(attempt, place.slot).exists(),
    }
    return render(request, "quizzes/explained.html", context)


def _places_frame(attempt: Attempt, places: tuple[Place, ...], place: Place) -> dict[str, Any]:
    return {
        **_frame(attempt),
        "place": place,
        "places": places,
        "map": QuestionMap(places, place.position, is_free=not is_forward(attempt)),
        "is_last": place.position == len(places) and not attempt.quiz.asks_one_by_one,
        "has_back": place.position > 1 and not is_forward(attempt),
        "heading": _heading(attempt, places, place),
        "urls": _addresses(attempt, place.position),
    }


def _heading(attempt: Attempt, places: tuple[Place, ...], place: Place) -> str:
    if attempt.quiz.asks_one_by_one:
        most = MOST if attempt.quiz.is_adaptive else MOST_PRACTICE
        return _("Question %(n)s of at most %(most)s") % {"n": place.position, "most": most}
    return _("Question %(n)s of %(total)s") % {"n": place.position, "total": len(places)}


def _addresses(attempt: Attempt, position: int) -> dict[str, str]:
    return {
        "course": address("lessons:course", attempt.quiz.course.slug),
        "question": address("quizzes:question", attempt.public_id, position),
        "save": address("quizzes:save", attempt.public_id),
        "submit": address("quizzes:submit", attempt.public_id),
        "sign_in": address("account_login"),
    }


def _saving_words(place: Place, shown: Shown) -> str:
    if shown.is_unsaved:
        return _("This answer has not been saved yet.")
    if place.given.given and (shown.is_incomplete or not shown.errors):
        return _("Saved %(time)s") % {"time": timezone.localtime(place.given.arrived_at).strftime("%H:%M")}
    return _("Not answered yet")


def _frame(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "unit": attempt.quiz.unit,
        "course": attempt.quiz.course,
        "remaining": remaining_seconds(attempt, clock.now()),
        "is_forward": is_forward(attempt),
        "time_zone": clock.zone(),
        "help_task": help_with(attempt.quiz),
    }
