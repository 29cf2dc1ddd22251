"""Whose course is it? Instructors see and change what belongs to the courses they hold, operators everything."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coursesite.admin_site import ReadOnlyInline, Ruled, RuledAdmin
from lessons.models import Course
from lessons.rules import courses_written_by, may_write, teaches

FROM_FILES = _("This comes from the course files and is changed there; the next load will update it here.")


class OfOwnCourses(Ruled):
    """`course_path` leads from a row to its course, as in a lookup; "" = the row is one."""

    course_path: ClassVar[str] = "course"

    def course_of(self, obj: Any) -> Course:
        for step in filter(None, self.course_path.split("__")):
            obj = getattr(obj, step)
        return obj

    def may_view(self, user: Any, obj: Any = None) -> bool:
        return may_write(user) if obj is None else teaches(user, self.course_of(obj))

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return self.may_view(user, obj)

    def may_add(self, user: Any) -> bool:
        """What a course consists of comes from its files; here it is edited."""
        return False

    def visible_to(self, user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        if not may_write(user):
            return rows.none()
        return rows.filter(**{f"{self.course_path or 'pk'}__in": courses_written_by(user)})


class CourseContentAdmin(OfOwnCourses, RuledAdmin):
    """The course's versions are the history; Django's own log would only keep names for longer."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(request, {**context, "show_save_and_continue": False}, *args, **kwargs)

    def log_change(self, *args: Any) -> None:
        """Nothing: see above."""


class CourseContentInline(ReadOnlyInline):
    """Rows below something that may be seen already."""

    def may_view(self, user: Any, obj: Any = None) -> bool:
        return may_write(user)

    def visible_to(self, user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if may_write(user) else rows.none()


class OwnCourseFilter(admin.RelatedOnlyFieldListFilter):
    """Offers the courses of the rows that can be seen, no others."""
