"""A course's own page: what it teaches, what remains, the next step."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.http.signed_in import signed_in_to
from lessons.enums import Access
from lessons.errors import LessonsError
from lessons.queries.access import Standing
from lessons.queries.detours import with_detour
from lessons.queries.outline import outline
from lessons.queries.pages import pages_of
from lessons.queries.people import open_courses
from lessons.queries.renewals import renewals_of
from lessons.queries.running import running_of, with_running
from lessons.services.enrolling import start_course
from lessons.views.access import standing_or_404


@require_safe
def course_home(request: HttpRequest, course: str) -> HttpResponse:
    """Open courses describe themselves to everybody; a visitor learns of no other."""
    if request.user.is_authenticated:
        return _page(request, standing_or_404(request, course))
    found = open_courses().filter(slug=course).first()
    if found is None:
        return redirect_to_login(request.get_full_path())
    return _page(request, Standing(request.user, found, None))


@require_POST
@signed_in_to("lessons:course", "course")
def course_start(request: HttpRequest, course: str) -> HttpResponse:
    """To the first thing to do, if there is no choice; a second click leads to the same place."""
    found = standing_or_404(request, course)
    try:
        enrolment = start_course(user=request.user, course=found.course, now=clock.now())
    except LessonsError as refusal:
        messages.error(request, str(refusal))
        return redirect(found.course)
    contents = outline(found.course, enrolment, now=clock.now())
    if contents.next is None or contents.warm_up:  # the course's page offers both: what comes first is hers to choose
        return redirect(found.course)
    return redirect(contents.next.url)


def _page(request: HttpRequest, found: Standing) -> HttpResponse:
    course, runs, now = found.course, [found.enrolment] if found.enrolment else [], clock.now()
    contents = with_detour(outline(course, found.enrolment, now=now), found.enrolment, now=now)
    running = running_of(found.user, now=now) if found.enrolment else {}
    context = {
        "course": course,
        "enrolment": found.enrolment,
        "started": bool(found.enrolment and found.enrolment.started_at),
        "may_start": course.access == Access.OPEN or bool(found.enrolment and not found.enrolment.closed_at),
        "linked": request.user.is_authenticated and found.may_read,
        "outline": with_running(contents, found.enrolment, running),
        "time_zone": clock.zone(),
        "renewal": next(iter(renewals_of(runs, today=clock.today()).values()), None),
        "terms": course.terms.all(),
        "pages": pages_of(course) if request.user.is_authenticated else None,
        "welcome": mark_safe(course.welcome_html),  # noqa: S308  # by coursesite.markup, when it was saved
    }
    return render(request, "lessons/course.html", context)
