"""What may HR ask the reports for, and what does she read when she asks for something that is not there?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coursesite import registry
from coursesite.accounts.models import Department
from coursesite.accounts.validators import validate_plain_text
from coursesite.day_input import DayInput
from coursesite.journal.models import JournalEntry
from coursesite.outbox.models import MailState
from lessons.enums import EnrolmentStatus
from lessons.models import Cohort, Course
from lessons.quarters import Quarter
from lessons.reports.completions import OVERDUE, CompletionFilters
from lessons.reports.effect import Cohort as Begun

PURPOSE_MAX_LENGTH = JournalEntry._meta.get_field("purpose").max_length
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


def filter_helper(form: forms.Form, url_name: str) -> FormHelper:
    """All fields side by side, sent in the address."""
    helper = FormHelper()
    helper.form_method = "get"
    helper.form_action = reverse(url_name)
    helper.form_class = "filter-form"
    helper.disable_csrf = True
    helper.layout = Layout(
        *(Field(name) for name in form.fields),
        StrictButton(_("Show selection"), type="submit", css_class="btn-secondary"),
    )
    return helper


class DepartmentField(forms.ModelChoiceField):
    """Departments in the order of the tree, each level one dash further in."""

    def label_from_instance(self, department: Department) -> str:
        return "– " * (department.path.count("/") - 1) + department.name


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        messages = {"invalid": _("Please give a date such as 23.11.2026.")}
        super().__init__(input_formats=DAY_FORMATS, widget=DayInput, required=False, error_messages=messages, **options)


class CompletionFilterForm(forms.Form):
    """Bound to the address, so a filtered report can be kept as a bookmark."""

    # Python has its own meaning for "from".
    NAMES = {"completed_from": "from", "completed_to": "to", "due_from": "due-from", "due_to": "due-to"}

    course = forms.ModelChoiceField(
        Course.objects.all(),
        label=_("Course"),
        to_field_name="slug",
        required=False,
        empty_label=_("All courses"),
        error_messages={"invalid_choice": _("There is no course “%(value)s”.")},
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(),
        label=_("Group"),
        required=False,
        empty_label=_("All groups"),
        error_messages={"invalid_choice": _("There is no group “%(value)s” among your groups.")},
    )
    department = DepartmentField(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        empty_label=_("All my departments"),
        help_text=_("Including the departments below it."),
        error_messages={"invalid_choice": _("There is no department “%(value)s” among your departments.")},
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Any status")), *EnrolmentStatus.choices, (OVERDUE, _("overdue"))],
        required=False,
        error_messages={"invalid_choice": _("There is no status “%(value)s”.")},
    )
    completed_from = DayField(label=_("Completed from"))
    completed_to = DayField(label=_("Completed until"))
    due_from = DayField(label=_("Due from"))
    due_to = DayField(label=_("Due until"))
    as_of = DayField(label=_("As at a past day"), help_text=_("The situation at the end of that day."))

    def __init__(self, data: Mapping[str, Any], *, held: QuerySet[Department], today: date) -> None:
        super().__init__(data)
        self.held, self.today = held, today
        self.fields["department"].queryset = held
        groups = Cohort.objects.filter(ended_at=None, department__in=held)
        self.fields["cohort"].queryset = groups.select_related("department")

    def add_prefix(self, field_name: str) -> str:
        return self.NAMES.get(field_name, field_name)

    def clean_as_of(self) -> date | None:
        day = self.cleaned_data["as_of"]
        if day and day > self.today:
            raise forms.ValidationError(_("That day is in the future."), code="future")
        return day

    def clean(self) -> None:
        for period in ("completed", "due"):
            first, last = self.cleaned_data.get(f"{period}_from"), self.cleaned_data.get(f"{period}_to")
            if first and last and first > last:
                self.add_error(f"{period}_to", _("The last day is before the first."))

    @property
    def filters(self) -> CompletionFilters:
        """What a valid form asks for."""
        return CompletionFilters(**self.cleaned_data)

    @property
    def parameters(self) -> dict[str, str]:
        """What is set, as it stands in the address: links and the export form carry it on."""
        names = [self.add_prefix(name) for name in self.fields]
        return {name: text for name in names if (text := self.data.get(name, "").strip())}  # as the fields read it

    @property
    def helper(self) -> FormHelper:
        return filter_helper(self, "lessons:report-completions")


class EffectFilterForm(forms.Form):
    """Bound to the address; what is not said there is the latest that is offered."""

    course = forms.ModelChoiceField(
        Course.objects.none(),
        label=_("Course"),
        to_field_name="slug",
        empty_label=None,
        error_messages={"invalid_choice": _("There is no course “%(value)s”.")},
    )
    quarter = forms.TypedChoiceField(
        label=_("Started in"),
        coerce=Quarter.parse,
        error_messages={"invalid_choice": _("There are no figures for the quarter “%(value)s”.")},
    )

    def __init__(self, data: Mapping[str, Any], *, offered: Sequence[Begun]) -> None:
        latest = {"course": offered[0].course.slug, "quarter": str(offered[0].quarter)} if offered else {}
        super().__init__({**latest, **{name: data[name] for name in self.base_fields if data.get(name)}})
        self.fields["course"].queryset = Course.objects.filter(pk__in={cohort.course.pk for cohort in offered})
        quarters = sorted({cohort.quarter for cohort in offered}, reverse=True)
        self.fields["quarter"].choices = [(str(quarter), quarter_label(quarter)) for quarter in quarters]

    @property
    def cohort(self) -> Begun:
        """What a valid form asks for."""
        return Begun(**self.cleaned_data)

    @property
    def helper(self) -> FormHelper:
        return filter_helper(self, "lessons:report-effect")


class MailFilterForm(forms.Form):
    """Which mails? Without a state in the address, those that are planned."""

    PLANNED = "planned"

    state = forms.ChoiceField(label=_("State"), choices=[(PLANNED, _("scheduled")), *MailState.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__({"state": data.get("state") or self.PLANNED, "kind": data.get("kind", "")})
        kinds = [(kind.key, kind.label) for kind in registry.mail_kinds.values()]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]

    @property
    def helper(self) -> FormHelper:
        return filter_helper(self, "lessons:report-outbox")


def quarter_label(quarter: Quarter) -> str:
    return gettext("quarter %(number)s of %(year)s") % {"number": quarter.number, "year": quarter.year}


class PurposeField(forms.CharField):
    """Never filled beforehand: who takes a file away says what for, and everybody in it reads that."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Purpose"),
            max_length=PURPOSE_MAX_LENGTH,
            validators=[validate_plain_text],
            help_text=_("Required. Everyone listed in the file can read it. For example: report to the management."),
        )


class ExportForm(forms.Form):
    """Why the file is made: learners read it in their list of exports."""

    purpose = PurposeField()

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False  # the template's form carries the selection, too
        helper.disable_csrf = True
        return helper
