"""What HR asks of her people, and the list she brings."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coursesite.accounts.models import Department
from coursesite.accounts.people_file import MAX_BYTES
from coursesite.accounts.queries.people import ACTIVE, LEFT
from lessons.reports.filters import DepartmentField, filter_helper
from lessons.views.group_forms import HRForm

SEARCH_MAX_LENGTH = 100
TOO_LARGE = _("A file may have at most 20 MB.")  # MAX_BYTES
STATES = {ACTIVE: pgettext_lazy("person", "active"), LEFT: pgettext_lazy("person", "left")}


class PeopleFilterForm(forms.Form):
    """Bound to the address."""

    search = forms.CharField(
        label=_("Name, email address or personnel number"), max_length=SEARCH_MAX_LENGTH, required=False
    )
    department = DepartmentField(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        empty_label=_("All my departments"),
        help_text=_("Including the departments below it."),
        error_messages={"invalid_choice": _("There is no department “%(value)s” among your departments.")},
    )
    state = forms.ChoiceField(
        label=_("Status"),
        choices=list(STATES.items()),
        required=False,
        error_messages={"invalid_choice": _("There is no status “%(value)s”.")},
    )

    def __init__(self, data: Mapping[str, Any], *, held: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = held

    @property
    def selection(self) -> dict[str, Any]:
        """What a valid form asks for."""
        return {**self.cleaned_data, "state": self.cleaned_data["state"] or ACTIVE}

    @property
    def parameters(self) -> dict[str, str]:
        """What is set, as it stands in the address."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    @property
    def helper(self) -> FormHelper:
        return filter_helper(self, "lessons:report-people")


class PeopleFileForm(HRForm):
    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy("{} {}", _("CSV or XLSX."), TOO_LARGE),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    department = DepartmentField(
        Department.objects.none(),
        label=_("Department of the file"),
        empty_label=None,
        help_text=_(
            "People with no department in the file are placed here. People here or below who are missing from the "
            "file can be deactivated in the next step."
        ),
    )

    def __init__(self, data: Any = None, files: Any = None, *, held: QuerySet[Department]) -> None:
        super().__init__(data, files)
        self.fields["department"].queryset = held

    def clean_file(self) -> Any:
        """Before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


KEY_MAX_LENGTH = 254  # an address


class MergeForm(HRForm):
    keep = forms.CharField(
        label=_("Record to keep"),
        max_length=KEY_MAX_LENGTH,
        help_text=_(
            "Email address or personnel number. The person will sign in with this record’s email address afterwards."
        ),
    )
    other = forms.CharField(
        label=_("Record to merge into it"),
        max_length=KEY_MAX_LENGTH,
        help_text=_("Email address or personnel number"),
    )
