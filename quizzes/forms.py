"""Forms of quizzes; their services refuse what a form lets through."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from coursesite.accounts.forms import fields_only
from coursesite.day_input import DayInput
from quizzes.enums import Settled
from quizzes.models import QuestionVersion, Quiz
from quizzes.services import granting, marking, objecting, regrading, researching


class MarkForm(forms.Form):
    """A number of points for each criterion, and a comment that the learner reads."""

    def __init__(self, *args: Any, criteria: Sequence[dict[str, Any]], comment: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, criterion in enumerate(criteria):
            most = criterion["points"]
            self.fields[f"points-{number}"] = forms.IntegerField(
                label=gettext("Criterion %(number)s: points from 0 to %(most)s") % {"number": number + 1, "most": most},
                min_value=0,
                max_value=most,
                initial=criterion["reached"],
            )
        self.fields["comment"] = forms.CharField(
            label=gettext("Comment for the learner"),
            required=False,
            max_length=marking.MAX_COMMENT,
            initial=comment,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
        self.helper = fields_only()

    @property
    def points(self) -> list[int]:
        return [value for name, value in self.cleaned_data.items() if name.startswith("points-")]


class GrantForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Email address of the learner"))
    quiz = forms.ModelChoiceField(
        label=gettext_lazy("Quiz"), queryset=Quiz.objects.none(), empty_label=gettext_lazy("Please choose")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=granting.MAX_REASON,
        help_text=gettext_lazy("It is stored with the learner’s record."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, quizzes: QuerySet[Quiz], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiz"].queryset = quizzes
        self.helper = fields_only()


class ResearchForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("What the answers will be used for"),
        max_length=researching.MAX_PURPOSE,
        help_text=gettext_lazy("Everyone whose answers are in the file can read this under “My account”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = fields_only()


class PauseForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Nothing before"),
        widget=DayInput,
        help_text=gettext_lazy("At most six weeks ahead. Cards due earlier will wait until that day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = fields_only()


class ObjectionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong with the question?"),
        max_length=objecting.MAX_OBJECTION,
        help_text=gettext_lazy("Someone who teaches the course will read it, without your name."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = fields_only()


KEEP = "keep"
WAYS: Mapping[str, Any] = {
    KEEP: gettext_lazy("The question stays as it is"),
    Settled.ALSO.value: gettext_lazy("Another answer also counts"),
    Settled.NOT_SCORED.value: gettext_lazy("The question is not scored"),
    Settled.BY_VERSION.value: gettext_lazy("A different answer is correct: mark by another version"),
    Settled.FOR_ALL.value: gettext_lazy("The question counts as correct for everyone"),
}
UNDO = "undo"


class VersionChoice(forms.ModelChoiceField):
    def label_from_instance(self, version: QuestionVersion) -> str:
        return gettext("version %(number)s") % {"number": version.number}


class SettleForm(forms.Form):
    """How a question is settled. `seen` and `previewed` say on what somebody decides."""

    way = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    also = forms.MultipleChoiceField(
        label=gettext_lazy("Which other answer also counts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    by = VersionChoice(
        label=gettext_lazy("Version whose key applies"),
        queryset=QuestionVersion.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    reason = forms.CharField(
        label=gettext_lazy("A sentence for the learners"),
        max_length=regrading.MAX_REASON,
        help_text=gettext_lazy("Everyone whose result changes will read it, as will those who objected."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        is_objected: bool,
        is_settled: bool,
        further: Mapping[str, str],
        versions: QuerySet[QuestionVersion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        needed = {KEEP: is_objected, Settled.ALSO.value: further, Settled.BY_VERSION.value: versions}
        hidden = {name for name, is_there in needed.items() if not is_there}
        ways = [(name, words) for name, words in WAYS.items() if name not in hidden]
        undo = [(UNDO, gettext("Undo: mark the question as it was originally marked"))] if is_settled else []
        self.fields["way"].choices = ways + undo
        self.fields["also"].choices = list(further.items())
        self.fields["by"].queryset = versions
        for name, way in (("also", Settled.ALSO), ("by", Settled.BY_VERSION)):
            if way in hidden:
                del self.fields[name]
        self.helper = fields_only()

    @property
    def settlement(self) -> dict[str, Any]:
        """What the services take; a choice that belongs to another decision is left out."""
        way, given = self.cleaned_data["way"], self.cleaned_data
        return {
            "settled": Settled.NO if way == UNDO else Settled(way),
            "also": given.get("also", ()) if way == Settled.ALSO else (),
            "by": given.get("by") if way == Settled.BY_VERSION else None,
        }

    @property
    def is_kept(self) -> bool:
        return self.cleaned_data["way"] == KEEP

    @property
    def chosen(self) -> str:
        """The decision without its reason, to compare with the one that was looked at."""
        given = self.cleaned_data
        also, by = ",".join(sorted(given.get("also", ()))), given.get("by")
        return "/".join([given["way"], also, str(by.pk if by else "")])
