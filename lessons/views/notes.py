"""What a learner keeps for herself: bookmarks and notes. There is no page on which anybody else sees them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coursesite import clock
from coursesite.http.params import without_nul
from coursesite.http.responses import download
from coursesite.http.signed_in import signed_in_to
from lessons.errors import LessonsError
from lessons.models import Unit
from lessons.models.note import MAX_NOTE
from lessons.queries.access import Standing, unit_by_slug
from lessons.queries.notes import as_markdown, note_of, notes_of
from lessons.services.noting import NoteConflict, delete_note, save_note, set_bookmark
from lessons.views.access import standing_or_404

KIND = "lesson"


@require_safe
@login_required
def notes(request: HttpRequest) -> HttpResponse:
    return render(request, "lessons/notes.html", {"courses": notes_of(request.user)})


@require_safe
@login_required
def notes_file(request: HttpRequest) -> HttpResponse:
    name = pgettext("file name", "notes")
    text = as_markdown(notes_of(request.user))
    return download([text.encode()], filename=f"{name}.md", content_type="text/markdown; charset=utf-8")


@require_POST
@signed_in_to("lessons:notes")
def note_delete(request: HttpRequest, note: int) -> HttpResponse:
    if not delete_note(user=request.user, note=note):
        raise Http404
    messages.success(request, _("The note has been deleted."))
    return redirect("lessons:notes")


@require_POST
@signed_in_to("lessons:lesson", "course", "lesson")
def lesson_bookmark(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    unit = _unit_or_404(request, course, lesson)
    set_bookmark(user=request.user, unit=unit, on=request.POST.get("on") == "yes", now=clock.now())
    return redirect(unit)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lesson_note(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """The lesson's own form posts here; a refusal shows what was typed, and what stands now, on a page of its own."""
    unit = _unit_or_404(request, course, lesson)
    note = note_of(request.user, unit)
    shown = {"text": note.text, "seen": note.revision, "refusal": None, "theirs": None}
    if request.method == "POST":
        typed = without_nul(request.POST.get("text", ""))
        seen = request.POST.get("seen", "")
        shown = {**shown, "text": typed, "seen": seen}
        try:
            save_note(user=request.user, unit=unit, text=typed, seen=_number(seen), now=clock.now())
        except NoteConflict as conflict:
            shown |= {"refusal": conflict, "theirs": conflict.theirs, "seen": conflict.theirs.revision}
        except LessonsError as refusal:
            shown["refusal"] = refusal
        else:
            return redirect(f"{unit.get_absolute_url()}#own")
    context = {"course": unit.course, "unit": unit, "most": MAX_NOTE, "note": note, **shown}
    return render(request, "lessons/note.html", context, status=409 if shown["theirs"] else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _unit_or_404(request: HttpRequest, course: str, lesson: str) -> Unit:
    """A lesson that she may read now."""
    found = standing_or_404(request, course)
    unit = unit_by_slug(found.course, KIND, lesson)
    if unit is None or not (found.teaches or _may_open(found, unit)):
        raise Http404
    unit.course = found.course
    return unit


def _may_open(found: Standing, unit: Unit) -> bool:
    run = found.enrolment
    return bool(run and run.started_at) and unit.is_open_for(run, clock.now())
