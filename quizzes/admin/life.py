"""Pages around a question: try it, approve it, take it a step further, talk about it."""

import json
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coursesite import clock
from coursesite.errors import ServiceError
from lessons.models import Course
from quizzes.admin.authoring import found_or_404, note_course, version_of
from quizzes.admin.trying import NAME, Shown, shown
from quizzes.enums import QuestionStatus, Verdict
from quizzes.models import Question, QuestionComment, QuestionReview, QuestionVersion
from quizzes.queries.approval import reviews_of, waits_for
from quizzes.queries.attempts import term_names
from quizzes.queries.teaching import courses_taught
from quizzes.services.approving import (
    answer_blind,
    decide_review,
    discard_draft,
    publish_question,
    restore_question,
    retire_question,
    submit_question,
)
from quizzes.services.commenting import add_comment, reopen_comment, resolve_comment
from quizzes.services.curating import render_wording
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem, ParseError
from quizzes.wording import problem_words

SEED_BITS = 31
MAX_DATA = 200_000  # characters of a wording on its way between editor and trial
STEPS: dict[str, tuple[Any, Any]] = {
    "submit": (submit_question, gettext_lazy("The question is waiting for someone else’s approval.")),
    "publish": (publish_question, gettext_lazy("The question is live. It takes effect from the next attempt.")),
    "retire": (retire_question, gettext_lazy("The question has been retired. Attempts in progress keep it.")),
    "restore": (restore_question, gettext_lazy("The question has been restored. It is not live yet.")),
    "discard": (discard_draft, gettext_lazy("The draft has been discarded. It remains among the versions.")),
}
# Where nobody has to approve: what was asked for is no condition.
ASKED_ANYWAY = gettext_lazy("Approval has been requested. The question can be made live without it, too.")


class LifePages:
    """Mixed into the questions' admin."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<path:object_id>/try/", wrap(self.try_view), name="quizzes_question_try"),
            path("<path:object_id>/approve/", wrap(self.approve_view), name="quizzes_question_approve"),
            path("<path:object_id>/step/", wrap(require_POST(self.step_view)), name="quizzes_question_step"),
            path("<path:object_id>/comments/", wrap(require_POST(self.comment_view)), name="quizzes_question_comment"),
            path(
                "<path:object_id>/comments/<int:n>/",
                wrap(require_POST(self.settle_view)),
                name="quizzes_question_settle",
            ),
        ]
        return [*own, *super().get_urls()]

    # --- try ----
    def try_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The wording that authors work on, another one by its number, or one that is typed and not saved."""
        question = found_or_404(self, request, object_id)
        version, data = _wanted(request, question)
        answer, errors = None, []
        tried = shown(version, question.course, seed=_seed(request))
        is_answer = request.method == "POST" and "data" in request.POST
        if is_answer:
            answer, errors = tried.read(request.POST)
        return trial_page(request, question, tried, data, answer=answer, errors=errors, is_answered=is_answer)

    # --- approve ----
    def approve_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        question = found_or_404(self, request, object_id)
        version = question.working
        if version is None:
            raise Http404
        errors: list[str] = []
        if request.method == "POST":
            errors = self._approve(request, question)
            if not errors:
                return redirect("admin:quizzes_question_approve", question.pk)
        tried = shown(version, question.course, seed=version.pk)
        review = version.reviews.filter(reviewer=request.user).first()
        return render(request, "quizzes/authors/approve.html", _approval(request, question, tried, review, errors))

    def _approve(self, request: HttpRequest, question: Question) -> list[str]:
        now, post = clock.now(), request.POST
        try:
            if post.get("do") == "decide":
                verdict, comment = post.get("verdict", ""), post.get("comment", "")
                decide_review(question=question, reviewer=request.user, verdict=verdict, comment=comment, now=now)
                messages.success(request, _("Your decision has been saved."))
            else:
                answer = None
                if post.get("do") != "undecided" and question.working:
                    answer = get_type(question.working.type).read(post, NAME)
                answer_blind(question=question, reviewer=request.user, answer=answer, now=now)
        except AnswerProblem as problem:
            return [problem_words(problem)]
        except ServiceError as refusal:
            return [str(refusal)]
        return []

    # --- steps ----
    def step_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        question = found_or_404(self, request, object_id)
        step, words = STEPS.get(request.POST.get("do", ""), (None, ""))
        if step is None:
            messages.error(request, _("This action does not exist."))
            return redirect("admin:quizzes_question_change", question.pk)
        if step is submit_question and not settings.FOUR_EYES:
            words = ASKED_ANYWAY
        try:
            step(question=question, by=request.user, now=clock.now())
        except ServiceError as refusal:
            messages.error(request, str(refusal))
        else:
            note_course(question.course)
            messages.success(request, words)
        return redirect("admin:quizzes_question_change", question.pk)

    # --- comments ----
    def comment_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        question = found_or_404(self, request, object_id)
        text = request.POST.get("comment", "")
        try:
            add_comment(question=question, author=request.user, text=text, now=clock.now())
        except ServiceError as refusal:
            context = {"question": question, "text": text, "refusal": str(refusal)}
            return render(request, "quizzes/authors/comment.html", context)
        return _to_comments(question)

    def settle_view(self, request: HttpRequest, object_id: str, n: int) -> HttpResponse:
        question = found_or_404(self, request, object_id)
        comment = QuestionComment.objects.filter(question=question, pk=n).first()
        if comment is None:
            raise Http404
        if request.POST.get("do") == "reopen":
            reopen_comment(comment=comment)
        else:
            resolve_comment(comment=comment, by=request.user, now=clock.now())
        return _to_comments(question)


