"""A lesson as its readers see it. Nothing is rendered here: the HTML was made when the text was saved."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.http.signed_in import signed_in_to
from coursesite.markup.rendered import split_checks
from lessons import selfchecks
from lessons.errors import LessonsError
from lessons.models import Lesson
from lessons.models.note import MAX_NOTE
from lessons.queries.access import Standing, lesson_of, moved_unit, unit_by_slug
from lessons.queries.notes import note_of
from lessons.queries.outline import Outline, UnitRow, outline
from lessons.services.progress import mark_read
from lessons.views.access import standing_or_404, started_or_404, to_the_beginning

KIND = "lesson"
FOOTNOTES = 'class="footnotes"'  # such a text needs the script that sets them beside it


@dataclass(frozen=True)
class Block:
    """A piece of a lesson: text, or the place of a self-check. Without its panel the question is not available."""

    html: SafeString = SafeString("")
    check: str = ""
    panel: selfchecks.Panel | None = None


@require_safe
@login_required
def lesson_page(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    found = standing_or_404(request, course)
    if not found.may_read:
        return to_the_beginning(request, found)
    contents = outline(found.course, found.enrolment, now=clock.now())
    row = next((row for row in contents.rows if row.unit.kind == KIND and row.unit.slug == lesson), None)
    if row is None:
        return _moved_or_404(found, lesson)
    if row.state == "locked" and not found.teaches:
        messages.info(request, _locked(row))
        return redirect(found.course)
    return _page(request, found, contents, row)


@require_POST
@signed_in_to("lessons:lesson", "course", "lesson")
def lesson_read(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """The learner's own word; said twice it is the same."""
    found = started_or_404(request, course)
    unit = unit_by_slug(found.course, KIND, lesson)
    text = lesson_of(unit) if unit else None
    if unit is None or text is None or text.published is None or not unit.is_open_for(found.enrolment, clock.now()):
        raise Http404
    unit.course = found.course
    try:
        mark_read(enrolment=found.enrolment, unit=unit, version=text.published, now=clock.now())
    except LessonsError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{unit.get_absolute_url()}#done")


def _locked(row: UnitRow) -> str:
    if row.opens_at is None:
        return _("“%(unit)s” is closed.") % {"unit": row.unit.title}
    when = formats.date_format(timezone.localtime(row.opens_at), "DATETIME_FORMAT")
    return _("“%(unit)s” is locked until %(when)s.") % {"unit": row.unit.title, "when": when}


def _moved_or_404(found: Standing, slug: str) -> HttpResponse:
    unit = moved_unit(found.course, KIND, slug)
    if unit is None:
        raise Http404
    return redirect(unit, permanent=True)


def _page(request: HttpRequest, found: Standing, contents: Outline, row: UnitRow) -> HttpResponse:
    lesson = lesson_of(row.unit)
    if lesson is None or lesson.published is None:
        return _unwritten(request, found, contents, row)
    previous, following = contents.around(row.unit)
    context = {
        "course": found.course,
        "enrolled": bool(found.enrolment and found.enrolment.started_at),
        "completed": bool(found.enrolment and found.enrolment.completed_on),
        "outline": contents,
        "row": row,
        "unit": row.unit,
        "version": lesson.published,
        "noted": FOOTNOTES in lesson.published.html,
        "blocks": _blocks(request, lesson, found.enrolment),
        "note": note_of(request.user, row.unit),
        "most": MAX_NOTE,
        "previous": previous,
        "following": following,
    }
    return render(request, "lessons/lesson.html", context)


def _unwritten(request: HttpRequest, found: Standing, contents: Outline, row: UnitRow) -> HttpResponse:
    """Authors learn that nothing is published yet; for learners there is nothing."""
    if not found.teaches:
        raise Http404
    context = {"course": found.course, "outline": contents, "row": row, "unit": row.unit}
    return render(request, "lessons/unwritten.html", context)


def _blocks(request: HttpRequest, lesson: Lesson, enrolment: Any) -> list[Block]:
    version: Any = lesson.published
    panels = selfchecks.panels(request, lesson=lesson, version=version, enrolment=enrolment)
    return [
        Block(html=mark_safe(piece))  # noqa: S308  # by coursesite.markup, when it was saved
        if isinstance(piece, str)
        else Block(check=piece.uid, panel=panels.get(piece.uid))
        for piece in split_checks(version.html)
    ]
