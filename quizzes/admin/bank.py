"""The bank as a list: found by their words, filtered by what they are and how they were used, changed together."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coursesite import clock
from coursesite.errors import ServiceError
from coursesite.http.params import without_nul
from coursesite.templatetags.tables import opening
from lessons.admin.ownership import OwnCourseFilter
from lessons.models import Contrast, Course, Dimension, Term
from lessons.rules import courses_written_by
from quizzes.admin.authoring import note_course
from quizzes.enums import AttemptState, Pool
from quizzes.models import AttemptSlot, Case, Question
from quizzes.queries.approval import is_waiting, waiting_for
from quizzes.services.approving import for_all, publish_question, restore_question, retire_question, submit_question
from quizzes.services.tagging import MAX_AT_ONCE, move_questions, set_dimension, tag_questions
from quizzes.types import all_types, form_word

MAX_WORDS = 6  # of a search: each reads every content
NEVER, ASKED, OPEN = "never", "asked", "open"
MINE, ALL = "me", "all"


class _CaseFilter(admin.SimpleListFilter):
    """Questions that hold a case with this tag. `field` is the case's."""

    model: Any
    field: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = self.model.objects.filter(course__in=courses_written_by(request.user))
        return sorted({(self.key_of(row), str(row)) for row in rows})

    def key_of(self, row: Any) -> str:
        return str(row.key)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        if not self.value():
            return queryset
        cases = Case.objects.filter(version=OuterRef("current"), **{self.field: self.value()})
        return queryset.filter(Exists(cases))


class TermFilter(_CaseFilter):
    title, parameter_name, model, field = _("term"), "term", Term, "term"


class ContrastFilter(_CaseFilter):
    title, parameter_name, model, field = _("pair of terms"), "pair", Contrast, "contrast"

    def key_of(self, row: Any) -> str:
        return str(row.pair)


class DimensionFilter(_CaseFilter):
    title, parameter_name, model, field = _("dimension"), "dimension", Dimension, "dimension"


class TypeFilter(admin.SimpleListFilter):
    title, parameter_name = _("type"), "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, kind.label) for key, kind in all_types().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        return queryset.filter(current__type=self.value()) if self.value() else queryset


class FormFilter(admin.SimpleListFilter):
    title, parameter_name = _("form"), "form"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(form, word) for kind in all_types().values() for form, word in kind.forms.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        return queryset.filter(form=self.value()) if self.value() else queryset


