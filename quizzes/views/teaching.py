"""For those who teach: answers to read, one more attempt to grant. Whoever does not teach finds no such pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.http.signed_in import signed_in_to
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from lessons.models import Course
from lessons.rules import is_instructor
from quizzes.errors import QuizzesError
from quizzes.forms import GrantForm, MarkForm
from quizzes.queries.cohorts import LEAST_LEARNERS, cohort_of, progress_of
from quizzes.queries.items import hard_items
from quizzes.queries.objections import with_open_objections
from quizzes.queries.teaching import (
    MOST_SHOWN,
    Answered,
    answer_to_mark,
    answers_waiting,
    courses_taught,
    courses_with_hard_cards,
    quizzes_taught,
    run_of,
    second_markings_waiting,
)
from quizzes.services.granting import grant_attempt
from quizzes.services.marking import FOR_MARKING, mark_answer
from quizzes.services.second_marking import mark_second, request_second_marking

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@login_required
def teach_page(request: HttpRequest) -> HttpResponse:
    _teacher_or_404(request.user)
    waiting, quizzes = answers_waiting(request.user), list(quizzes_taught(request.user))
    context = {
        "waiting": waiting[:MOST_SHOWN],
        "waiting_count": waiting.count(),
        "second_waiting": second_markings_waiting(request.user)[:MOST_SHOWN],
        "courses": with_open_objections(courses_taught(request.user)),
        "hard": list(courses_with_hard_cards(request.user)),
        "quizzes": quizzes,
        "with_quiz": {quiz.course_id for quiz in quizzes},
    }
    return render(request, "quizzes/teach.html", context)


@require_http_methods(PAGE_METHODS)
@login_required
def mark_page(request: HttpRequest, slot: int) -> HttpResponse:
    """Blind: whose answer it is stands there only when asked for, and that is noted in the journal."""
    answered = _answered_or_404(request.user, slot)
    if answered.waits_for_second(request.user):
        return redirect("quizzes:second", slot)
    values = {"criteria": answered.criteria, "comment": answered.slot.comment}
    form = MarkForm(request.POST if request.method == "POST" else None, **values)
    form.fields["comment"].required = answered.comparison is not None  # whoever settles says why
    if request.method == "POST" and form.is_valid() and _is_marked(request, answered, form):
        messages.success(request, _("The answer has been marked."))
        return _next_answer(request.user)
    is_named = request.method != "POST" and request.GET.get("named") == "yes"
    if is_named:
        _note_look(request.user, answered)
    context = {
        "answered": answered,
        "form": form,
        "is_named": is_named,
        "course": answered.course,
        "may_request_second": answered.may_request_second(request.user),
    }
    return render(request, "quizzes/mark.html", context, status=400 if form.errors else 200)


@require_POST
@signed_in_to("quizzes:mark", "slot")
def second_request(request: HttpRequest, slot: int) -> HttpResponse:
    answered = _answered_or_404(request.user, slot)
    try:
        request_second_marking(slot=answered.slot, actor=request.user, now=clock.now())
    except QuizzesError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A second marker has been requested. Until then, your mark stands."))
    return redirect("quizzes:mark", slot)


@require_http_methods(PAGE_METHODS)
@login_required
def second_page(request: HttpRequest, slot: int) -> HttpResponse:
    """For another person than the first; nothing of what the first gave stands there."""
    answered = _answered_or_404(request.user, slot)
    if not answered.waits_for_second(request.user):
        raise Http404
    blind = [{**criterion, "reached": None} for criterion in answered.criteria]
    form = MarkForm(request.POST if request.method == "POST" else None, criteria=blind)
    if request.method == "POST" and form.is_valid() and _is_marked(request, answered, form, mark_second):
        messages.success(request, _("Your points are stored alongside the first ones."))
        return _next_answer(request.user)
    context = {"answered": answered, "form": form, "is_second": True, "course": answered.course}
    return render(request, "quizzes/mark.html", context, status=400 if form.errors else 200)


@require_safe
@login_required
def cohort_page(request: HttpRequest, course: str) -> HttpResponse:
    """What a group confuses, without names and not for small groups."""
    found = course_or_404(request.user, course)
    context = {
        "course": found,
        "cohort": cohort_of(found),
        "progress": progress_of(found),
        "hard": hard_items(found),
        "least": LEAST_LEARNERS,
    }
    return render(request, "quizzes/cohort.html", context)


@require_http_methods(PAGE_METHODS)
@login_required
def grant_page(request: HttpRequest, course: str) -> HttpResponse:
    found = course_or_404(request.user, course)
    quizzes = quizzes_taught(request.user).filter(course=found)
    form = GrantForm(request.POST if request.method == "POST" else None, quizzes=quizzes)
    if request.method == "POST" and form.is_valid() and _is_granted(request, found, form):
        return redirect("quizzes:teach")
    context = {"course": found, "form": form}
    return render(request, "quizzes/grant.html", context, status=400 if form.errors else 200)


def _teacher_or_404(user: User | AnonymousUser) -> None:
    if not is_instructor(user):
        raise Http404


def _answered_or_404(user: User | AnonymousUser, slot: int) -> Answered:
    _teacher_or_404(user)
    answered = answer_to_mark(user, slot)
    if answered is None:
        raise Http404
    return answered


def _next_answer(user: Any) -> HttpResponse:
    """Whoever marks many goes on without the list."""
    waiting = answers_waiting(user).first()
    return redirect("quizzes:mark", waiting.pk) if waiting else redirect("quizzes:teach")


def course_or_404(user: User | AnonymousUser, slug: str) -> Course:
    """A course that she teaches."""
    _teacher_or_404(user)
    found = courses_taught(user).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _is_marked(
    request: HttpRequest, answered: Answered, form: MarkForm, mark: Callable[..., Any] = mark_answer
) -> bool:
    try:
        mark(
            slot=answered.slot,
            points=form.points,
            comment=form.cleaned_data["comment"],
            marker=request.user,
            now=clock.now(),
        )
    except QuizzesError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _is_granted(request: HttpRequest, course: Any, form: GrantForm) -> bool:
    given = form.cleaned_data
    run = run_of(course, given["email"])
    if run is None:
        form.add_error("email", _("Nobody with this address is taking the course at the moment."))
        return False
    values = {"reason": given["reason"], "actor": request.user, "now": clock.now()}
    try:
        count = grant_attempt(enrolment=run, quiz=given["quiz"], **values)
    except QuizzesError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("One more attempt has been granted; the total is now %(count)s.") % {"count": count})
    return True


def _note_look(user: Any, answered: Answered) -> None:
    subject = User.objects.filter(pk=answered.learner.pk)
    record(actor=user, role="instructor", action=Action.VIEW_PERSON, purpose=FOR_MARKING, subjects=subject)
