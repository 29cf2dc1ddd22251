"""The calendar of due dates: a secret address that needs no sign-in, made and taken back on the account page."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.accounts.services.people import make_calendar_address, remove_calendar_address
from coursesite.http.signed_in import signed_in_to
from lessons.icalendar import CONTENT_TYPE, DayEvent, write_calendar
from lessons.models import Enrolment
from lessons.queries.due_dates import due_dates_of, owner_of_calendar


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Titles and days. Whoever has the address sees no more than that."""
    owner = owner_of_calendar(token)
    if owner is None:
        raise Http404
    with translation.override(owner.language):
        events = [_event(run) for run in due_dates_of(owner)]
        body = write_calendar(_("Due dates on Trennscharf"), events, now=clock.now())
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@signed_in_to("account")
def change_address(request: HttpRequest) -> HttpResponse:
    if request.POST.get("action") == "remove":
        remove_calendar_address(user=request.user)
        messages.success(
            request, _("The calendar address has been removed. Calendars that use it no longer receive anything.")
        )
    else:
        make_calendar_address(user=request.user)
        messages.success(request, _("The calendar has a new address. Any previous address no longer works."))
    return redirect("account")


def _event(run: Enrolment) -> DayEvent:
    title = _("Due: %(course)s") % {"course": run.course.title}
    text = _("Complete the course by the end of %(day)s.") % {"day": formats.date_format(run.due_on, "DATE_FORMAT")}
    site = settings.SITE_URL.rstrip("/")
    url = f"{site}{run.course.get_absolute_url()}"
    return DayEvent(uid=f"due-{run.pk}@{_host(site)}", day=run.due_on, title=title, text=text, url=url)


def _host(site: str) -> str:
    return site.partition("://")[2] or "trennscharf"