def life_of(question: Question, user: Any, *, four_eyes: bool) -> dict[str, Any]:
    """What the question's page says and offers about its way to the learners."""
    version = question.working
    assert version is not None
    is_live, is_retired = question.status == QuestionStatus.LIVE, question.status == QuestionStatus.RETIRED
    is_new = not is_live or question.draft is not None  # what learners do not get yet
    is_own = version.author_id == user.pk
    may_publish = is_new and not is_retired and (not four_eyes or (version.is_approved and not is_own))
    may_submit = is_new and not is_retired and not version.is_approved and version.submitted_at is None
    steps = {
        "submit": (may_submit, _("Request approval")),
        "publish": (may_publish, _("Make live")),
        "discard": (question.draft is not None, _("Discard the draft")),
        "retire": (not is_retired, _("Retire")),
        "restore": (is_retired, _("Restore")),
    }
    return {
        "steps": [(name, label) for name, (may, label) in steps.items() if may],
        "waits_for_me": waits_for(question, user),
        "is_own": is_own,
        "is_outdated": bool(question.draft and question.current and question.draft.number < question.current.number),
        "reviews": [_told(review) for review in reviews_of(version)],
        "is_taught": courses_taught(user).filter(pk=question.course_id).exists(),  # its analysis is for nobody else
        "four_eyes": four_eyes,
        "asked_at": version.submitted_at if is_new and not is_retired and not version.is_approved else None,
        "needs_other": four_eyes and is_new and not is_retired and is_own,
    }


def _told(review: QuestionReview) -> dict[str, Any]:
    if review.answer is None:
        answered = _("could not decide")
    else:
        answered = {True: _("answered in line with the key"), False: _("answered differently from the key"), None: ""}[
            review.is_right
        ]
    return {"review": review, "answered": answered, "differs": review.is_right is False}


def trial_page(
    request: HttpRequest,
    question: Question,
    tried: Shown,
    data: str,
    *,
    answer: Any = None,
    errors: list[str] | None = None,
    is_answered: bool = False,
) -> HttpResponse:
    """`data`: the wording as JSON where it is not stored."""
    errors = errors or []
    is_marked = is_answered and not errors
    context = {
        "question": question,
        "course": question.course,
        "version": tried.version,
        "data": data,
        "seed": tried.seed,
        "name": NAME,
        "asked": tried.question(answer),
        "template": tried.kind.template,
        "errors": errors,
        "review": tried.review(answer) if is_marked else None,
        "review_template": tried.kind.review_template,
        "mark": tried.mark(answer) if is_marked else None,
        "back": reverse("admin:quizzes_question_change", args=[question.pk]),
    }
    return render(request, "quizzes/authors/try.html", context)


def _wanted(request: HttpRequest, question: Question) -> tuple[QuestionVersion, str]:
    """(what is tried, its data where it is not stored)."""
    text = request.POST.get("data", "")
    number = request.GET.get("version", "")
    if text:
        return _typed(question, text), text
    if number.isascii() and number.isdecimal() and len(number) < 6:
        found = question.versions.filter(number=int(number)).first()
        if found is None:
            raise Http404
        return found, ""
    if question.working is None:
        raise Http404
    return question.working, ""


def _typed(question: Question, text: str) -> QuestionVersion:
    """It came from our own editor; anything else is no page."""
    working = question.working
    try:
        if working is None or len(text) > MAX_DATA:
            raise Http404
        course: Course = question.course
        content = get_type(working.type).parse(json.loads(text), terms=tuple(term_names(course.pk)))
        return version_of(question, working.type, content, render_wording(course, working.type, content))
    except (ValueError, RecursionError, ParseError, ServiceError):
        raise Http404 from None


def _seed(request: HttpRequest) -> int:
    text = request.GET.get("seed", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else secrets.randbits(SEED_BITS)


def _approval(
    request: HttpRequest, question: Question, tried: Shown, review: QuestionReview | None, errors: list[str]
) -> dict[str, Any]:
    """The key is in it once she has answered, and never before."""
    post = request.POST
    context: dict[str, Any] = {
        "question": question,
        "course": question.course,
        "version": tried.version,
        "template": tried.kind.template,
        "name": NAME,
        "errors": errors,
        "is_waiting": waits_for(question, request.user),
        "is_own": tried.version.author_id == request.user.pk,
        "review": review,
        "verdicts": Verdict.choices,
        "verdict": post.get("verdict", ""),
        "comment": post.get("comment", ""),
    }
    if review is None:
        return {**context, "asked": tried.question()}
    life = life_of(question, request.user, four_eyes=settings.FOUR_EYES)
    return {
        **context,
        "may_publish": review.verdict == Verdict.APPROVED and "publish" in dict(life["steps"]),
        "solved": tried.review(review.answer),
        "review_template": tried.kind.review_template,
        "mark": tried.mark(review.answer),
    }


def _to_comments(question: Question) -> HttpResponse:
    return redirect(reverse("admin:quizzes_question_change", args=[question.pk]) + "?key=1#comments")
