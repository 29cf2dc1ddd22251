"""Writing a question: a form made from its type's fields, or its YAML, with what is wrong beside the field.

Whatever button is pressed, what was typed is still there: only "save" stores something.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite import clock
from coursesite.errors import ServiceError
from coursesite.storage.transactions import write_transaction
from lessons.admin.style import style_message
from lessons.differences import differences
from lessons.files import canonical
from lessons.files.problem import Source
from lessons.files.style.course import has_house_style
from lessons.models import Course
from lessons.queries.vocabulary import vocabulary_in
from lessons.services.loading import record_version
from quizzes.admin.form import ContentForm, lookups_of, new_id
from quizzes.admin.trying import shown
from quizzes.admin.wording import MAX_LENGTH, STYLE_WORDS, as_text, read_text
from quizzes.enums import Pool
from quizzes.files.bank import MAX_BLOOM, BankEntry
from quizzes.files.style.question import question_problems
from quizzes.models import Question, QuestionVersion
from quizzes.queries.contents import content_of
from quizzes.services.curating import (
    MAX_NAME,
    HeadRefused,
    QuestionConflict,
    QuestionHead,
    QuestionText,
    create_question,
    edit_question,
    render_wording,
)
from quizzes.types import get_type
from quizzes.types.base import ParseError
from quizzes.types.fields import act, blank, read

PREVIEW_SEED = 1
LOCKED: Mapping[str, Any] = {"name": "preview", "disabled": True}
MAX_NOTE = 5000  # characters, as of a lesson
YAML, FIELDS = "yaml", "fields"
CONTENT = "content."
HEAD_FIELDS = ("pool", "family", "company", "bloom", "pair")


class HeadForm(forms.Form):
    """Where the question stands in the bank; the service judges names and what they mean for others."""

    uid = forms.CharField(
        label=gettext_lazy("identifier"),
        required=False,
        max_length=MAX_NAME,
        help_text=gettext_lazy("Permanent. Empty: the next free number."),
    )
    pool = forms.ChoiceField(
        label=gettext_lazy("pool"),
        choices=Pool.choices,
        error_messages={"required": gettext_lazy("Choose a pool.")},
    )
    family = forms.CharField(
        label=gettext_lazy("family"),
        required=False,
        max_length=MAX_NAME,
        help_text=gettext_lazy("Questions that ask about the same thing share one. Empty: a family of its own."),
    )
    company = forms.CharField(label=gettext_lazy("company"), required=False, max_length=MAX_NAME)
    bloom = forms.CharField(label=gettext_lazy("Bloom level"), required=False, max_length=MAX_BLOOM)
    pair = forms.CharField(label=gettext_lazy("drawn together with"), required=False, max_length=MAX_NAME)
    note = forms.CharField(
        label=gettext_lazy("remark for authors"),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, question: Question, data: Any = None, *, judged: bool = True) -> None:
        """Not judged: what was typed is shown again, and nothing is said of it."""
        typed = data if data is not None and not judged else {}
        known = {name: typed[name] for name in self.base_fields if name in typed}
        super().__init__(data if judged else None, initial=_head_of(question) | known)
        if question.pk:
            del self.fields["uid"]
        else:  # who does not look here must not have written for the exam
            self.fields["pool"].choices = [("", "–"), *Pool.choices]

    def head(self) -> QuestionHead:
        return QuestionHead(**{name: self.cleaned_data[name] for name in HEAD_FIELDS})


class YamlForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("content"),
        strip=False,
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        help_text=gettext_lazy("YAML. Ids and keys stay as they are: results are counted by them."),
    )


class Editor:
    """One request at the form of a question; a new one has no row yet."""

    def __init__(self, request: HttpRequest, question: Question, type_key: str) -> None:
        self.request, self.question, self.type_key = request, question, type_key
        self.course: Course = question.course
        self.kind = get_type(type_key)
        self.lookups = lookups_of(self.course)
        self.terms = tuple(self.lookups.terms)
        self.post: QueryDict = request.POST.copy()
        self.mode = YAML if self._value("as") == YAML else FIELDS
        self.head = HeadForm(question, self.post if request.method == "POST" else None)
        self.was_to_save = False
        self.errors: list[str] = []
        self.conflict: dict[str, Any] | None = None
        self.content: Any = None
        self.saved: Any = None
        self.data, self.text = self._given()
        self.yaml = YamlForm(self.post if self.mode == YAML and request.method == "POST" else None)
        self.form = ContentForm(self.kind, self.data, self.lookups)

    # --- what is in the form ----
    def _value(self, name: str) -> str:
        return self.request.POST.get(name, "") or self.request.GET.get(name, "")

    def _given(self) -> tuple[Any, str]:
        """(data, text of the YAML): as typed, as stored, or as a new question begins."""
        if self.request.method == "POST" and self.mode == YAML:
            return {}, self.post.get("text", "")
        if self.request.method == "POST":
            names = {name.removeprefix(CONTENT): value for name, value in self.post.items() if name.startswith(CONTENT)}
            return read(self.kind.fields, names, self.terms), ""
        if self.question.working:
            data = self.kind.dump(content_of(self.question.working, self.terms))
        else:
            data = blank(self.kind.fields, self.lookups.terms, new_id)
        return data, canonical.dump(data)

    # --- what the buttons do ----
    def handle(self) -> str:
        """The button that was pressed, once what it says is done: "save" has saved unless there are errors."""
        if self.request.method != "POST":
            self._parse(quietly=True)
            return ""
        button = self.post.get("do", "save")
        is_act = act(self.kind.fields, self.data, button, self.lookups.terms, new_id)
        if is_act or button in (YAML, FIELDS, "try"):  # nobody is told what is missing before she is done
            self.head = HeadForm(self.question, self.post, judged=False)
        if is_act:
            self.form = ContentForm(self.kind, self.data, self.lookups)
            return "act"
        self._parse(quietly=False)
        if button in (YAML, FIELDS):
            self._switch(button)
        elif button not in ("check", "try"):
            button = "save"
            self._save()
        return button

    def _parse(self, *, quietly: bool) -> None:
        if self.mode == YAML and self.request.method == "POST":
            self._read_yaml()
        try:
            if self.mode == FIELDS or self.data:
                self.content = self.kind.parse(self.data, terms=self.terms)
        except ParseError as error:
            if not quietly:
                self.form.put_errors(error.problems)
        if self.content is not None and self.request.method != "POST":
            self.text = canonical.dump(self.kind.dump(self.content))

    def _read_yaml(self) -> None:
        if not self.yaml.is_valid():
            return
        self.data, problems = read_text(self.text, self.type_key, self.terms)
        for problem in problems:
            self.yaml.add_error("text", problem)

    def _switch(self, mode: str) -> None:
        """Between form and text; what is no question yet stays where it is, with what is wrong."""
        if self.content is None:
            self.errors.append(_("Fix what is wrong first, then switch the view."))
            return
        self.mode, self.data = mode, self.kind.dump(self.content)
        self.text = canonical.dump(self.data)
        self.form, self.yaml = ContentForm(self.kind, self.data, self.lookups), YamlForm()

    def _save(self) -> None:
        self.was_to_save = True
        if not self.head.is_valid() or self.content is None:
            return
        note = self.head.cleaned_data["note"]
        text = QuestionText(data=self.data, note=note, head=self.head.head())
        try:
            self.saved = self._store(text)
        except HeadRefused as refusal:
            self.head.add_error(refusal.field if refusal.field in self.head.fields else None, str(refusal))
        except QuestionConflict as conflict:
            self.errors.append(str(conflict))
            self._explain(conflict.theirs)
        except ServiceError as refusal:
            self.errors.append(str(refusal))

    def _store(self, text: QuestionText) -> Any:
        """The version; of a new question the question."""
        given = {"text": text, "author": self.request.user, "now": clock.now()}
        if self.question.pk:
            version = edit_question(question=self.question, based_on=self.head.cleaned_data["based_on"], **given)
        else:
            uid = self.head.cleaned_data["uid"]
            version = create_question(course=self.course, type_key=self.type_key, uid=uid, **given)
        note_course(self.course)
        return version

    def _explain(self, theirs: QuestionVersion) -> None:
        """Saving once more is a decision now: who saves has seen this version."""
        self.post["based_on"] = str(theirs.number)
        self.head = HeadForm(self.question, self.post)
        mine = self.text if self.mode == YAML else canonical.dump(self.kind.dump(self.content))
        text = as_text(theirs, self.terms)
        rows = differences(text, mine)
        self.conflict = {"theirs": theirs, "text": text, "parts": [(_("content"), rows)] if rows else []}

    # --- what is shown ----
    def remark(self) -> None:
        """What the house style says of what is typed, beside each field; it keeps nothing from being saved."""
        if self.content is None or not has_house_style(self.course.language):
            return
        data = self.kind.dump(self.content)
        form = self.form if self.mode == FIELDS else ContentForm(self.kind, data, self.lookups)
        places = list(enumerate(form.paths, start=2))  # 1 is what stands nowhere
        entry = BankEntry(
            uid=self.question.uid or "neu",
            type=self.type_key,
            pool=self._pool(),
            family=self.question.family or "neu",
            content=self.content,
            path="",
            source=Source("", {(0, *path): number for number, path in places}),
        )
        by_number = dict(places)
        found = sorted(question_problems(entry, vocabulary_in(self.course)))
        form.put_remarks((by_number.get(one.line, ()), style_message(one, STYLE_WORDS)) for one in found)
        self.remarks = [style_message(one, STYLE_WORDS) for one in found]

    remarks: list[str] | None = None

    def _pool(self) -> str:
        pool = self.head["pool"].value() or Pool.PRACTICE
        return pool if pool in Pool.values else Pool.PRACTICE

    @property
    def place(self) -> list[str]:
        """Where the question stands in the bank, for the fold that holds it."""
        pool = dict(Pool.choices).get(self.head["pool"].value(), "")
        names = [self.head[name].value() for name in ("family", "company", "bloom")]
        forms = [dict(node.choices).get(node.value, "") for node in self.form.beside]
        return [str(word) for word in (*forms, pool, *names) if word]

    @property
    def is_place_open(self) -> bool:
        """A new question has none yet; and what is wrong must be seen."""
        is_new = not self.question.pk
        return is_new or bool(self.head.errors) or any(node.has_words for node in self.form.beside)

    def documents(self) -> list[tuple[Any, str]]:
        """(title, page for a frame) of what is in the form, where it is a question."""
        if self.content is None:
            return []
        html = self.html()
        if html is None:
            return []
        return documents(self.request, self.course, version_of(self.question, self.type_key, self.content, html))

    def html(self) -> Mapping[str, str] | None:
        working = self.question.working
        if self.request.method != "POST" and working:
            return dict(working.rendered)
        try:
            return render_wording(self.course, self.type_key, self.content)
        except ServiceError as refusal:
            if str(refusal) not in self.errors:
                self.errors.append(str(refusal))
            return None


def version_of(question: Question, type_key: str, content: Any, html: Mapping[str, str]) -> QuestionVersion:
    """A wording that is not stored."""
    data = get_type(type_key).dump(content)
    return QuestionVersion(question=question, type=type_key, content=data, rendered=dict(html), number=0)


def documents(request: HttpRequest, course: Course, version: QuestionVersion) -> list[tuple[Any, str]]:
    """As asked, and as explained after the right answer."""
    asked = shown(version, course, seed=PREVIEW_SEED)
    parts = [
        (_("As learners see it"), asked.kind.template, {"question": asked.question(), **LOCKED}),
        (_("Its solution"), asked.kind.review_template, {"review": asked.review(asked.solution)}),
    ]
    return [(title, _document(request, course, template, data)) for title, template, data in parts]


def _document(request: HttpRequest, course: Course, template: str, data: dict[str, Any]) -> str:
    context = {"html": render_to_string(template, data, request), "language": course.language}
    return str(render_to_string("admin/lessons/preview_document.html", context, request))


def note_course(course: Course) -> None:
    """What the course consists of now gets its number."""
    with write_transaction():
        record_version(course=course, now=clock.now())


def _head_of(question: Question) -> dict[str, Any]:
    working = question.working
    values = {name: getattr(question, name) for name in (*HEAD_FIELDS, "note")}
    return {**values, "based_on": working.number if working else None}


def page(admin: Any, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    context = {**admin.admin_site.each_context(request), "opts": admin.opts, **context}
    return TemplateResponse(request, f"admin/quizzes/question/{template}.html", context)


def found_or_404(admin: Any, request: HttpRequest, object_id: str) -> Question:
    question = admin.get_object(request, object_id)
    if question is None or not admin.has_change_permission(request, question):
        raise Http404
    return question
