"""A text as its learners would see it, by the renderer that makes what they see, and what is wrong with it."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coursesite.http.responses import json_error
from coursesite.markup.problems import BLOCKING, Problem
from coursesite.markup.rendered import Rendered, split_checks
from coursesite.wording import failure_message, problem_message
from lessons import selfchecks
from lessons.admin.style import style_message, style_of_lesson
from lessons.models import Lesson, LessonVersion
from lessons.queries.rendering import render_context
from lessons.services.publishing import preview


@dataclass(frozen=True)
class Remark:
    """What is wrong in a line, in the reader's words; line 0 = with the whole text."""

    line: int
    message: str
    blocking: bool


@dataclass(frozen=True)
class Seen:
    html: SafeString = SafeString("")
    remarks: tuple[Remark, ...] = field(default=())
    minutes: int = 0

    @property
    def summary(self) -> str:
        if not self.remarks:
            return _("No problems were found.")
        blocking = sum(remark.blocking for remark in self.remarks)
        said = ngettext(
            "Problems: %(all)d, of which %(blocking)d prevents publication.",
            "Problems: %(all)d, of which %(blocking)d prevent publication.",
            blocking,
        )
        return said % {"all": len(self.remarks), "blocking": blocking}


def seen(request: HttpRequest, lesson: Lesson, source: str) -> Seen:
    """One child process; never raises for what an author typed."""
    result = preview(source, render_context(lesson.unit.course))
    if result.rendered is None:
        return Seen(remarks=(Remark(0, failure_message(result.failure), blocking=True),))
    html = _with_checks(request, lesson, result.rendered)
    style = (Remark(one.line, style_message(one), blocking=False) for one in style_of_lesson(lesson, source))
    remarks = tuple(sorted((*map(_remark, result.problems), *style), key=lambda remark: remark.line))
    return Seen(html, remarks, result.rendered.minutes)


def document(request: HttpRequest, html: SafeString, language: str) -> str:
    """The preview as a page of its own, for a frame: the site's styles do not meet those of the admin."""
    context = {"html": html, "language": language}
    return str(render_to_string("admin/lessons/preview_document.html", context, request))


def preview_answer(request: HttpRequest, lesson: Lesson | None) -> HttpResponse:
    """JSON {"source"} → {"html", "problems", "summary", "minutes"}. None: not hers to see."""
    if not request.user.is_authenticated:
        return json_error("sign-in", 401)
    if lesson is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        source = _sent_source(request)
    except RequestDataTooBig:
        return json_error("too-long", 413)
    if source is None:
        return json_error("bad-request", 400)
    found = seen(request, lesson, source)
    problems = [{"line": one.line, "message": one.message, "blocking": one.blocking} for one in found.remarks]
    return JsonResponse({"html": found.html, "problems": problems, "summary": found.summary, "minutes": found.minutes})


def _sent_source(request: HttpRequest) -> str | None:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    source = sent.get("source") if isinstance(sent, dict) else None
    return source if isinstance(source, str) else None


def _remark(problem: Problem) -> Remark:
    return Remark(problem.line, problem_message(problem), problem.code in BLOCKING)


def _with_checks(request: HttpRequest, lesson: Lesson, rendered: Rendered) -> SafeString:
    version = LessonVersion(lesson=lesson, checks=list(rendered.checks))
    panels: Any = selfchecks.panels(request, lesson=lesson, version=version, enrolment=None)
    blocks = [
        {"html": mark_safe(piece)}  # noqa: S308  # by coursesite.markup, a moment ago
        if isinstance(piece, str)
        else {"check": piece.uid, "panel": panels.get(piece.uid)}
        for piece in split_checks(rendered.html)
    ]
    return render_to_string("admin/lessons/preview_text.html", {"blocks": blocks}, request)
