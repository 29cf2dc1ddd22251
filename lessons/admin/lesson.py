"""The lesson editor: a text field, a toolbar, a preview by the real renderer, drafts and publication."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.day_input import MomentInput
from coursesite.errors import ServiceError
from coursesite.storage.transactions import write_transaction
from lessons.admin.figure_upload import upload_answer, upload_form
from lessons.admin.ownership import CourseContentAdmin, OwnCourseFilter
from lessons.admin.preview import document, preview_answer, seen
from lessons.admin.standing import StandingFilter, standing_of, steps_of
from lessons.admin.toolbar import referable, tools
from lessons.admin.versions import VersionPages, compared
from lessons.enums import ChangeKind
from lessons.models import Lesson, LessonVersion
from lessons.queries.rendering import render_context
from lessons.services.loading import record_version
from lessons.services.publishing import EditConflict, LessonText, publish, save_draft, writable
from lessons.services.reviewing import MAX_NOTE, return_draft, submit_for_review
from lessons.services.scheduling import cancel_publication

PUBLISH, SUBMIT, GIVE_BACK, CANCEL, PREVIEW = "_publish", "_submit", "_give_back", "_cancel", "_preview"
FIELDS = [
    "title", "objective", "source", "note", "change_kind", "summary", "goes_live_at", "review_note", "based_on",
]  # fmt: skip


class LessonForm(forms.ModelForm):
    title = forms.CharField(label=_("title"), max_length=200)
    objective = forms.CharField(
        label=_("learning objective"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(
        label=_("text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        help_text=_("Markdown. The Tab key leaves the field."),
    )
    note = forms.CharField(
        label=_("remark for authors"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    change_kind = forms.ChoiceField(label=_("kind of change"), choices=ChangeKind.choices)
    summary = forms.CharField(label=_("what changed"), required=False, max_length=200)
    goes_live_at = forms.DateTimeField(
        label=_("publish from"),
        required=False,
        widget=MomentInput,
        help_text=_("Empty: immediately."),
    )
    review_note = forms.CharField(
        label=_("remark for the author"),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If you return the text: what should be changed."),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Lesson
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest: LessonVersion | None = self.instance.draft or self.instance.published
        self.initial |= _initial(self.instance, self.newest)

    def clean(self) -> dict[str, Any]:
        """What a reviewer has changed herself would be lost, or be a version of hers."""
        values = super().clean()
        if GIVE_BACK in self.data and not self.errors and self._is_changed():
            message = _("You have changed the text yourself. Save your version, or undo the change first.")
            raise forms.ValidationError(message, "changed")
        return values

    def _is_changed(self) -> bool:
        return self.newest is not None and writable(self.text()).content_hash != self.newest.content_hash

    def text(self) -> LessonText:
        """The claims come from the course files and stay with the text."""
        values = {name: self.cleaned_data[name] for name in ("title", "objective", "source", "note")}
        return LessonText(**values, claims=tuple(self.newest.claims) if self.newest else ())

    def rebase(self, version: LessonVersion) -> None:
        """Saving once more is a decision now: who saves has seen this version."""
        self.data = self.data.copy()
        self.data[self.add_prefix("based_on")] = str(version.number)


def _initial(lesson: Lesson, newest: LessonVersion | None) -> dict[str, Any]:
    if newest is None:
        # No version has the number 0: whoever saves a first text second hears of the other one.
        return {"title": lesson.unit.title, "change_kind": ChangeKind.SUBSTANTIAL, "based_on": 0}
    values = {name: getattr(newest, name) for name in ("title", "objective", "source", "note")}
    is_draft = newest.pk == lesson.draft_id
    return {
        **values,
        "based_on": newest.number,
        "change_kind": newest.change_kind if is_draft else ChangeKind.MINOR,
        "summary": newest.summary if is_draft else "",
    }


@admin.register(Lesson)
class LessonAdmin(VersionPages, CourseContentAdmin):
    course_path = "unit__course"
    form = LessonForm
    fields = FIELDS
    list_display = ["__str__", "course", "chapter", "standing", "changed"]
    list_display_links = ["__str__"]
    list_filter = [("unit__course", OwnCourseFilter), StandingFilter]
    search_fields = ["unit__title", "unit__slug"]

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<path:object_id>/preview/", self.preview_view, name="lessons_lesson_preview"),
            path("<path:object_id>/figure/", self.figure_view, name="lessons_lesson_figure"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        rows = super().get_queryset(request).filter(unit__retired_at=None)
        return rows.select_related(
            "unit__course", "unit__chapter", "published__author", "draft__author", "draft__reviewer"
        ).defer("published__html", "published__plain", "draft__html", "draft__plain")

    def view_on_site(self, lesson: Lesson) -> str:
        return lesson.unit.get_absolute_url()

    def lesson_or_404(self, request: HttpRequest, object_id: str) -> Lesson:
        lesson = self.get_object(request, object_id)
        if lesson is None or not self.has_change_permission(request, lesson):
            self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return lesson

    # --- list ---
    @admin.display(description=_("course"), ordering="unit__course__title")
    def course(self, lesson: Lesson) -> Any:
        return lesson.unit.course

    @admin.display(description=_("chapter"))
    def chapter(self, lesson: Lesson) -> Any:
        return lesson.unit.chapter

    @admin.display(description=_("state"))
    def standing(self, lesson: Lesson) -> Any:
        return standing_of(lesson)

    @admin.display(description=_("last changed"))
    def changed(self, lesson: Lesson) -> Any:
        newest = lesson.draft or lesson.published
        return newest and newest.made_at

    # --- editor ---
    def get_form(self, request: HttpRequest, obj: Lesson | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return _unsaved(form) if PREVIEW in request.POST else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, lesson = context["adminform"].form, context["original"]
        source = form["source"].value() or ""
        found = seen(request, lesson, source)
        context |= {
            "subtitle": None,
            "title": str(lesson),
            "lesson": lesson,
            "form": form,
            "seen": found,
            "document": document(request, found.html, lesson.unit.course.language),
            "tools": tools(lesson.unit.course),
            "referable": referable(render_context(lesson.unit.course)),
            "preview_url": reverse("admin:lessons_lesson_preview", args=[lesson.pk]),
            "figure_url": reverse("admin:lessons_lesson_figure", args=[lesson.pk]),
            "figure_form": upload_form(),
            "steps": steps_of(lesson, request.user),
            "is_faulty": bool(lesson.draft) and any(remark.blocking for remark in found.remarks),
            "conflict": _conflict(request, form),
            "is_unsaved": PREVIEW in request.POST or bool(context["errors"]),
            "is_looked_at": PREVIEW in request.POST,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Lesson, form: LessonForm, change: bool) -> None:
        values = form.cleaned_data
        remark = {"change_kind": values["change_kind"], "summary": values["summary"]}
        version = save_draft(
            lesson=obj,
            text=form.text(),
            author=request.user,
            now=clock.now(),
            based_on=values["based_on"],
            **remark,
        )
        if PUBLISH in request.POST:
            self._publish(request, obj, version, {**remark, "goes_live_at": values["goes_live_at"]})
        elif SUBMIT in request.POST:
            submit_for_review(lesson=obj, actor=request.user, now=clock.now(), version=version.number)
            messages.success(request, _("Saved and submitted for approval: version %(n)d.") % {"n": version.number})
        elif GIVE_BACK in request.POST:
            note = {"note": values["review_note"], "version": version.number}
            return_draft(lesson=obj, reviewer=request.user, now=clock.now(), **note)
            messages.success(request, _("Returned: the author can see your remark."))
        elif CANCEL in request.POST:
            cancel_publication(lesson=obj, version=version.number)
            messages.success(request, _("The scheduled publication has been cancelled. The text is still here."))
        else:
            self._say_saved(request, obj, version)

    def _publish(self, request: HttpRequest, lesson: Lesson, saved: LessonVersion, choices: dict[str, Any]) -> None:
        """What was typed is a draft already, so a refusal loses nothing."""
        try:
            version = publish(lesson=lesson, actor=request.user, now=clock.now(), version=saved.number, **choices)
        except ServiceError as refusal:
            messages.warning(request, _("Your text has been kept as a draft but not published."))
            messages.error(request, str(refusal))
            return
        if version.published_at is None:
            when = formats.date_format(timezone.localtime(version.goes_live_at), "DATETIME_FORMAT")
            message = _("Learners will read version %(n)d from %(when)s.")
            messages.success(request, message % {"n": version.number, "when": when})
            return
        with write_transaction():
            record_version(course=lesson.unit.course, now=clock.now(), summary=choices["summary"])
        messages.success(request, _("Published: learners now read version %(n)d.") % {"n": version.number})

    def _say_saved(self, request: HttpRequest, lesson: Lesson, version: LessonVersion) -> None:
        if version.pk == lesson.published_id:
            messages.info(request, _("Nothing has changed: this is the text learners already read."))
            return
        message = _("Saved as a draft, version %(n)d. Learners will see it once it is published.")
        messages.success(request, message % {"n": version.number})

    def response_change(self, request: HttpRequest, obj: Lesson) -> HttpResponse:
        """Back to the text: authors save while they write."""
        return redirect("admin:lessons_lesson_change", obj.pk)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return preview_answer(request, self._asked_by_script(request, object_id))

    def figure_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return upload_answer(request, self._asked_by_script(request, object_id))

    def _asked_by_script(self, request: HttpRequest, object_id: str) -> Lesson | None:
        """No redirect to the sign-in, as Django's admin would give."""
        allowed = request.user.is_authenticated and self.has_change_permission(request)
        return self.get_object(request, object_id) if allowed else None


def _unsaved(form: Any) -> Any:
    """The form class, whose forms come back with all that was typed, and are never saved."""

    class UnsavedForm(form):
        def is_valid(self) -> bool:
            return False

    return UnsavedForm


def _conflict(request: HttpRequest, form: LessonForm) -> dict[str, Any] | None:
    """What somebody else saved, and how it differs from what was typed here."""
    refusal = getattr(request, "refusal", None)
    if not isinstance(refusal, EditConflict):
        return None
    form.rebase(refusal.theirs)
    fields = ("title", "objective", "source", "note")
    mine = writable(LessonText(**{name: form[name].value() or "" for name in fields}))
    return {"theirs": refusal.theirs, "text": refusal.theirs.source, "parts": compared(refusal.theirs, mine)}
