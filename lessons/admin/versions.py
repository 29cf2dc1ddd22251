"""The history of a lesson: who wrote what when, what distinguishes two versions, and an earlier text brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from coursesite import clock
from coursesite.errors import ServiceError
from lessons.differences import Row, differences
from lessons.models import Lesson, LessonVersion
from lessons.services.publishing import restore

COMPARED = ("title", "objective", "source", "note")


class VersionPages:
    """Mixed into the lessons' admin: three pages below a lesson's own."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<path:object_id>/compare/", wrap(self.compare_view), name="lessons_lesson_compare"),
            path("<path:object_id>/restore/<int:n>/", wrap(self.restore_view), name="lessons_lesson_restore"),
        ]
        return [*own, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        lesson = self.lesson_or_404(request, object_id)
        rows = list(lesson.versions.select_related("author", "reviewer").defer("source", "html", "plain"))
        title = _("Versions of “%(lesson)s”") % {"lesson": lesson}
        return self._page(request, lesson, "versions", title, versions=rows, suggested=_suggested(rows))

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        lesson = self.lesson_or_404(request, object_id)
        old, new = (_version_or_404(lesson, request.GET.get(name, "")) for name in ("old", "new"))
        title = _("“%(lesson)s”: from version %(old)d to version %(new)d") % {
            "lesson": lesson,
            "old": old.number,
            "new": new.number,
        }
        found = {"parts": compared(old, new), "read": differences(old.plain, new.plain)}
        return self._page(request, lesson, "compare", title, old=old, new=new, **found)

    def restore_view(self, request: HttpRequest, object_id: str, n: int) -> HttpResponse:
        lesson = self.lesson_or_404(request, object_id)
        version = _version_or_404(lesson, str(n))
        if request.method == "POST":
            return self._restored(request, lesson, version)
        title = _("Restore version %(number)d of “%(lesson)s”") % {"number": version.number, "lesson": lesson}
        return self._page(request, lesson, "restore", title, version=version)

    def _restored(self, request: HttpRequest, lesson: Lesson, version: LessonVersion) -> HttpResponse:
        version.lesson = lesson
        try:
            draft = restore(version=version, author=request.user, now=clock.now())
        except ServiceError as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:lessons_lesson_history", lesson.pk)
        message = _("Version %(old)d has been restored as version %(new)d, a draft. Publish it to show it to learners.")
        messages.success(request, message % {"old": version.number, "new": draft.number})
        return redirect("admin:lessons_lesson_change", lesson.pk)

    def _page(self, request: HttpRequest, lesson: Lesson, name: str, title: str, **context: Any) -> TemplateResponse:
        values = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "lesson": lesson,
            "back": reverse("admin:lessons_lesson_change", args=[lesson.pk]),
        }
        return TemplateResponse(request, f"admin/lessons/lesson/{name}.html", {**values, **context})


def compared(old: Any, new: Any) -> list[tuple[Any, list[Row]]]:
    """(name of the field, what differs) for each field that does."""
    labels = {field.name: field.verbose_name for field in LessonVersion._meta.concrete_fields}
    found = [(labels[name], differences(getattr(old, name), getattr(new, name))) for name in COMPARED]
    return [(label, rows) for label, rows in found if rows]


def _version_or_404(lesson: Lesson, number: str) -> LessonVersion:
    """Digits only: whatever else an address holds, there is no such version."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    version = lesson.versions.select_related("author").filter(number=int(number)).first()
    if version is None:
        raise Http404
    return version


def _suggested(versions: list[LessonVersion]) -> tuple[int, int] | None:
    """The newest and the one before; None while there is nothing to compare."""
    return (versions[1].number, versions[0].number) if len(versions) > 1 else None
