"""/reports/settings/: what HR sets herself, within the bounds of the rules, and who set what before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coursesite import clock, policy
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.forms import fields_only
from coursesite.accounts.queries.rule_changes import CHANGES, change_of, rule_changes
from coursesite.accounts.rules import is_hr_of_company
from coursesite.accounts.services.rule_setting import set_rules
from lessons.views.reports import hr_only

ROWS_PER_PAGE = 50


class RulesForm(forms.Form):
    """A field for each rule, with what holds now.

    What was shown stands hidden beside it: of two people who set different rules at a time neither takes back the
    other's.
    """

    helper = fields_only()

    def __init__(self, *args: Any, rules: list[policy.Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update({rule.key: _field(rule) for rule in rules})
        for field in self.fields.values():
            field.hidden_widget = ShownBefore

    @property
    def changed_values(self) -> dict[str, int]:
        return {key: int(self.cleaned_data[key]) for key in self.changed_data}


class ShownBefore(forms.HiddenInput):
    """Nobody sees it, so nothing describes it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        kept = {key: given for key, given in (attrs or {}).items() if not key.startswith("aria-")}
        return super().get_context(name, value, kept)


def _field(rule: policy.Rule) -> forms.Field:
    common = {"label": rule.asked, "show_hidden_initial": True}
    if rule.unit is None:
        return forms.BooleanField(required=False, help_text=rule.reason, initial=bool(rule.value()), **common)
    return forms.IntegerField(
        initial=rule.value(),
        min_value=rule.least,
        max_value=rule.most,
        help_text=format_lazy("{reason} {bounds}.", reason=rule.reason, bounds=capfirst(rule.bounds)),
        error_messages={
            "required": gettext_lazy("Please enter a number."),
            "invalid": gettext_lazy("Please enter a whole number."),
            **_bounds_in_words(rule),
        },
        **common,
    )


def _bounds_in_words(rule: policy.Rule) -> dict[str, str]:
    """What is said of a number outside the bounds: the bound with its unit."""
    bounds = {"min_value": (_("At least %(value)s."), rule.least), "max_value": (_("At most %(value)s."), rule.most)}
    return {code: words % {"value": rule.said(bound)} for code, (words, bound) in bounds.items() if bound is not None}


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def rule_settings(request: HttpRequest) -> HttpResponse:
    """They hold for the whole company: HR of a part of it reads them."""
    may_set = is_hr_of_company(request.user)
    if request.method == "POST" and not may_set:
        raise Http404
    rules = [rule for rule in policy.in_force().values() if rule.settable]
    form = RulesForm(request.POST if request.method == "POST" else None, rules=rules)
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_rules(values=form.changed_values, actor=request.user, now=clock.now())
        except AccountsError as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("The settings have been saved and apply from now on.") if changed else _("Nothing was changed.")
            messages.success(request, words)
            return redirect("lessons:report-settings")
    page = Paginator(rule_changes(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "may_set": may_set,
        "rules": rules,
        "page": page,
        "change_columns": CHANGES,
        "changes": [change_of(entry) for entry in page],
    }
    return render(request, "lessons/reports/settings.html", context, status=400 if form.errors else 200)
