"""A course as its files have it, with its chapters' units."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lessons import kinds
from lessons.admin.course_files import CourseFilePages
from lessons.admin.ownership import FROM_FILES, CourseContentAdmin, CourseContentInline
from lessons.models import Course, Unit


def kind_label(unit: Unit) -> Any:
    """In the reader's words; a kind whose app is not installed keeps its key."""
    try:
        return kinds.kind(unit.kind).label
    except kinds.UnknownKind:
        return unit.kind


class UnitInline(CourseContentInline):
    model = Unit
    verbose_name_plural = _("Chapters and units")
    fields = ["chapter", "title", "kind_label", "required", "weight", "minutes", "in_use"]
    readonly_fields = ["kind_label", "in_use"]
    ordering = ["chapter__position", "position"]

    @admin.display(description=_("kind"))
    def kind_label(self, unit: Unit) -> Any:
        return kind_label(unit)

    @admin.display(description=_("in use"), boolean=True)
    def in_use(self, unit: Unit) -> bool:
        return unit.retired_at is None


@admin.register(Course)
class CourseAdmin(CourseFilePages, CourseContentAdmin):
    course_path = ""
    list_display = ["title", "slug", "language", "access"]
    search_fields = ["title", "slug"]
    inlines = [UnitInline]
    fieldsets = [
        (
            None,
            {
                "description": FROM_FILES,
                "fields": [
                    "title", "slug", "language", "access", "summary", "audience", "contact", "welcome_source",
                    "rule_text", "note",
                ],
            },
        )
    ]  # fmt: skip

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def view_on_site(self, course: Course) -> str:
        return course.get_absolute_url()
