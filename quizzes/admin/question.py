"""Questions: wording, status and remark are edited here; a new wording is a new version."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.storage.transactions import write_transaction
from lessons.admin.differences import differences
from lessons.admin.ownership import CourseContentAdmin, OwnCourseFilter
from lessons.files.style.course import has_house_style
from lessons.queries.vocabulary import vocabulary_in
from lessons.services.loading import record_version
from quizzes.admin.wording import MAX_LENGTH, as_text, read_text, style_remarks
from quizzes.models import AttemptSlot, Question, QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.queries.contents import content_of, html_of, option_order
from quizzes.services.curating import QuestionConflict, QuestionText, edit_question
from quizzes.types import get_type

PREVIEW_SEED = 1


class QuestionForm(forms.ModelForm):
    content = forms.CharField(
        label=_("content"),
        strip=False,
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        help_text=_("YAML. Ids and keys stay as they are: results are counted by them. The Tab key leaves the field."),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = ["status", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = tuple(term_names(self.instance.course_id))
        self.initial["content"] = as_text(self.instance.current, self.terms)
        self.initial["based_on"] = self.instance.current.number

    def clean_content(self) -> Any:
        data, problems = read_text(self.cleaned_data["content"], self.instance.current.type, self.terms)
        if problems:
            raise forms.ValidationError(problems)
        return data

    def rebase(self, version: QuestionVersion) -> None:
        """Saving once more is a decision now: who saves has seen this version."""
        self.data = self.data.copy()
        self.data[self.add_prefix("based_on")] = str(version.number)


@admin.register(Question)
class QuestionAdmin(CourseContentAdmin):
    form = QuestionForm
    fields = ["status", "note", "content", "based_on"]
    list_display = ["name", "stem", "pool", "form_label", "status", "version"]
    list_filter = [("course", OwnCourseFilter), "pool", "status", "form"]
    list_select_related = ["course", "current"]
    search_fields = ["uid", "family", "company", "current__content__stem"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        rows = super().get_queryset(request).exclude(current=None)
        return rows.select_related("course", "current__author").defer("current__rendered")

    # --- list ---
    @admin.display(description=_("identifier"), ordering="uid")
    def name(self, question: Question) -> str:
        return question.uid

    @admin.display(description=_("question"))
    def stem(self, question: Question) -> str:
        return Truncator(question.current.content.get("stem", "")).chars(90)

    @admin.display(description=_("form"), ordering="form")
    def form_label(self, question: Question) -> Any:
        return get_type(question.current.type).forms.get(question.form, question.form)

    @admin.display(description=_("version"))
    def version(self, question: Question) -> int:
        return question.current.number

    # --- editor ---
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, question = context["adminform"].form, context["original"]
        context |= {
            "is_nav_sidebar_enabled": False,
            "subtitle": None,
            "title": _("Question %(uid)s") % {"uid": question.uid},
            "question": question,
            "form": form,
            "facts": [(label, value) for label, value in _facts(question) if value],
            "is_answered": AttemptSlot.objects.filter(version__question=question).exists(),
            "style": _style(question, form),
            "documents": _documents(request, question, form.terms),
            "conflict": _conflict(request, form),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Question, form: QuestionForm, change: bool) -> None:
        values = form.cleaned_data
        before = Question.objects.select_related("course", "current").get(pk=obj.pk)
        text = QuestionText(data=values["content"], status=values["status"], note=values["note"])
        now = clock.now()
        version = edit_question(
            question=before, text=text, author=request.user, now=now, based_on=values["based_on"]
        )
        with write_transaction():
            record_version(course=before.course, now=now)
        if version == before.current:
            messages.success(request, _("Saved. The wording is the same as before."))
        else:
            message = _("Saved as version %(n)d. It takes effect with the next attempt.")
            messages.success(request, message % {"n": version.number})

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        return redirect("admin:quizzes_question_change", obj.pk)

    # --- versions ---
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        question = self.get_object(request, object_id)
        if question is None:
            raise Http404
        versions = list(question.versions.select_related("author").defer("rendered"))
        terms = tuple(term_names(question.course_id))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Versions of question %(uid)s") % {"uid": question.uid},
            "question": question,
            "versions": [
                {"version": version, "rows": _changes(version, older, terms)}
                for version, older in zip(versions, [*versions[1:], None], strict=True)
            ],
            "is_nav_sidebar_enabled": False,
        }
        return TemplateResponse(request, "admin/quizzes/question/versions.html", context)


def _changes(version: QuestionVersion, older: QuestionVersion | None, terms: tuple[str, ...]) -> list[Any]:
    return differences(as_text(older, terms), as_text(version, terms)) if older else []


def _style(question: Question, form: QuestionForm) -> list[str] | None:
    """Remarks by line on what stands in the field; None where the course has no house style."""
    if not has_house_style(question.course.language):
        return None
    return style_remarks(form["content"].value() or "", question, form.terms, vocabulary_in(question.course))


def _facts(question: Question) -> list[tuple[Any, Any]]:
    """What the course files say about a question, besides its content."""
    kind = get_type(question.current.type)
    return [
        (_("course"), question.course),
        (_("identifier"), question.uid),
        (_("type"), kind.label),
        (_("form"), kind.forms.get(question.form, question.form)),
        (_("pool"), question.get_pool_display()),
        (_("family"), question.family),
        (_("company"), question.company),
        (_("Bloom level"), question.bloom),
        (_("drawn together with"), question.pair),
    ]


def _documents(request: HttpRequest, question: Question, terms: tuple[str, ...]) -> list[tuple[Any, str]]:
    """(title, page for a frame): as asked, and as explained after the right answer."""
    version, names = question.current, term_names(question.course_id)
    kind, content, html = get_type(version.type), content_of(version, terms), html_of(version)
    order = option_order(version, terms, PREVIEW_SEED)
    asked = kind.ask(content, html=html, order=order, names=names)
    solved = kind.review(content, kind.solution(content), html=html, order=order, names=names)
    parts = [
        (_("As learners see it"), kind.template, {"question": asked, "name": "preview", "disabled": True}),
        (_("Its solution"), kind.review_template, {"review": solved}),
    ]
    return [(title, _document(request, question, template, data)) for title, template, data in parts]


def _document(request: HttpRequest, question: Question, template: str, data: dict[str, Any]) -> str:
    html = render_to_string(template, data, request)
    context = {"html": html, "language": question.course.language}
    return str(render_to_string("admin/lessons/preview_document.html", context, request))


def _conflict(request: HttpRequest, form: QuestionForm) -> dict[str, Any] | None:
    """What somebody else saved, and how it differs from what was typed here."""
    refusal = getattr(request, "refusal", None)
    if not isinstance(refusal, QuestionConflict):
        return None
    form.rebase(refusal.theirs)
    theirs = as_text(refusal.theirs, form.terms)
    return {"theirs": refusal.theirs, "text": theirs, "rows": differences(theirs, form["content"].value() or "")}
