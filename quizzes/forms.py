"""Forms of those who teach; their services refuse what a form lets through."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from coursesite.accounts.forms import fields_only
from quizzes.models import Quiz
from quizzes.services import granting, marking


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
    email = forms.EmailField(label=gettext_lazy("E-mail address of the learner"))
    quiz = forms.ModelChoiceField(label=gettext_lazy("Quiz"), queryset=Quiz.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=granting.MAX_REASON,
        help_text=gettext_lazy("It is stored with the learner's record."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, quizzes: QuerySet[Quiz], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiz"].queryset = quizzes
        self.helper = fields_only()


class PauseForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Nothing before"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("At most six weeks ahead. Cards that would be due earlier wait until that day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = fields_only()
