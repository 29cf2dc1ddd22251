"""The figures of a course: to look at and to refer to, with those that authors upload themselves."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.errors import ServiceError
from lessons.admin.figure_upload import PictureForm, figure_markdown
from lessons.admin.ownership import FROM_FILES, CourseContentAdmin, OwnCourseFilter
from lessons.enums import Origin
from lessons.models import Figure
from lessons.queries.figures import uses_of
from lessons.queries.rendering import figure_url
from lessons.rules import courses_written_by, may_write
from lessons.services.illustrating import add_figure, remove_figure

SHOWN = ["name", "picture", "alt", "markdown", "uses", "of_course"]
UPLOADED = _(
    "PNG, JPEG, WebP or SVG. Photos are re-created without location and device details; the name is derived from "
    "the file name."
)


class FigureForm(PictureForm, forms.ModelForm):
    """For a new figure; one that is there is shown and not changed."""

    class Meta:
        model = Figure
        fields = ["course", "alt"]
        labels = {"course": _("course")}


@admin.register(Figure)
class FigureAdmin(CourseContentAdmin):
    form = FigureForm
    list_display = ["name", "picture", "came_from", "of_course"]
    list_filter = [("course", OwnCourseFilter), "origin"]
    list_select_related = ["course"]
    search_fields = ["name", "alt"]
    ordering = ["course", "name"]
    change_form_template = "admin/lessons/figure/change_form.html"

    @admin.display(description=_("source"), ordering="origin")
    def came_from(self, figure: Figure) -> str:
        return str(figure.get_origin_display())

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def may_add(self, user: Any) -> bool:
        return may_write(user)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.remove_view)
        return [path("<path:object_id>/remove/", view, name="lessons_figure_remove"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        return super().get_queryset(request).select_related("course", "uploaded_by").defer("content")

    def get_fieldsets(self, request: HttpRequest, obj: Figure | None = None) -> Any:
        if obj is None:
            return [(None, {"description": UPLOADED, "fields": ["course", "file", "alt"]})]
        return [(None, {"description": FROM_FILES if obj.origin == Origin.FILES else None, "fields": SHOWN})]

    def get_readonly_fields(self, request: HttpRequest, obj: Figure | None = None) -> list[str]:
        return SHOWN if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= {"queryset": courses_written_by(request.user), "empty_label": None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Figure, form: FigureForm, change: bool) -> None:
        values = form.cleaned_data
        figure = add_figure(
            course=values["course"],
            name=values["file"].name,
            content=values["file"].read(),
            alt=values["alt"],
            author=request.user,
            now=clock.now(),
        )
        obj.pk, obj.name = figure.pk, figure.name

    def response_add(self, request: HttpRequest, obj: Figure, *args: Any) -> HttpResponse:
        messages.success(
            request,
            _("The figure is called %(name)s. How to show it in a text is explained below.") % {"name": obj.name},
        )
        return redirect("admin:lessons_figure_change", obj.pk)

    def log_addition(self, *args: Any) -> None:
        """Nothing: the figure says who uploaded it."""

    def remove_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        figure = self.get_object(request, object_id)
        if figure is None or not self.has_view_permission(request, figure):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            remove_figure(figure=figure)
        except ServiceError as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:lessons_figure_change", figure.pk)
        messages.success(request, _("The figure %(name)s has been removed.") % {"name": figure.name})
        return redirect("admin:lessons_figure_changelist")

    @admin.display(description=_("figure"))
    def picture(self, figure: Figure) -> SafeString:
        return format_html('<img src="{}" alt="{}" width="160">', figure_url(figure.course, figure), figure.alt)

    @admin.display(description=_("course"), ordering="course__title")
    def of_course(self, figure: Figure) -> Any:
        return figure.course

    @admin.display(description=_("in text"))
    def markdown(self, figure: Figure) -> SafeString:
        code = figure_markdown(figure.name, figure.alt or _("What the picture shows"), _("Caption"))
        return format_html("<code>{}</code>", code)

    @admin.display(description=_("used in"))
    def uses(self, figure: Figure) -> Any:
        """Lessons lead to their text; drafts and texts that wait count, too."""
        found = uses_of(figure)
        if not found:
            return _("nowhere")
        return format_html_join(", ", "{}", ((_link(use.title, use.lesson),) for use in found))


def _link(title: str, lesson: int | None) -> Any:
    if lesson is None:
        return title
    return format_html('<a href="{}">{}</a>', reverse("admin:lessons_lesson_change", args=[lesson]), title)
