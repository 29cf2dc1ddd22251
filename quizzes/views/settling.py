"""For those who teach: objections to questions, and what becomes of a question that was faulty. No name is shown."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock
from quizzes.errors import QuizzesError
from quizzes.forms import SettleForm
from quizzes.models import QuestionVersion
from quizzes.queries.board import still_asked
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.queries.objections import Wording, decided_in, other_versions, queue_of, version_in, wording_of
from quizzes.services.objecting import keep_question
from quizzes.services.regrading import Change, further_choices, preview_settlement, settle_question
from quizzes.views.teaching import course_or_404
from quizzes.wording import still_asked_words

MOST_CHANGES = 100  # shown one by one; all are counted


@dataclass(frozen=True)
class Preview:
    """Whose result would change, without names: in an order that says nothing of them."""

    chosen: str
    count: int
    newly_passed: int
    kept: int
    changes: tuple[Change, ...]
    warnings: tuple[str, ...] = ()


@require_safe
@login_required
def objections_page(request: HttpRequest, course: str) -> HttpResponse:
    found = course_or_404(request.user, course)
    context = {"course": found, "queue": queue_of(found), "decided": decided_in(found)}
    return render(request, "quizzes/objections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settle_page(request: HttpRequest, course: str, uid: str, version: int) -> HttpResponse:
    """In two steps: first one sees whose result would change, then one decides."""
    found = course_or_404(request.user, course)
    row = version_in(found, uid, version)
    if row is None:
        raise Http404
    wording = wording_of(row)
    form = _form(request, wording)
    preview = None
    if request.method == "POST" and form.is_valid():
        if _is_decided(request, wording, form):
            return redirect("quizzes:objections", found.slug)
        preview = None if form.errors else _preview(wording.version, form)
    context = {
        "course": found,
        "wording": wording,
        "form": form,
        "preview": preview,
        "least": LEAST_LEARNERS,
        "most": MOST_CHANGES,
        "reworded": other_versions(row).exists(),
    }
    return render(request, "quizzes/settle.html", context, status=400 if form.errors else 200)


def _form(request: HttpRequest, wording: Wording) -> SettleForm:
    values = {
        "is_objected": wording.is_open,
        "is_settled": bool(wording.version.settled),
        "further": further_choices(wording.version),
        "versions": other_versions(wording.version),
    }
    return SettleForm(request.POST if request.method == "POST" else None, **values)


def _is_decided(request: HttpRequest, wording: Wording, form: SettleForm) -> bool:
    """Only what was looked at before is done, on the standing on which it was looked at."""
    if "decide" not in request.POST or request.POST.get("previewed") != form.chosen:
        return False
    values: dict[str, Any] = {
        "version": wording.version,
        "reason": form.cleaned_data["reason"],
        "actor": request.user,
        "now": clock.now(),
        "seen": request.POST.get("seen", ""),
    }
    try:
        changes = [] if form.is_kept else settle_question(**values, **form.settlement)
        if form.is_kept:
            keep_question(**values)
    except QuizzesError as refusal:
        form.add_error(None, str(refusal))
        return False
    said = ngettext("Decided. %(n)s result has changed.", "Decided. %(n)s results have changed.", len(changes))
    messages.success(request, said % {"n": len(changes)})
    if warnings := _warnings(wording.version, form):
        messages.warning(request, " ".join(warnings))
    return True


def _warnings(version: QuestionVersion, form: SettleForm) -> tuple[str, ...]:
    """Of a question that goes on being asked although it measures nothing: a decision never waits for the blueprint."""
    asked = None if form.is_kept else still_asked(version, form.settlement["settled"])
    return still_asked_words(asked) if asked else ()


def _preview(version: QuestionVersion, form: SettleForm) -> Preview | None:
    try:
        found = [] if form.is_kept else preview_settlement(version=version, **form.settlement)
    except QuizzesError as refusal:
        form.add_error(None, str(refusal))
        return None
    ordered = sorted(found, key=lambda change: (_gain(change), change.before[0]))
    return Preview(
        chosen=form.chosen,
        count=len(found),
        newly_passed=sum(bool(change.after[2]) and change.before[2] is False for change in found),
        kept=sum(change.is_pass_kept for change in found),
        changes=tuple(ordered[:MOST_CHANGES]),
        warnings=_warnings(version, form),
    )


def _gain(change: Change) -> Decimal:
    return change.after[0] - change.before[0]
