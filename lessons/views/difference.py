"""What has changed in substance: whoever holds a certificate is offered the difference instead of the whole course."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coursesite import clock
from lessons.errors import LessonsError
from lessons.models import Enrolment
from lessons.queries.offers import ChangedLesson, Difference, difference_of
from lessons.services.acknowledging import acknowledge_change
from lessons.services.progress import settle
from lessons.views.access import standing_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def difference_page(request: HttpRequest, course: str) -> HttpResponse:
    """An offer that is over leads to the course: a link in an old mail shall not end nowhere."""
    found = standing_or_404(request, course)
    run = found.enrolment
    if run is None or not run.is_difference or (run.closed_at and not run.completed_on):
        return redirect(found.course)
    run.course = found.course
    difference = difference_of(run, today=clock.today())
    if request.method == "POST":
        return _understood(request, difference)
    return _page(request, run, difference)


def _understood(request: HttpRequest, difference: Difference) -> HttpResponse:
    """What she has seen counts, not what has come while she was looking."""
    if "finish" in request.POST:
        return _finished(request, difference)
    sent = request.POST.get("lesson", "")
    lesson = next((one for one in difference.lessons if one.unit.slug == sent), None)
    if lesson is None:
        raise Http404
    if request.POST.get("version") != str(lesson.current.number):
        messages.info(request, _("The lesson has changed again in the meantime. This is what is new now."))
        return redirect(f"{request.path}#{_anchor(lesson)}")
    try:
        acknowledge_change(enrolment=difference.run, unit=lesson.unit, version=lesson.current, now=clock.now())
    except LessonsError as refusal:
        messages.error(request, str(refusal))
        return redirect(difference.run.course)
    following = next((one for one in difference.unseen if one is not lesson), None)
    return redirect(f"{request.path}#{_anchor(following) if following else 'questions'}")


def _finished(request: HttpRequest, difference: Difference) -> HttpResponse:
    """Nothing happens where something is left after all."""
    try:
        settle(enrolment=difference.run, now=clock.now())
    except LessonsError as refusal:
        messages.error(request, str(refusal))
    return redirect(request.path)


def _anchor(lesson: ChangedLesson) -> str:
    return f"lesson-{lesson.unit.slug}"


def _page(request: HttpRequest, run: Enrolment, difference: Difference) -> HttpResponse:
    made = run.certificates.order_by("-pk").first() if run.completed_on else None
    context = {"course": run.course, "difference": difference, "made": made}
    return render(request, "lessons/difference.html", context)
