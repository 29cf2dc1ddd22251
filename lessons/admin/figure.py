"""The figures of a course, to look at and to refer to."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lessons.admin.ownership import FROM_FILES, CourseContentAdmin, OwnCourseFilter
from lessons.models import Figure
from lessons.queries.rendering import figure_url


@admin.register(Figure)
class FigureAdmin(CourseContentAdmin):
    list_display = ["name", "picture", "of_course"]
    list_filter = [("course", OwnCourseFilter)]
    list_select_related = ["course"]
    search_fields = ["name"]
    ordering = ["course", "name"]
    readonly_fields = ["picture", "markdown", "of_course"]
    fieldsets = [
        (None, {"description": FROM_FILES, "fields": ["name", "picture", "markdown", "of_course"]})
    ]

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        return super().get_queryset(request).select_related("course").defer("content")

    @admin.display(description=_("figure"))
    def picture(self, figure: Figure) -> SafeString:
        return format_html('<img src="{}" alt="" width="160">', figure_url(figure.course, figure))

    @admin.display(description=_("course"), ordering="course__title")
    def of_course(self, figure: Figure) -> Any:
        return figure.course

    @admin.display(description=_("in a text"))
    def markdown(self, figure: Figure) -> SafeString:
        code = f'![{_("What the picture shows")}]({figure.name} "{_("Caption")}")'
        return format_html("<code>{}</code>", code)
