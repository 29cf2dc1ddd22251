"""HR's people: the list, and a list from a file in two steps, check and import."""

from io import BytesIO
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock
from coursesite.accounts.import_words import count_words, problem_words, stop_words
from coursesite.accounts.models import Department, User
from coursesite.accounts.queries.people import ACTIVE, LEFT, people_of_hr
from coursesite.accounts.rules import departments_of_hr
from coursesite.accounts.services.import_report import Confirmed, Report
from coursesite.accounts.services.importing import check, import_people
from coursesite.http.params import without_nul
from lessons.models import StagedFile, StagedKind
from lessons.reports import people_columns
from lessons.services.staging import note_on_file, stage_file, staged_file
from lessons.views.people_forms import STATES, PeopleFileForm, PeopleFilterForm
from lessons.views.reports import hr_only

ROWS_PER_PAGE = 50
MOST_SHOWN = 200  # errors, departments, leavers named on one page; the others are counted


@require_safe
@hr_only
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET, held=departments_of_hr(request.user))
    found = User.objects.none()
    selection = form.selection if form.is_valid() else {"state": ACTIVE}
    if form.is_valid():
        found = people_of_hr(request.user, day=clock.today(), **selection).order_by("name", "email", "pk")
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "page_query": urlencode(form.parameters),
        "state": STATES[selection["state"]],
        "have_left": selection["state"] == LEFT,
        "here": request.get_full_path(),
        "columns": people_columns.filled(people_columns.PEOPLE, page.object_list),
    }
    return render(request, "lessons/reports/people.html", context, status=200 if form.is_valid() else 400)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def people_import(request: HttpRequest) -> HttpResponse:
    """A file is checked as it comes; what it would do waits with it for a day, then what it did."""
    if request.method == "POST" and "staged" in request.POST:
        return _import(request, without_nul(request.POST["staged"]))
    if request.method != "POST" and "file" in request.GET:
        staged = _staged_of(request, request.GET["file"])
        return _gone(request) if staged is None else _checked(request, staged)
    held = departments_of_hr(request.user)
    form = PeopleFileForm(held=held)
    if request.method == "POST":
        form = PeopleFileForm(request.POST, request.FILES, held=held)
        if form.is_valid() and (staged := _stage(request, form)):
            return redirect(_address(staged))
    return render(request, "lessons/reports/people_import.html", {"form": form}, status=400 if form.errors else 200)


def _stage(request: HttpRequest, form: PeopleFileForm) -> StagedFile | None:
    """None, with the reason at the field, for a file that cannot be read to its end."""
    file, home = form.cleaned_data["file"], form.cleaned_data["department"]
    report = check(file=file.file, actor=request.user, home=home, day=clock.today())
    if report.stopped:
        form.add_error("file", stop_words(report))
        return None
    file.file.seek(0)
    return stage_file(
        kind=StagedKind.PEOPLE,
        course=None,
        name=file.name,
        content=file.file.read(),
        options={"department": home.pk, "report": report.as_json(), "is_done": False},
        user=request.user,
        now=clock.now(),
    )


def _import(request: HttpRequest, public_id: str) -> HttpResponse:
    staged = _staged_of(request, public_id)
    if staged is None:
        return _gone(request)
    if staged.options["is_done"]:
        return redirect(_address(staged))
    checked = Report.from_json(staged.options["report"])
    report = import_people(
        file=BytesIO(staged.content),
        actor=request.user,
        home=Department.objects.get(pk=staged.options["department"]),
        confirmed=Confirmed(checked.new_departments, checked.leavers if "leavers" in request.POST else ()),
        now=clock.now(),
    )
    note_on_file(staged=staged, options={**staged.options, "report": report.as_json(), "is_done": True})
    return redirect(_address(staged))


def _checked(request: HttpRequest, staged: StagedFile) -> HttpResponse:
    report = Report.from_json(staged.options["report"])
    departments = list(report.new_departments)
    context = {
        "staged": staged,
        "is_done": staged.options["is_done"],
        "report": report,
        "counts": count_words(report),
        "stopped": stop_words(report),
        "problems": [problem_words(problem) for problem in report.problems[:MOST_SHOWN]],
        "more_problems": report.bad_rows > MOST_SHOWN,
        "departments": departments[:MOST_SHOWN],
        "leavers": User.objects.filter(pk__in=report.leavers[:MOST_SHOWN]).order_by("name", "pk"),
        "leavers_words": _leavers_words(len(report.leavers)),
        "writes": bool(report.counts["new"] or report.counts["changed"] or report.leavers),
    }
    return render(request, "lessons/reports/people_checked.html", context)


def _leavers_words(count: int) -> str:
    words = ngettext("%(n)s person is missing from the file", "%(n)s people are missing from the file", count)
    return words % {"n": count}


def _staged_of(request: HttpRequest, public_id: str) -> StagedFile | None:
    """Hers, and for a department that she still holds."""
    staged = staged_file(kind=StagedKind.PEOPLE, public_id=public_id, user=request.user, now=clock.now())
    if staged and departments_of_hr(request.user).filter(pk=staged.options["department"]).exists():
        return staged
    return None


def _address(staged: StagedFile) -> str:
    return f"{reverse('lessons:report-people-import')}?file={staged.public_id}"


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This file is no longer here. Please upload it again."))
    return redirect("lessons:report-people-import")
