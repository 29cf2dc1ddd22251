"""Questions from a file and into one, on the authors' pages: upload, see what would happen, import."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.admin_site import WorkshopForm
from coursesite.errors import ServiceError
from coursesite.http.params import without_nul
from lessons.models import Course, StagedFile, StagedKind
from lessons.rules import courses_written_by, teaches
from lessons.services.staging import discard_file, stage_file, staged_file
from quizzes.enums import Pool
from quizzes.exchange_words import trouble_line, trouble_words
from quizzes.formats import all_formats, get_format
from quizzes.services.exchanging import check_questions, import_questions
from quizzes.services.exporting import export_questions, grouped
from quizzes.services.import_plan import CHANGED, NEW, UNCHANGED, Report

# A bank of 292 questions has 0.6 MB. What is larger would keep a page waiting; the command takes it.
MAX_UPLOAD = 2_000_000
COMPLETE = "yaml"  # the one that holds everything
CHANGELIST = "admin:quizzes_question_changelist"


def format_choices() -> list[tuple[str, str]]:
    return [(key, form.label) for key, form in all_formats().items()]


class CourseForm(WorkshopForm):
    format = forms.ChoiceField(label=_("file format"), choices=format_choices, initial=COMPLETE)
    course = forms.ModelChoiceField(label=_("course"), queryset=Course.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses_written_by(user).order_by("title", "pk")  # type: ignore[attr-defined]


class ImportForm(CourseForm):
    pool = forms.ChoiceField(
        label=_("pool"),
        choices=Pool.choices,
        initial=Pool.PRACTICE,
        help_text=_("Applies to questions that name none in the file."),
    )
    file = forms.FileField(label=_("file"), help_text=_("at most 2 MB"))

    def clean_file(self) -> Any:
        """Before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("The file is too large: the limit is 2 MB."))
        return file


class ExchangePages:
    """Two addresses of the question admin."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("import/", guarded(self.import_view), name="quizzes_question_import"),
            path("export/", guarded(self.export_view), name="quizzes_question_export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        self._refuse_strangers(request)
        if request.method == "POST" and "staged" in request.POST:
            return self._import(request, without_nul(request.POST["staged"]))
        if request.method == "GET" and "file" in request.GET:
            return self._check(request, request.GET["file"])
        form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST":
            form = ImportForm(request.POST, request.FILES, user=request.user)
            if form.is_valid():
                return redirect(_check_url(_staged(request, form.cleaned_data)))
        return self._page(request, "import.html", {"title": _("Import questions"), "form": form})

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """What gets lost is said before the file is there."""
        self._refuse_strangers(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        form = CourseForm(request.GET if "format" in request.GET else None, user=request.user)
        context: dict[str, Any] = {"title": _("Export questions"), "form": form}
        if form.is_valid():
            course, key = form.cleaned_data["course"], form.cleaned_data["format"]
            exported = export_questions(course=course, format_key=key)
            if "download" in request.GET:
                return _attachment(course, key, exported.content)
            losses = [(trouble.is_error, trouble_words(trouble), names) for trouble, names in grouped(exported.losses)]
            context |= {"exported": exported, "losses": losses, "course": course, "key": key}
        return self._page(request, "export.html", context)

    # --- the second step ----
    def _check(self, request: HttpRequest, public_id: str) -> HttpResponse:
        staged = _staged_of(request, public_id)
        if staged is None:
            return _gone(request)
        report = check_questions(**_values(staged))
        context = {
            "title": _("Check before the import"),
            "staged": staged,
            "format": get_format(staged.options["format"]).label,
            "counts": _counts(report),
            "errors": [trouble_line(trouble) for trouble in report.errors],
            "remarks": [trouble_line(trouble) for trouble in report.remarks],
        }
        return self._page(request, "import_check.html", context)

    def _import(self, request: HttpRequest, public_id: str) -> HttpResponse:
        staged = _staged_of(request, public_id)
        if staged is None:
            return _gone(request)
        try:
            report = import_questions(author=request.user, now=clock.now(), **_values(staged))
        except ServiceError as refusal:
            messages.error(request, str(refusal))
            return redirect(_check_url(staged))
        discard_file(staged=staged)
        counts = {"new": report.count(NEW), "changed": report.count(CHANGED), "same": report.count(UNCHANGED)}
        messages.success(request, _("Imported: %(new)d new, %(changed)d changed, %(same)d unchanged.") % counts)
        return redirect(CHANGELIST)

    # --- helpers ----
    def _refuse_strangers(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**self.admin_site.each_context(request)}
        return TemplateResponse(request, f"admin/quizzes/question/{template}", shared | context)


def _staged(request: HttpRequest, values: dict[str, Any]) -> StagedFile:
    return stage_file(
        kind=StagedKind.QUESTIONS,
        course=values["course"],
        name=values["file"].name,
        content=values["file"].read(),
        options={"format": values["format"], "pool": values["pool"]},
        user=request.user,
        now=clock.now(),
    )


def _staged_of(request: HttpRequest, public_id: str) -> StagedFile | None:
    """Hers, and of a course that she still holds."""
    staged = staged_file(kind=StagedKind.QUESTIONS, public_id=public_id, user=request.user, now=clock.now())
    return staged if staged and staged.course and teaches(request.user, staged.course) else None


def _values(staged: StagedFile) -> dict[str, Any]:
    options = staged.options
    return {
        "course": staged.course,
        "format_key": options["format"],
        "pool": options["pool"],
        "content": bytes(staged.content),
    }


def _counts(report: Report) -> list[tuple[Any, int]]:
    labels = {NEW: _("new"), CHANGED: _("changed"), UNCHANGED: _("unchanged")}
    counts = [(label, report.count(state)) for state, label in labels.items()]
    return [*counts, (_("new figures"), report.pictures), (_("errors"), len(report.errors))]


def _check_url(staged: StagedFile) -> str:
    return f"{reverse('admin:quizzes_question_import')}?file={staged.public_id}"


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This file is no longer here. Please upload it again."))
    return redirect("admin:quizzes_question_import")


def _attachment(course: Course, key: str, content: bytes) -> HttpResponse:
    form = get_format(key)
    name = f"{course.slug}{form.suffix}"
    return HttpResponse(
        content, content_type=form.media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
