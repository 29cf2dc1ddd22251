"""Enrolments, for operators: assign a course, change a due date, end a run. What anybody did in it is not shown."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.services.people import note_about
from coursesite.admin_site import ReadOnlyInline, RuledAdmin
from coursesite.journal.models import Action
from coursesite.storage.transactions import write_transaction
from lessons.errors import LessonsError
from lessons.models import Enrolment, EnrolmentEvent
from lessons.services.assigning import refuse_late_due_date
from lessons.services.due_dates import COLUMN as DUE_DATE
from lessons.services.enrolling import assign_course, change_due_date, close_enrolment


class AssignmentForm(forms.ModelForm):
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        required=False,
        help_text=_("Stored with the change. The person can ask to see it."),
    )

    def clean_due_on(self) -> date | None:
        """A day that passed later on stays; nobody is made overdue by a slip."""
        due_on: date | None = self.cleaned_data["due_on"]
        if not due_on or due_on == self.initial.get("due_on"):
            return due_on
        if due_on < clock.today():
            raise forms.ValidationError(_("The due date is in the past."), code="due-in-the-past")
        try:
            refuse_late_due_date(due_on, clock.today())
        except LessonsError as refusal:
            raise forms.ValidationError(str(refusal), refusal.code) from refusal
        return due_on

    def clean(self) -> dict[str, Any]:
        """Assigned anew, an open run would silently get this due date, or none where the field is empty."""
        values = super().clean()
        user, course = values.get("user"), values.get("course")
        if user and course and Enrolment.objects.open().filter(user=user, course=course).exists():
            message = _("The person already has this course. Change the due date in that run, or end the run first.")
            raise forms.ValidationError(message, code="assigned-already")
        return values


class RunFilter(admin.SimpleListFilter):
    title = _("run")
    parameter_name = "run"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("running")), ("ended", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        match self.value():
            case "open":
                return queryset.filter(closed_at=None)
            case "ended":
                return queryset.exclude(closed_at=None)
        return queryset


class EventInline(ReadOnlyInline):
    model = EnrolmentEvent
    verbose_name_plural = _("What happened")
    fields = ["day", "kind", "actor", "reason"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EnrolmentEvent]:
        return super().get_queryset(request).select_related("actor")


@admin.register(Enrolment)
class EnrolmentAdmin(RuledAdmin):
    form = AssignmentForm
    list_display = ["user", "state", "due_on", "enrolled_on", "cycle", "course"]
    list_filter = ["course", RunFilter]
    list_select_related = ["user", "course"]
    search_fields = ["user__name", "user__email", "user__personnel_number"]
    autocomplete_fields = ["user"]
    actions = ["close_runs"]
    inlines = [EventInline]

    def get_fields(self, request: HttpRequest, obj: Enrolment | None = None) -> list[str]:
        if obj is None:
            return ["user", "course", "due_on", "reason"]
        return ["user", "course", "cycle", "enrolled_on", "state", "completed_on", "passed_on", "due_on", "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Enrolment | None = None) -> list[str]:
        return [name for name in self.get_fields(request, obj) if name not in ("due_on", "reason")] if obj else []

    def get_inlines(self, request: HttpRequest, obj: Enrolment | None) -> list[Any]:
        return self.inlines if obj else []

    def may_change(self, user: Any, obj: Enrolment | None = None) -> bool:
        """A run that has ended is a record."""
        return super().may_change(user, obj) and not (obj and obj.closed_at)

    @admin.display(description=_("state"))
    def state(self, enrolment: Enrolment) -> str:
        label = str(enrolment.status.label)
        return _("%(state)s, run ended") % {"state": label} if enrolment.closed_at else label

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who looks at a person's record leaves a line in the journal that the person reads."""
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            person = Enrolment.objects.select_related("user").get(pk=unquote(object_id)).user
            note_about(person=person, actor=request.user, action=Action.VIEW_PERSON)
        return response

    def save_model(self, request: HttpRequest, obj: Enrolment, form: AssignmentForm, change: bool) -> None:
        values, actor, now = form.cleaned_data, request.user, clock.now()
        due_on, reason = values["due_on"], values["reason"]
        if not change:
            user, course = values["user"], values["course"]
            with write_transaction():
                obj.pk = assign_course(user=user, course=course, actor=actor, now=now, due_on=due_on, reason=reason).pk
                note_about(person=user, actor=actor, action=Action.ASSIGN_COURSE, details={"course": course.pk})
        elif "due_on" in form.changed_data:
            enrolment = Enrolment.objects.select_related("user").get(pk=obj.pk)
            with write_transaction():
                change_due_date(enrolment=enrolment, due_on=due_on, actor=actor, now=now, reason=reason)
                details = {"columns": [DUE_DATE], "course": enrolment.course_id}
                note_about(person=enrolment.user, actor=actor, action=Action.CHANGE_PERSON, details=details)

    def has_close_permission(self, request: HttpRequest) -> bool:
        return self.may_change(request.user)

    @admin.action(description=_("End the selected runs"), permissions=["close"])
    def close_runs(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> None:
        for enrolment in rows:
            close_enrolment(enrolment=enrolment, actor=request.user, now=clock.now())
        messages.success(request, _("The runs have been ended. Their records are kept."))

    def log_addition(self, *args: Any) -> None:
        """Its events say who did what; a second log would keep names beyond the account."""

    def log_change(self, *args: Any) -> None:
        """As above."""
