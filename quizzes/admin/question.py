"""Questions: the bank, and the page of one question. A new wording is a new version."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.ownership import CourseContentAdmin
from lessons.differences import differences
from lessons.models import Course
from lessons.rules import courses_written_by, may_write
from quizzes.admin.authoring import Editor, found_or_404, page, version_of
from quizzes.admin.bank import BankList
from quizzes.admin.exchange import ExchangePages
from quizzes.admin.life import LifePages, life_of, trial_page
from quizzes.admin.trying import shown
from quizzes.admin.wording import as_text
from quizzes.enums import QuestionStatus
from quizzes.models import AttemptSlot, Question, QuestionVersion
from quizzes.queries.approval import open_attempts_with, waits_for
from quizzes.queries.attempts import term_names
from quizzes.types import all_types, get_type

TRIAL_SEED = 1


class NewForm(forms.Form):
    """What a new question begins with."""

    course = forms.ModelChoiceField(label=gettext_lazy("course"), queryset=Course.objects.none(), empty_label=None)
    type = forms.ChoiceField(label=gettext_lazy("type"))

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["course"].queryset = courses_written_by(user)
        self.fields["type"].choices = [(key, kind.label) for key, kind in all_types().items()]


@admin.register(Question)
class QuestionAdmin(ExchangePages, BankList, LifePages, CourseContentAdmin):
    def may_add(self, user: Any) -> bool:
        return may_write(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        rows = super().get_queryset(request).exclude(current=None)
        return (
            rows.select_related("course", "current__author", "draft__author")
            .prefetch_related("current__cases")
            .defer("current__rendered", "draft__rendered")
        )

    # --- editor ---
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """First course and type, then the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        chosen = NewForm(request.user, request.GET if "type" in request.GET else None)
        if not chosen.is_valid():
            return page(self, request, "new", {"title": _("New question"), "form": chosen})
        course = chosen.cleaned_data["course"]
        question = Question(course=course, status=QuestionStatus.DRAFT)
        return self._edit(request, question, chosen.cleaned_data["type"])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        question = found_or_404(self, request, object_id)
        if request.method == "GET" and "key" not in request.GET and self._is_blind(request, question):
            return redirect("admin:quizzes_question_approve", question.pk)
        assert question.working is not None
        return self._edit(request, question, question.working.type)

    def _is_blind(self, request: HttpRequest, question: Question) -> bool:
        """Whether she is to answer first: the page shows the key."""
        return waits_for(question, request.user) and not (
            question.working and question.working.reviews.filter(reviewer=request.user).exists()
        )

    def _edit(self, request: HttpRequest, question: Question, type_key: str) -> HttpResponse:
        editor = Editor(request, question, type_key)
        button = editor.handle()
        if editor.saved:
            return self._saved(request, question, editor)
        if button == "try" and question.pk and editor.content is not None and (html := editor.html()) is not None:
            version = version_of(question, type_key, editor.content, html)
            tried = shown(version, question.course, seed=TRIAL_SEED)
            return trial_page(request, question, tried, json.dumps(version.content))
        editor.remark()
        context = {**_shown(request, question, editor), "documents": editor.documents(), "editor": editor}
        return page(self, request, "editor", context)

    def _saved(self, request: HttpRequest, question: Question, editor: Editor) -> HttpResponse:
        if not question.pk:
            messages.success(request, _("The question has been saved as a draft."))
            return redirect("admin:quizzes_question_change", editor.saved.pk)
        _tell(request, question, editor.saved)
        return redirect("admin:quizzes_question_change", question.pk)

    # --- versions ---
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        question = self.get_object(request, object_id)
        if question is None:
            raise Http404
        versions = list(question.versions.select_related("author", "reviewer").defer("rendered"))
        terms = tuple(term_names(question.course_id))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Versions of question %(uid)s") % {"uid": question.uid},
            "question": question,
            "versions": [
                {"version": version, "rows": _changes(version, older, terms)}
                for version, older in zip(versions, [*versions[1:], None], strict=True)
            ],
        }
        return TemplateResponse(request, "admin/quizzes/question/versions.html", context)


def _tell(request: HttpRequest, before: Question, version: QuestionVersion) -> None:
    question = Question.objects.select_related("draft").get(pk=before.pk)
    if version == before.working:
        messages.success(request, _("Saved. The wording is unchanged."))
    elif version == question.draft:
        message = _("Saved as version %(n)d. Learners will get it once someone else has approved it and made it live.")
        messages.success(request, message % {"n": version.number})
    else:
        message = _("Saved as version %(n)d. It takes effect from the next attempt.")
        messages.success(request, message % {"n": version.number})


def _changes(version: QuestionVersion, older: QuestionVersion | None, terms: tuple[str, ...]) -> list[Any]:
    return differences(as_text(older, terms), as_text(version, terms)) if older else []


def _shown(request: HttpRequest, question: Question, editor: Editor) -> dict[str, Any]:
    """Around the form: where the question stands, who is asked what it was, what others say."""
    kind = get_type(editor.type_key)
    context: dict[str, Any] = {"question": question, "kind": kind, "course": question.course}
    if not question.pk:
        return {**context, "title": _("New question: %(type)s") % {"type": kind.label}}
    return {
        **context,
        "title": _("Question %(uid)s") % {"uid": question.uid},
        "is_answered": AttemptSlot.objects.filter(version__question=question).exists(),
        "open_attempts": open_attempts_with(question),
        "life": life_of(question, request.user, four_eyes=settings.FOUR_EYES),
        "comments": list(question.comments.select_related("author", "resolved_by", "version")),
    }
