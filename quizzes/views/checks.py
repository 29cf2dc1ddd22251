"""An answer to a question inside a lesson: stored and explained at once.

With the script only the panel is sent back. Without it the reader returns to the question's place in the lesson, and
what could not be stored goes with her in the address.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from coursesite import clock
from coursesite.errors import ServiceError
from coursesite.http.responses import json_error
from coursesite.http.signed_in import kept_answer
from lessons.models import Lesson
from lessons.queries.access import Standing, lesson_of, unit_by_slug
from lessons.views.access import standing_or_404
from quizzes.errors import QuizzesError
from quizzes.queries.checks import versions_asked
from quizzes.queries.panels import CONTROL, Wish, checks_of, control_name, stores_answers
from quizzes.selfchecks import TEMPLATE
from quizzes.services.practising import answer_check
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem

KIND = "lesson"


@require_POST
def check_answer(request: HttpRequest, course: str, lesson: str, uid: str) -> HttpResponse:
    place = reverse("lessons:lesson", args=[course, lesson])
    if not request.user.is_authenticated:
        return json_error("sign-in", 401) if _by_script(request) else _to_sign_in(request, place, uid)
    found = standing_or_404(request, course)
    text = _lesson_or_404(found, lesson, uid)
    is_kept = _keep(request, found, text, uid)
    if _by_script(request):
        return _panel(request, found, text, uid, is_kept=is_kept)
    query = f"?answered={uid}" if is_kept else kept_answer(request, _name(text, uid), {"tried": uid})
    return redirect(f"{place}{query}#check-{uid}")


def _to_sign_in(request: HttpRequest, place: str, uid: str) -> HttpResponse:
    """The name of the controls is read from the form: whoever is signed out learns nothing of the lesson."""
    name = next((key.split("__")[0] for key in request.POST if key.startswith(CONTROL)), CONTROL)
    query = kept_answer(request, name, {"tried": uid})
    return redirect_to_login(f"{place}{query}#check-{uid}")


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _name(lesson: Lesson, uid: str) -> str:
    assert lesson.published
    return control_name(lesson.published, uid)


def _lesson_or_404(found: Standing, slug: str, uid: str) -> Lesson:
    unit = unit_by_slug(found.course, KIND, slug)
    lesson = lesson_of(unit) if unit and found.may_read else None
    if unit is None or lesson is None or lesson.published is None or uid not in lesson.published.checks:
        raise Http404
    if not unit.is_open_for(found.enrolment, clock.now()) and not found.teaches:
        raise Http404
    unit.course = found.course
    return lesson


def _keep(request: HttpRequest, found: Standing, lesson: Lesson, uid: str) -> bool:
    """False: nothing is stored, because the answer will not do or because hers are not kept. The panel says why."""
    try:
        answer = _sent(request, lesson, uid)
        if not stores_answers(found.enrolment):
            return False
        answer_check(enrolment=found.enrolment, lesson=lesson, question_uid=uid, answer=answer, now=clock.now())
    except AnswerProblem:
        return False
    except QuizzesError as refusal:
        if refusal.code == "unknown-question":
            raise Http404 from refusal
        return False
    except ServiceError as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _sent(request: HttpRequest, lesson: Lesson, uid: str) -> Any:
    asked = versions_asked(lesson.unit.course_id, [uid]).get(uid)
    if asked is None:
        raise Http404
    return get_type(asked.type).read(request.POST, _name(lesson, uid))


def _panel(request: HttpRequest, found: Standing, lesson: Lesson, uid: str, *, is_kept: bool) -> HttpResponse:
    wish = Wish(answered=uid) if is_kept else Wish(tried=uid, values=request.POST)
    check = checks_of(lesson, lesson.published, found.enrolment, request.user, wish).get(uid)
    if check is None:
        raise Http404
    context = {"check": check, "is_fragment": True}
    return render(request, TEMPLATE, context, status=400 if check.errors else 200)
