"""HR's groups: who belongs to them, and which courses they get."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.rules import departments_of_hr
from coursesite.http.params import row_number, without_nul
from coursesite.http.signed_in import signed_in_to
from coursesite.tables.columns import Column
from lessons.enums import CohortKind
from lessons.errors import LessonsError
from lessons.models import Cohort
from lessons.queries.cohorts import cohorts_of_hr, members_of, with_counts, with_department
from lessons.reports import people_columns
from lessons.services.assigning import Assigned, assign_to_cohort, end_assignment, follow_up
from lessons.services.due_dates import Moved, move_assignment
from lessons.services.grouping import add_members, end_cohort, make_cohort, remove_member
from lessons.views.group_forms import AssignmentForm, CohortForm, MembersForm, MoveForm
from lessons.views.reports import hr_only

ROWS_PER_PAGE = 50
GROUPS = (
    Column("group", gettext_lazy("Group")),
    Column("department", gettext_lazy("Department")),
    Column("members", gettext_lazy("Who belongs to it")),
    Column("courses", gettext_lazy("Courses")),
)
COURSES = (
    Column("course", gettext_lazy("Course")),
    Column("due_date", gettext_lazy("Due date")),
    Column("kind", gettext_lazy("Kind of assignment")),
    people_columns.CHANGE,
)
MOST_NAMED = 20  # keys that name nobody, in one message


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def groups(request: HttpRequest) -> HttpResponse:
    form = CohortForm(request.POST if request.method == "POST" else None, held=departments_of_hr(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            cohort = make_cohort(**form.cleaned_data, actor=request.user, now=clock.now())
        except LessonsError as error:
            form.add_error("name", str(error))
        else:
            return redirect("lessons:report-group", cohort.pk)
    page = Paginator(with_counts(cohorts_of_hr(request.user)), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "columns": GROUPS}
    return render(request, "lessons/reports/groups.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def group(request: HttpRequest, group: int) -> HttpResponse:
    """A POST assigns a course."""
    cohort = cohort_or_404(request, group)
    form = AssignmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            assigned = assign_to_cohort(cohort=cohort, **form.cleaned_data, actor=request.user, now=clock.now())
        except LessonsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _assigned_in_words(assigned))
            return redirect("lessons:report-group", cohort.pk)
    return _page(request, cohort, form, MembersForm(), status=400 if form.errors else 200)


@require_POST
@signed_in_to("lessons:report-group", "group")
@hr_only
def group_add(request: HttpRequest, group: int) -> HttpResponse:
    """Keys that name nobody stay in the field."""
    cohort, form = cohort_or_404(request, group), MembersForm(request.POST)
    if not form.is_valid():
        return _page(request, cohort, AssignmentForm(), form, status=400)
    try:
        added, unknown = add_members(cohort=cohort, **form.cleaned_data, actor=request.user, now=clock.now())
    except LessonsError as error:
        form.add_error("keys", str(error))
        return _page(request, cohort, AssignmentForm(), form, status=400)
    for assignment in cohort.assignments.filter(ended_at=None).select_related("course"):
        follow_up(assignment=assignment, now=clock.now())
    words = ngettext("%(n)s person has been added to the list.", "%(n)s people have been added to the list.", added) % {
        "n": added
    }
    messages.success(request, words)
    if not unknown:
        return redirect("lessons:report-group", cohort.pk)
    left = MembersForm({"keys": "\n".join(unknown)})
    left.is_valid()
    named = ", ".join(unknown[:MOST_NAMED]) + (" …" if len(unknown) > MOST_NAMED else "")
    left.add_error("keys", _("Nobody in the department matches: %(keys)s") % {"keys": named})
    return _page(request, cohort, AssignmentForm(), left, status=400)


@require_POST
@signed_in_to("lessons:report-group", "group")
@hr_only
def group_remove(request: HttpRequest, group: int) -> HttpResponse:
    cohort = cohort_or_404(request, group)
    wanted = without_nul(request.POST.get("person", ""))
    person = User.objects.filter(public_id=wanted, cohort_memberships__cohort=cohort).first()
    if person is None:
        raise Http404
    remove_member(cohort=cohort, person=person, actor=request.user, now=clock.now())
    messages.success(request, _("The person is no longer on the list. Courses already started continue."))
    return redirect("lessons:report-group", cohort.pk)


@require_POST
@signed_in_to("lessons:report-group", "group")
@hr_only
def group_end(request: HttpRequest, group: int) -> HttpResponse:
    """With `assignment`: only that; without: the group."""
    cohort = cohort_or_404(request, group)
    if wanted := request.POST.get("assignment", ""):
        assignment = cohort.assignments.filter(pk=row_number(wanted)).first()
        if assignment is None:
            raise Http404
        end_assignment(assignment=assignment, actor=request.user, now=clock.now())
        messages.success(request, _("The assignment has been ended. Courses already started continue."))
        return redirect("lessons:report-group", cohort.pk)
    end_cohort(cohort=cohort, actor=request.user, now=clock.now())
    messages.success(request, _("The group has been closed. Courses already started continue."))
    return redirect("lessons:report-groups")


@require_POST
@signed_in_to("lessons:report-group", "group")
@hr_only
def group_due(request: HttpRequest, group: int) -> HttpResponse:
    """Moves the due date of an assignment."""
    cohort = cohort_or_404(request, group)
    wanted = row_number(request.POST.get("assignment", ""))
    assignment = cohort.assignments.filter(pk=wanted, ended_at=None).first()
    if assignment is None:
        raise Http404
    form = MoveForm(request.POST, assignment=assignment)
    if form.is_valid():
        try:
            moved = move_assignment(assignment=assignment, **form.cleaned_data, actor=request.user, now=clock.now())
        except LessonsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _moved_in_words(moved))
            return redirect("lessons:report-group", cohort.pk)
    return _page(request, cohort, AssignmentForm(), MembersForm(), moves={assignment.pk: form}, status=400)


def cohort_or_404(request: HttpRequest, group: int) -> Cohort:
    cohort = cohorts_of_hr(request.user).select_related("department").filter(pk=group).first()
    if cohort is None:
        raise Http404
    return cohort


def _assigned_in_words(assigned: Assigned) -> str:
    """Who has the course now, and by when: each number that is not 0 in a sentence."""
    given, undated, kept, earlier = assigned.enrolled, assigned.without_entry, assigned.kept, assigned.earlier
    sentences = [
        (
            given,
            ngettext(
                "%(n)s person has now been assigned the course.",
                "%(n)s people have now been assigned the course.",
                given,
            ),
        ),
        (
            undated,
            ngettext(
                "%(n)s of them has no entry date: the days count from today, as for everyone already here.",
                "%(n)s of them have no entry date: the days count from today, as for everyone already here.",
                undated,
            ),
        ),
        (
            kept,
            ngettext(
                "%(n)s person already had it and keeps the due date.",
                "%(n)s people already had it and keep their due dates.",
                kept,
            ),
        ),
        (
            earlier,
            ngettext(
                "%(n)s person already had it; the earlier due date now applies.",
                "%(n)s people already had it; the earlier due date now applies to them.",
                earlier,
            ),
        ),
    ]
    said = [words % {"n": number} for place, (number, words) in enumerate(sentences) if number or place == 0]
    return " ".join([*said, _("Anyone who joins the group later is assigned the course, too.")])


def _moved_in_words(moved: Moved) -> str:
    sentences = [
        ngettext(
            "The due date has been changed for %(n)s person.",
            "The due date has been changed for %(n)s people.",
            moved.moved,
        )
        % {"n": moved.moved}
    ]
    if moved.kept:
        words = ngettext(
            "%(n)s person has a due date of their own and keeps it.",
            "%(n)s people have due dates of their own and keep them.",
            moved.kept,
        )
        sentences.append(words % {"n": moved.kept})
    return " ".join([*sentences, _("It also applies to anyone who joins the group later.")])


def _page(
    request: HttpRequest,
    cohort: Cohort,
    form: AssignmentForm,
    members_form: MembersForm,
    *,
    moves: Mapping[int, MoveForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`moves`: forms that were refused, by the number of their assignment."""
    day, is_list = clock.today(), cohort.kind == CohortKind.LIST
    people = with_department(members_of(cohort, day=day), day=day).order_by("name", "pk")
    page = Paginator(people, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    columns = (*people_columns.MEMBERS, people_columns.CHANGE) if is_list else people_columns.MEMBERS
    assignments = list(cohort.assignments.filter(ended_at=None).select_related("course"))
    context = {
        "cohort": cohort,
        "is_list": is_list,
        "has_more": form.leave_out(assignment.course_id for assignment in assignments),
        "columns": people_columns.filled(columns, page.object_list),
        "course_columns": COURSES,
        "assignments": [(each, (moves or {}).get(each.pk) or MoveForm(assignment=each)) for each in assignments],
        "failed": bool(moves),
        "form": form,
        "members_form": members_form,
        "page": page,
    }
    return render(request, "lessons/reports/group.html", context, status=status)
