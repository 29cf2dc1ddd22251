"""Units: what they are comes from the files; when they are open is decided here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lessons.admin.course import kind_label
from lessons.admin.ownership import CourseContentAdmin, OwnCourseFilter
from lessons.errors import LessonsError
from lessons.models import Unit
from lessons.services.arranging import check_opening, set_opening


class OpeningForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        try:
            check_opening(values.get("opens_at"), values.get("closes_at"))
        except LessonsError as refusal:
            self.add_error("closes_at", str(refusal))
        return values


@admin.register(Unit)
class UnitAdmin(CourseContentAdmin):
    form = OpeningForm
    list_display = ["title", "course", "chapter", "kind_label", "required", "weight", "opens_at", "closes_at"]
    list_filter = [("course", OwnCourseFilter), "required"]
    list_select_related = ["course", "chapter"]
    search_fields = ["title", "slug"]
    readonly_fields = ["title", "course", "chapter", "kind_label", "slug", "required", "weight", "minutes", "note"]
    fieldsets = [
        (
            _("Opening times"),
            {
                "description": _("Empty: always open. While a unit is closed, learners see when it will open."),
                "fields": ["opens_at", "closes_at"],
            },
        ),
        (
            _("From the course files"),
            {
                "description": _("These details are changed in the course files; the next load will update them here."),
                "fields": readonly_fields,
            },
        ),
    ]

    @admin.display(description=_("kind"))
    def kind_label(self, unit: Unit) -> Any:
        return kind_label(unit)

    def view_on_site(self, unit: Unit) -> str:
        return unit.get_absolute_url()

    def save_model(self, request: HttpRequest, obj: Unit, form: OpeningForm, change: bool) -> None:
        values = form.cleaned_data
        set_opening(unit=obj, opens_at=values["opens_at"], closes_at=values["closes_at"])
