"""A quiz as its author tries it: one draw, all questions on a page, marked and explained. Nothing is stored."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lessons.views.access import standing_or_404
from quizzes.errors import QuizzesError
from quizzes.grading.attempt import GradedSlot, result
from quizzes.grading.mark import rounded
from quizzes.models import Question, QuestionVersion, Quiz
from quizzes.queries.attempts import pass_rule, settled_mark, term_names
from quizzes.queries.contents import content_of, html_of, option_order
from quizzes.services.attempting import draw_for
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem
from quizzes.views.quiz import SEED_BITS, quiz_of_slug
from quizzes.wording import problem_words

PAGE_METHODS = ["GET", "HEAD", "POST"]
SHOWN_PLACES = 2


@dataclass(frozen=True)
class Tried:
    """One question of the draw; `review` stands only where an answer was sent."""

    position: int
    uid: str
    name: str
    template: str
    question: dict[str, Any]
    review_template: str = ""
    review: dict[str, Any] | None = None
    slot: GradedSlot | None = None
    errors: tuple[str, ...] = ()


@require_http_methods(PAGE_METHODS)
@login_required
def preview_page(request: HttpRequest, course: str, quiz: str) -> HttpResponse:
    found = standing_or_404(request, course)
    if not found.teaches:
        raise Http404
    wanted = quiz_of_slug(found, quiz)
    seed = _seed(request)
    tried, refusal = [], ""
    try:
        drawn = draw_for(wanted, seed=seed, seen={})
        questions = Question.objects.select_related("current").in_bulk(list(drawn.items))
        versions = [questions[pk].current for pk in drawn.items]
        tried = [_tried(request, wanted, version, seed, number) for number, version in enumerate(versions, start=1)]
    except QuizzesError as error:
        refusal = str(error)
    context = {
        "course": found.course,
        "unit": wanted.unit,
        "tried": tried,
        "refusal": refusal,
        "seed": seed,
        "notes": drawn.notes if tried else (),
        "outcome": _outcome(wanted, tried) if request.method == "POST" else None,
    }
    return render(request, "quizzes/preview.html", context)


def _seed(request: HttpRequest) -> int:
    """The one of the address, so that a draw can be shown to somebody else; any other where there is none."""
    text = request.GET.get("seed", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else secrets.randbits(SEED_BITS)


def _tried(request: HttpRequest, quiz: Quiz, version: QuestionVersion, seed: int, number: int) -> Tried:
    names, kind, html = term_names(quiz.course_id), get_type(version.type), html_of(version)
    content, order = content_of(version, tuple(names)), option_order(version, tuple(names), seed)
    place: dict[str, Any] = {
        "position": number,
        "uid": version.question.uid,
        "name": f"q{number}",
        "template": kind.template,
    }
    answer, errors = None, ()
    if request.method == "POST":
        try:
            answer = kind.read(request.POST, place["name"])
            kind.check(content, answer)
        except AnswerProblem as problem:
            answer, errors = None, (problem_words(problem),)
    question = kind.ask(content, html=html, order=order, names=names, answer=answer)
    if request.method != "POST" or errors:
        return Tried(**place, question=question, errors=errors)
    mark = settled_mark(version, kind.grade(content, answer), answer, tuple(names))
    return Tried(
        **place,
        question=question,
        review_template=kind.review_template,
        review=kind.review(content, answer, html=html, order=order, names=names),
        slot=GradedSlot(version.points, mark.share, mark.parts, mark.is_scored),
    )


def _outcome(quiz: Quiz, tried: list[Tried]) -> dict[str, Any]:
    outcome = result(
        [one.slot for one in tried if one.slot],
        pass_rule({"points": quiz.pass_points, "per_term": quiz.pass_per_term}),
    )
    return {"points": rounded(outcome.points, SHOWN_PLACES), "maximum": outcome.maximum, "passed": outcome.passed}
