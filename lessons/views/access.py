"""The door of every page below a course."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lessons.queries.access import Standing, standing


def standing_or_404(request: HttpRequest, course: str) -> Standing:
    found = standing(request.user, course)
    if found is None:
        raise Http404
    return found


def started_or_404(request: HttpRequest, course: str) -> Standing:
    """For what writes progress: a learner who has begun."""
    found = standing_or_404(request, course)
    if found.enrolment is None or found.enrolment.started_at is None:
        raise Http404
    return found


def to_the_beginning(request: HttpRequest, found: Standing) -> HttpResponse:
    """She may have the course but has not begun it: its page says how."""
    messages.info(request, _("Please start the course first. Its lessons and quizzes will then be open to you."))
    return redirect(found.course)
