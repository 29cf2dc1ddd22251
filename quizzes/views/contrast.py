"""Two cases that are nearly the same, what tells them apart, and two new ones that are answered at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coursesite import clock
from coursesite.http.signed_in import signed_in_to
from lessons.models import Course, Enrolment
from lessons.queries.access import unit_by_slug
from lessons.views.access import standing_or_404, to_the_beginning
from quizzes.errors import QuizzesError
from quizzes.queries.contrasts import AppliedCase, ShownContrast, begun_run, contrast_of
from quizzes.queries.sitting import attempt_of
from quizzes.services.comparing import answer_applied
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem
from quizzes.wording import problem_words

PAGE_METHODS = ["GET", "HEAD", "POST"]
# Values of `from`; others are public ids of attempts. A card that went wrong again and again is compared instead.
FROM_REVIEW, FROM_CARD, FROM_LESSON = "practice", "card", "lesson:"


@dataclass(frozen=True)
class Way:
    """Where the reader came from and goes on to. `value` stands in the address."""

    url: str
    label: Any
    value: str = ""

    @property
    def query(self) -> str:
        return f"?{urlencode({'from': self.value})}" if self.value else ""


@dataclass(frozen=True)
class Refused:
    """An answer that will not do: to which case, and why."""

    uid: str
    errors: Sequence[str]


@require_http_methods(PAGE_METHODS)
@signed_in_to("quizzes:contrast", "course", "pair")
def contrast_page(request: HttpRequest, course: str, pair: str) -> HttpResponse:
    found = standing_or_404(request, course)
    run = begun_run(request.user, found.course)
    if run is None and not found.may_read:
        return to_the_beginning(request, found)
    shown = contrast_of(request.user, found.course, pair, run=run, day=clock.today())
    if shown is None:
        raise Http404
    if request.method != "POST":
        return _page(request, shown, run)
    case = next((case for case in shown.applied if case.uid == request.POST.get("question")), None)
    if run is None or case is None:
        raise Http404
    return _answered(request, shown, run, case)


def _answered(request: HttpRequest, shown: ShownContrast, run: Enrolment, case: AppliedCase) -> HttpResponse:
    """Back to the case, which is explained then."""
    try:
        answer = get_type(case.asked.type).read(request.POST, case.name)
        answer_applied(user=request.user, pair=shown.pair, question_uid=case.uid, answer=answer, now=clock.now())
    except AnswerProblem as problem:
        return _page(request, shown, run, Refused(case.uid, [problem_words(problem)]))
    except QuizzesError as refusal:
        if refusal.code == "incomplete":
            return _page(request, shown, run, Refused(case.uid, [_("Please choose an answer.")]))
    return redirect(f"{shown.pair.get_absolute_url()}{_way(request, shown.pair.course).query}#{case.name}")


def _way(request: HttpRequest, course: Course) -> Way:
    wanted = request.GET.get("from", "")
    if wanted in (FROM_REVIEW, FROM_CARD):
        return Way(reverse("quizzes:card"), _("Continue with spaced review"), wanted)
    if wanted.startswith(FROM_LESSON):
        slug, _colon, uid = wanted.removeprefix(FROM_LESSON).partition(":")
        unit = unit_by_slug(course, "lesson", slug)
        if unit:
            unit.course = course
            return Way(f"{unit.get_absolute_url()}#check-{quote(uid)}", _("Back to the lesson"), wanted)
    attempt = attempt_of(request.user, wanted) if wanted else None
    if attempt is None:
        return Way(reverse("quizzes:profile"), _("My confusion profile"))
    label = _("Keep practising") if attempt.is_open else _("Go to the review of the attempt")
    return Way(attempt.get_absolute_url(), label, attempt.public_id)


def _page(
    request: HttpRequest, shown: ShownContrast, run: Enrolment | None, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "shown": shown,
        "course": shown.pair.course,
        "answers": run is not None,
        "is_shown_only": run is None,
        "refused": refused,
        "is_instead": request.GET.get("from") == FROM_CARD,
        "way": _way(request, shown.pair.course),
    }
    return render(request, "quizzes/contrast.html", context, status=400 if refused else 200)