class UsageFilter(admin.SimpleListFilter):
    title, parameter_name = _("usage"), "usage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(NEVER, _("never asked")), (ASKED, _("requested")), (OPEN, _("in open attempts"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """The index of slots by version answers the first two; open attempts are few, so those come from them."""
        asked = Exists(AttemptSlot.objects.filter(version__question=OuterRef("pk")))
        match self.value():
            case "never":
                return queryset.filter(~asked)
            case "asked":
                return queryset.filter(asked)
            case "open":
                slots = AttemptSlot.objects.filter(attempt__state=AttemptState.OPEN)
                return queryset.filter(pk__in=slots.values("version__question"))
        return queryset


class WaitingFilter(admin.SimpleListFilter):
    title, parameter_name = _("approval"), "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(MINE, _("waiting for my approval")), (ALL, _("waiting for approval"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        if self.value() == MINE:
            return waiting_for(request.user, queryset)
        return queryset.filter(is_waiting()) if self.value() == ALL else queryset


class _TypedFilter(admin.SimpleListFilter):
    """A field to type into: there are too many values for a list."""

    template = "admin/quizzes/question/typed_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("", "")]

    def choices(self, changelist: Any) -> Any:
        others = [(name, values[0]) for name, values in changelist.filter_params.items() if name != self.parameter_name]
        if changelist.query:
            others.append(("q", changelist.query))
        yield {"others": others, "value": self.value() or "", "name": self.parameter_name}

    def wanted(self, value: str) -> Q:
        return Q(**{str(self.parameter_name): value})

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        value = (self.value() or "").strip()
        return queryset.filter(self.wanted(value)) if value else queryset


class FamilyFilter(_TypedFilter):
    title, parameter_name = _("family"), "family"


class CompanyFilter(_TypedFilter):
    title, parameter_name = _("company"), "company"


class ClaimFilter(_TypedFilter):
    title, parameter_name = _("claim"), "claim"

    def wanted(self, value: str) -> Any:
        """The list is stored as JSON: in quotation marks one claim is not taken for the beginning of another."""
        return Exists(Case.objects.filter(version=OuterRef("current"), claims__icontains=json.dumps(value)))


class BankActionForm(ActionForm):
    """What the chosen action sets."""

    pool = forms.ChoiceField(label=_("pool"), choices=[("", "–"), *Pool.choices], required=False)
    value = forms.CharField(label=_("new value"), max_length=100, required=False)


class BankList:
    """Mixed into the questions' admin."""

    action_form = BankActionForm
    actions = [
        "ask_for_approval", "set_live", "retire", "restore",
        "move", "set_family", "set_company", "set_bloom", "set_dimension",
    ]  # fmt: skip
    list_display = ["name", "stem", "pool", "form_label", "tags", "status", "approval", "version"]
    list_filter = [
        WaitingFilter, ("course", OwnCourseFilter), "pool", "status", TypeFilter, FormFilter, TermFilter,
        ContrastFilter, DimensionFilter, UsageFilter, FamilyFilter, CompanyFilter, ClaimFilter,
    ]  # fmt: skip
    list_select_related = ["course", "current", "draft"]
    search_fields = ["uid"]
    search_help_text = _("Words from the identifier, the family, the company, the question or its answers.")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count 10,000 questions

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Question], search_term: str
    ) -> tuple[QuerySet[Question], bool]:
        for word in search_term.split()[:MAX_WORDS]:
            queryset = queryset.filter(_holds(word))
        return queryset, False

    # --- columns ---
    @admin.display(description=_("identifier"), ordering="uid")
    def name(self, question: Question) -> str:
        return question.uid

    @admin.display(description=_("question"))
    def stem(self, question: Question) -> str:
        return opening(question.current.content.get("stem", ""))

    @admin.display(description=_("form"), ordering="form")
    def form_label(self, question: Question) -> Any:
        return form_word(question.form)

    @admin.display(description=_("tags"))
    def tags(self, question: Question) -> str:
        """Of each case; the same once."""
        cases = question.current.cases.all()
        return ", ".join(dict.fromkeys(f"{case.term} {case.contrast} {case.dimension}" for case in cases)) or "–"

    @admin.display(description=_("approval"))
    def approval(self, question: Question) -> Any:
        working = question.draft or question.current
        if working.submitted_at:
            return _("waiting")
        return _("draft pending") if question.draft else "–"

    @admin.display(description=_("version"))
    def version(self, question: Question) -> int:
        return question.current.number

    # --- actions: all or none ---
    @admin.action(description=_("Request approval"))
    def ask_for_approval(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        self._take(request, rows, submit_question)

    @admin.action(description=_("Make live"))
    def set_live(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        self._take(request, rows, publish_question)

    @admin.action(description=_("Retire"))
    def retire(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        self._take(request, rows, retire_question)

    @admin.action(description=_("Restore"))
    def restore(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        self._take(request, rows, restore_question)

    @admin.action(description=_("Change the pool"))
    def move(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        pool = request.POST.get("pool", "")
        self._change(request, rows, lambda chosen: move_questions(questions=chosen, pool=pool))

    @admin.action(description=_("Set the family to the new value"))
    def set_family(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        self._tag(request, rows, "family")

    @admin.action(description=_("Set the company to the new value"))
    def set_company(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        self._tag(request, rows, "company")

    @admin.action(description=_("Set the Bloom level to the new value"))
    def set_bloom(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        self._tag(request, rows, "bloom")

    @admin.action(description=_("Set the dimension to the new value (creates new versions)"))
    def set_dimension(self, request: HttpRequest, rows: QuerySet[Question]) -> None:
        given = {"dimension": _typed(request), "author": request.user, "now": clock.now()}
        self._change(request, rows, lambda chosen: set_dimension(questions=chosen, **given))

    def _take(self, request: HttpRequest, rows: QuerySet[Question], step: Callable[..., None]) -> None:
        given = {"step": step, "by": request.user, "now": clock.now()}
        self._change(request, rows, lambda chosen: for_all(questions=chosen, **given))

    def _tag(self, request: HttpRequest, rows: QuerySet[Question], field: str) -> None:
        value = _typed(request)
        self._change(request, rows, lambda chosen: tag_questions(questions=chosen, field=field, value=value))

    def _change(self, request: HttpRequest, rows: QuerySet[Question], change: Callable[[list[Question]], int]) -> None:
        chosen = list(rows.order_by("pk")[: MAX_AT_ONCE + 1])
        try:
            count = change(chosen)
        except ServiceError as refusal:
            messages.error(request, str(refusal))
            return
        for course in _courses(chosen):
            note_course(course)
        words = ngettext("%(n)d question was changed.", "%(n)d questions were changed.", count)
        messages.success(request, words % {"n": count})


def _holds(word: str) -> Q:
    """In the content as the database stores it: SQLite keeps JSON with its umlauts escaped, PostgreSQL without.

    An escaped umlaut is another one when it is a capital, so the usual spellings are all looked for.
    """
    found = Q(uid__icontains=word) | Q(family__icontains=word) | Q(company__icontains=word)
    spellings = {word, word.lower(), word.capitalize()}
    for stored in {word, *(json.dumps(spelling)[1:-1] for spelling in spellings)}:
        found |= Q(current__content__icontains=stored)
    return found


def _typed(request: HttpRequest) -> str:
    return without_nul(request.POST.get("value", "")).strip()


def _courses(questions: Iterable[Question]) -> list[Course]:
    return list({question.course_id: question.course for question in questions}.values())
