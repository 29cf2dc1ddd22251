"""A course's files on the authors' pages: download them, upload them changed, see the difference, load."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.admin_site import WorkshopForm
from coursesite.errors import ServiceError
from lessons.admin.course_words import problem_words
from lessons.files.archive import MAX_ARCHIVE_BYTES
from lessons.models import Course, StagedFile
from lessons.services.course_exchange import (
    check_course,
    course_archive,
    load_staged,
    needs_another,
    stage_course,
    waiting_files,
)


class UploadForm(WorkshopForm):
    file = forms.FileField(label=_("ZIP file of the course"), help_text=_("at most 10 MB"))
    winning = forms.BooleanField(
        label=_("if both the file and the site have changed, the file takes precedence"), required=False
    )

    def clean_file(self) -> Any:
        """Before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_ARCHIVE_BYTES:
            raise forms.ValidationError(_("The file is too large: the limit is 10 MB."))
        return file


class CourseFilePages:
    """Three addresses of the course admin."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        at = "<path:object_id>/files/"
        return [
            path(at, guarded(self.files_view), name="lessons_course_files"),
            path(f"{at}download/", guarded(self.download_view), name="lessons_course_download"),
            path(f"{at}<str:public_id>/", guarded(self.check_view), name="lessons_course_check"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def files_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        course = self._own_course(request, object_id)
        form = UploadForm()
        if request.method == "POST":
            form = UploadForm(request.POST, request.FILES)
            if form.is_valid() and (staged := _staged(request, course, form)):
                return redirect(_check_url(staged))
        context = {
            "title": _("Files of “%(course)s”") % {"course": course},
            "course": course,
            "form": form,
            "waiting": list(waiting_files(course=course, now=clock.now())),
        }
        return self._page(request, "files.html", context)

    def download_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        course = self._own_course(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            content = course_archive(course=course)
        except ServiceError as refusal:
            messages.error(request, str(refusal))
            return redirect(_files_url(course))
        headers = {"Content-Disposition": f'attachment; filename="{course.slug}.zip"'}
        return HttpResponse(content, content_type="application/zip", headers=headers)

    def check_view(self, request: HttpRequest, object_id: str, public_id: str) -> HttpResponse:
        course = self._own_course(request, object_id)
        staged = waiting_files(course=course, now=clock.now()).filter(public_id=public_id).first()
        if staged is None:
            messages.error(request, _("This file is no longer here. Please upload it again."))
            return redirect(_files_url(course))
        if request.method == "POST":
            return _loaded(request, staged)
        check = check_course(staged=staged)
        context = {
            "title": _("What loading would change"),
            "course": course,
            "staged": staged,
            "check": check,
            "errors": [problem_words(problem) for problem in check.errors],
            "warnings": [problem_words(problem) for problem in check.warnings],
            "needs_another": needs_another(staged=staged, user=request.user),
        }
        return self._page(request, "check.html", context)

    def _own_course(self, request: HttpRequest, object_id: str) -> Course:
        course: Course | None = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if course is None or not self.has_view_permission(request, course):  # type: ignore[attr-defined]
            raise Http404
        return course

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**self.admin_site.each_context(request)}
        return TemplateResponse(request, f"admin/lessons/course/{template}", shared | context)


def _staged(request: HttpRequest, course: Course, form: UploadForm) -> StagedFile | None:
    """None where the file is refused; the form says why."""
    file = form.cleaned_data["file"]
    try:
        return stage_course(
            course=course,
            name=file.name,
            content=file.read(),
            winning=form.cleaned_data["winning"],
            user=request.user,
            now=clock.now(),
        )
    except ServiceError as refusal:
        form.add_error("file", str(refusal))
        return None


def _loaded(request: HttpRequest, staged: StagedFile) -> HttpResponse:
    try:
        load_staged(staged=staged, by=request.user, now=clock.now())
    except ServiceError as refusal:
        messages.error(request, str(refusal))
        return redirect(_check_url(staged))
    messages.success(request, _("The course has been loaded."))
    return redirect(_files_url(staged.course))


def _files_url(course: Any) -> str:
    return reverse("admin:lessons_course_files", args=[course.pk])


def _check_url(staged: StagedFile) -> str:
    return reverse("admin:lessons_course_check", args=[staged.course_id, staged.public_id])
