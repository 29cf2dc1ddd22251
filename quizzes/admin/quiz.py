"""Quizzes and the cells of their blueprints, as the course files have them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from lessons.admin.ownership import FROM_FILES, CourseContentAdmin, CourseContentInline, OwnCourseFilter
from quizzes.admin.board import board_page
from quizzes.admin.simulation import simulation_page
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

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("<path:object_id>/board/", guarded(self.board_view), name="quizzes_quiz_board"),
            path("<path:object_id>/simulation/", guarded(self.simulation_view), name="quizzes_quiz_simulation"),
            *super().get_urls(),
        ]

    def board_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return board_page(request, self._own_quiz(request, object_id), self.admin_site.each_context(request))

    def simulation_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return simulation_page(request, self._own_quiz(request, object_id), self.admin_site.each_context(request))

    def _own_quiz(self, request: HttpRequest, object_id: str) -> Quiz:
        quiz = self.get_object(request, object_id)
        if quiz is None or not self.has_view_permission(request, quiz):
            raise Http404
        return quiz

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quiz]:
        return super().get_queryset(request).select_related("course", "unit", "lesson__unit")
