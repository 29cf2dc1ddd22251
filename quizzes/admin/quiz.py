"""Quizzes and the cells of their blueprints, as the course files have them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from lessons.admin.ownership import FROM_FILES, CourseContentAdmin, CourseContentInline, OwnCourseFilter
from quizzes.models import Quiz, QuizCell


class CellInline(CourseContentInline):
    model = QuizCell
    fields = ["position", "cases", "pool", "form", "term", "contrast", "bloom"]
    ordering = ["position"]


@admin.register(Quiz)
class QuizAdmin(CourseContentAdmin):
    list_display = ["__str__", "course", "mode", "pass_points", "pass_per_term", "attempts_allowed", "minutes_limit"]
    list_filter = [("course", OwnCourseFilter), "mode"]
    search_fields = ["unit__title", "lesson__unit__title"]
    inlines: ClassVar = [CellInline]
    fieldsets = [
        (
            None,
            {
                "description": FROM_FILES,
                "fields": [
                    "course", "unit", "mode", "intro_source", "pass_points", "pass_per_term", "reveal",
                    "attempts_allowed", "counts", "wait_hours", "minutes_limit", "practice_between",
                    "ask_confidence", "navigation",
                    "draw_per_contrast", "draw_dimensions", "decoys_least", "decoys_most", "note",
                ],
            },
        )
    ]  # fmt: skip

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quiz]:
        return super().get_queryset(request).select_related("course", "unit", "lesson__unit")
