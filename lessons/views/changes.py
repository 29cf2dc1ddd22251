"""What is new in a lesson that somebody has read, and her word that she has seen it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coursesite import clock
from lessons.models import Unit
from lessons.queries.access import Standing, unit_by_slug
from lessons.queries.changes import Changes, changes_for
from lessons.services.progress import note_changes_seen
from lessons.views.access import standing_or_404
from lessons.views.lesson import KIND


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lesson_changes(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Where nothing is new there is nothing to show: on to the lesson."""
    found = standing_or_404(request, course)
    unit = unit_by_slug(found.course, KIND, lesson)
    if found.enrolment and found.enrolment.is_difference and not found.enrolment.completed_on:
        return redirect(f"{reverse('lessons:difference', args=[course])}#lesson-{lesson}")
    if found.enrolment is None or found.enrolment.started_at is None:
        raise Http404
    if unit is None or not unit.is_open_for(found.enrolment, clock.now()):
        raise Http404
    unit.course = found.course
    changes = changes_for(found.enrolment, unit)
    if changes is None:
        return redirect(unit)
    if request.method == "POST":
        return _understood(request, found, unit, changes)
    return render(request, "lessons/changes.html", {"course": found.course, "unit": unit, "changes": changes})


def _understood(request: HttpRequest, found: Standing, unit: Unit, changes: Changes) -> HttpResponse:
    """What she has seen counts, not what has come while she was looking."""
    if request.POST.get("version") != str(changes.current.number):
        messages.info(request, _("The lesson has changed again in the meantime. This is what is new now."))
        return redirect("lessons:lesson-changes", found.course.slug, unit.slug)
    note_changes_seen(enrolment=found.enrolment, unit=unit, version=changes.current)
    return redirect(unit)
