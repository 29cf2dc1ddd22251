"""A quiz before it begins: what it asks, what is stored, what was reached so far."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.errors import ServiceError
from coursesite.http.signed_in import signed_in_to
from lessons.models import Unit
from lessons.queries.access import Standing, moved_unit, unit_by_slug
from lessons.views.access import standing_or_404, started_or_404, to_the_beginning
from quizzes.models import Quiz
from quizzes.queries.offers import offer_of
from quizzes.services.adapting import resume, start_one_by_one
from quizzes.services.attempting import start_attempt
from quizzes.views.access import help_with

KIND = "quiz"
SEED_BITS = 62


@require_safe
@login_required
def quiz_page(request: HttpRequest, course: str, quiz: str) -> HttpResponse:
    found = standing_or_404(request, course)
    if not found.may_read:
        return to_the_beginning(request, found)
    unit = unit_by_slug(found.course, KIND, quiz)
    if unit is None:
        return _moved_or_404(found, quiz)
    if not unit.is_open_for(found.enrolment, clock.now()) and not found.teaches:
        messages.info(request, _locked(unit, found))
        return redirect(found.course)
    return _page(request, found, _quiz_or_404(found, unit))


@require_POST
@signed_in_to("quizzes:quiz", "course", "quiz")
def quiz_start(request: HttpRequest, course: str, quiz: str) -> HttpResponse:
    """To the first open question; a second click leads to the same attempt."""
    found = started_or_404(request, course)
    unit = unit_by_slug(found.course, KIND, quiz)
    if unit is None or found.enrolment is None:
        raise Http404
    wanted = _quiz_or_404(found, unit)
    if not unit.is_open_for(found.enrolment, clock.now()):
        messages.error(request, _locked(unit, found))
        return redirect(found.course)
    start = start_one_by_one if wanted.asks_one_by_one else start_attempt
    try:
        attempt = start(enrolment=found.enrolment, quiz=wanted, seed=secrets.randbits(SEED_BITS), now=clock.now())
        if wanted.asks_one_by_one:
            resume(attempt=attempt, now=clock.now())
    except ServiceError as refusal:
        messages.error(request, str(refusal))
        return redirect(unit)
    return redirect(attempt)


def quiz_of_slug(found: Standing, slug: str) -> Quiz:
    unit = unit_by_slug(found.course, KIND, slug)
    if unit is None:
        raise Http404
    return _quiz_or_404(found, unit)


def _quiz_or_404(found: Standing, unit: Unit) -> Quiz:
    quiz = Quiz.objects.filter(unit=unit).first()
    if quiz is None:
        raise Http404
    unit.course = quiz.course = found.course
    quiz.unit = unit
    return quiz


def _moved_or_404(found: Standing, slug: str) -> HttpResponse:
    unit = moved_unit(found.course, KIND, slug)
    if unit is None:
        raise Http404
    return redirect(unit, permanent=True)


def _locked(unit: Unit, found: Standing) -> str:
    start = unit.start_for(found.enrolment)
    if start is None and unit.days_after_pass:
        return ngettext(
            "“%(unit)s” opens %(n)s day after you pass the course.",
            "“%(unit)s” opens %(n)s days after you pass the course.",
            unit.days_after_pass,
        ) % {"unit": unit.title, "n": unit.days_after_pass}
    if start is None or start <= clock.now():
        return _("“%(unit)s” is closed.") % {"unit": unit.title}
    when = formats.date_format(timezone.localtime(start), "DATETIME_FORMAT")
    return _("“%(unit)s” is locked until %(when)s.") % {"unit": unit.title, "when": when}


def _page(request: HttpRequest, found: Standing, quiz: Quiz) -> HttpResponse:
    enrolment = found.enrolment if found.enrolment and found.enrolment.started_at else None
    context = {
        "course": found.course,
        "teaches": found.teaches if enrolment is None else False,
        "unit": quiz.unit,
        "quiz": quiz,
        "enrolment": enrolment,
        "offer": offer_of(quiz, request.user, enrolment, now=clock.now()),
        "intro": mark_safe(quiz.intro_html),  # noqa: S308  # by coursesite.markup, when it was saved
        "time_zone": clock.zone(),
        "help_task": help_with(quiz),
    }
    return render(request, "quizzes/quiz.html", context)
