"""What HR types about groups, assignments and exemptions."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.models import Department
from coursesite.accounts.validators import validate_plain_text
from lessons.enums import CohortKind, Exemption
from lessons.models import Assignment, Course, Enrolment
from lessons.reports.completions import CompletionFilters
from lessons.reports.filters import DayField, DepartmentField, PurposeField

MOST_CHARACTERS = 400_000  # 5,000 addresses of 80 characters


class HRForm(forms.Form):
    @property
    def helper(self) -> FormHelper:
        """The page's form has token and buttons."""
        helper = FormHelper()
        helper.form_tag = helper.include_media = False
        helper.disable_csrf = True
        return helper


class CohortForm(HRForm):
    name = forms.CharField(label=_("Name of the group"), max_length=200, validators=[validate_plain_text])
    kind = forms.ChoiceField(label=_("Who belongs to it"), choices=CohortKind.choices, widget=forms.RadioSelect)
    department = DepartmentField(
        Department.objects.none(),
        label=_("Department"),
        empty_label=None,
        help_text=_("For a list: the department whose people can be added to it."),
    )

    def __init__(self, data: Any = None, *, held: QuerySet[Department]) -> None:
        super().__init__(data, initial={"kind": CohortKind.DEPARTMENT})
        self.fields["department"].queryset = held


class MembersForm(HRForm):
    keys = forms.CharField(
        label=_("Email addresses or personnel numbers"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("One per line; commas and semicolons also work."),
    )

    def clean_keys(self) -> list[str]:
        text = self.cleaned_data["keys"].replace(",", "\n").replace(";", "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]


class DueForm(HRForm):
    due_on = DayField(label=_("Due on"), help_text=_("A fixed date, or the next field, or neither."))
    due_days = forms.IntegerField(
        label=_("Days after entry"),
        required=False,
        min_value=1,
        help_text=_("For people already here: this many days after they are assigned the course."),
    )


class MoveForm(DueForm):
    """There may be several on a page: their fields are told apart by the assignment."""

    def __init__(self, data: Any = None, *, assignment: Assignment) -> None:
        initial = {"due_on": assignment.due_on, "due_days": assignment.due_days}
        super().__init__(data, initial=initial, auto_id=f"assignment-{assignment.pk}-%s")


class AssignmentForm(DueForm):
    course = forms.ModelChoiceField(Course.objects.all(), label=_("Course"), to_field_name="slug", empty_label=None)
    mandatory = forms.BooleanField(
        label=_("mandatory"),
        required=False,
        initial=True,
        help_text=_("Reminders for mandatory courses cannot be switched off."),
    )

    field_order = ("course", "due_on", "due_days", "mandatory")

    def leave_out(self, courses: Iterable[int]) -> bool:
        """Offers only the others; whether there are any. What another tab sends is for the service to refuse."""
        others = Course.objects.exclude(pk__in=courses)
        field = self.fields["course"]
        field.choices = [(course.slug, field.label_from_instance(course)) for course in others]
        return bool(field.choices)


class ExemptionForm(HRForm):
    course = forms.ModelChoiceField(Course.objects.all(), label=_("Course"), to_field_name="slug", empty_label=None)
    kind = forms.ChoiceField(label=_("Decision"), choices=Exemption.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person can ask to see it. No diagnoses, nothing about health."),
    )


class RunDueForm(HRForm):
    """There may be several on a page: their fields are told apart by the run."""

    due_on = DayField(label=_("Due on"), help_text=_("Empty: no due date."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person can ask to see it. No diagnoses, nothing about health."),
    )

    def __init__(self, data: Any = None, *, run: Enrolment) -> None:
        super().__init__(data, initial={"due_on": run.due_on}, auto_id=f"due-{run.pk}-%s")


class EvidenceForm(HRForm):
    course = forms.ModelChoiceField(Course.objects.all(), label=_("Course"), to_field_name="slug", empty_label=None)
    department = DepartmentField(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        empty_label=_("All my departments"),
        help_text=_("Including the departments below it."),
    )
    as_of = DayField(label=_("As at the end of"), help_text=_("Empty: yesterday, the last complete day."))
    purpose = PurposeField()

    def __init__(self, data: Any = None, *, held: QuerySet[Department], today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["department"].queryset = held

    def clean_as_of(self) -> date:
        """A day that goes on could still change, and the pack with it."""
        day = self.cleaned_data["as_of"] or self.today - timedelta(days=1)
        if day >= self.today:
            raise forms.ValidationError(_("That day is not over yet."), code="future")
        return day

    @property
    def filters(self) -> CompletionFilters:
        return CompletionFilters(**{name: self.cleaned_data[name] for name in ("course", "department", "as_of")})


class WithdrawalForm(HRForm):
    """There may be several on a page: their fields are told apart by the run."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, run: Enrolment) -> None:
        super().__init__(data, auto_id=f"run-{run.pk}-%s")
