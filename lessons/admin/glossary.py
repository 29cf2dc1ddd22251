"""Words of the glossary: edited here, explained in every lesson that uses them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coursesite import clock
from coursesite.storage.transactions import write_transaction
from lessons.admin.ownership import CourseContentAdmin, OwnCourseFilter
from lessons.models import GlossaryTerm
from lessons.services.glossary import TermText, save_term
from lessons.services.loading import record_version

MAX_FORM = 100
MAX_FORMS = 50


class TermForm(forms.ModelForm):
    aliases = forms.CharField(
        label=_("other forms"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("One per line: plurals, inflected forms, abbreviations. Lessons explain each of them."),
    )

    class Meta:
        widgets = {"source": forms.Textarea(attrs={"rows": 6}), "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = "\n".join(self.instance.aliases)

    def clean_aliases(self) -> list[str]:
        found = [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]
        if len(found) > MAX_FORMS or any(len(form) > MAX_FORM for form in found):
            message = _("At most %(forms)d forms of up to %(length)d characters each.")
            raise forms.ValidationError(message % {"forms": MAX_FORMS, "length": MAX_FORM})
        return found

    def clean_term(self) -> str:
        return " ".join(self.cleaned_data["term"].split())


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(CourseContentAdmin):
    form = TermForm
    list_display = ["term", "course", "definition"]
    list_filter = [("course", OwnCourseFilter)]
    list_select_related = ["course"]
    search_fields = ["term", "plain"]
    fields = ["term", "aliases", "lang", "source", "note", "as_shown", "course"]
    readonly_fields = ["as_shown", "course"]

    def visible_to(self, user: Any, rows: Any) -> Any:
        return super().visible_to(user, rows).filter(retired_at=None)

    @admin.display(description=_("definition"))
    def definition(self, term: GlossaryTerm) -> str:
        return term.plain

    @admin.display(description=_("as learners see it"))
    def as_shown(self, term: GlossaryTerm) -> SafeString:
        return mark_safe(term.html)  # noqa: S308  # by coursesite.markup, when it was saved

    def save_model(self, request: HttpRequest, obj: GlossaryTerm, form: TermForm, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in ("term", "source", "lang", "note")}
        text = TermText(**values, aliases=tuple(form.cleaned_data["aliases"]))
        term = GlossaryTerm.objects.select_related("course").get(pk=obj.pk)
        followed = save_term(term=term, text=text)
        with write_transaction():
            record_version(course=term.course, now=clock.now())
        if followed:
            message = ngettext(
                "%(n)d text now explains the word differently.",
                "%(n)d texts now explain the word differently.",
                followed,
            )
            messages.info(request, message % {"n": followed})
