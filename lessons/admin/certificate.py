"""How long a course's certificates hold and how they are renewed: for operators.

What was issued keeps the rule of its day.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coursesite.admin_site import RuledAdmin
from lessons.models import CertificatePolicy
from lessons.services.certifying import set_certificate_rule

BY_TIME = ["valid_months", "ends_month", "ends_day", "renewal_days", "short_path"]
BY_SUBSTANCE = ["renew_by_substance", "substance_days", "substance_keeps_mastery"]
RULES = [*BY_TIME, *BY_SUBSTANCE]
MOST_RENEWAL_DAYS = 365


class RuleForm(forms.ModelForm):
    class Meta:
        model = CertificatePolicy
        fields = ["course", *RULES]
        labels = {"course": _("course")}
        help_texts = {
            "valid_months": _("Counted from the day of completion. Empty: no expiry."),
            "ends_month": _("1 to 12. Together with the day: validity ends on the last such date within the months."),
            "short_path": _("The lessons remain open to read. If nothing is graded, the whole course is required."),
            "renew_by_substance": _(
                "When a lesson has changed in substance since they completed the course, certificate holders are "
                "offered the differences and three questions on them, even if that was before this box was ticked. "
                "Their certificates stay valid."
            ),
            "substance_keeps_mastery": _(
                "Otherwise this renews only the participation level; the other level is valid until its last day "
                "and is renewed by the exam."
            ),
        }

    valid_months = forms.IntegerField(
        label=_("months of validity"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=Meta.help_texts["valid_months"],
    )
    ends_month = forms.IntegerField(
        label=_("month in which it ends"),
        min_value=1,
        max_value=12,
        required=False,
        help_text=Meta.help_texts["ends_month"],
    )
    ends_day = forms.IntegerField(label=_("day on which it ends"), min_value=1, max_value=31, required=False)
    renewal_days = forms.IntegerField(
        label=_("days before expiry when renewal opens"),
        min_value=0,
        max_value=MOST_RENEWAL_DAYS,
        help_text=_(
            "0: renewal does not open automatically. It never opens before half of the validity period has passed. "
            "Where a certificate has already expired, it opens at once."
        ),
    )

    substance_days = forms.IntegerField(
        label=_("days for reviewing what has changed"),
        min_value=1,
        max_value=MOST_RENEWAL_DAYS,
        required=False,
        help_text=_("From the day it is offered; it is then mandatory. Empty: an offer without a due date."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        month, day = values.get("ends_month"), values.get("ends_day")
        if (month is None) != (day is None):
            raise forms.ValidationError(_("Please give both the month and the day on which it ends, or neither."))
        if month is not None and values.get("valid_months") is None:
            raise forms.ValidationError(_("A day on which it ends requires a number of months of validity."))
        return values


@admin.register(CertificatePolicy)
class CertificatePolicyAdmin(RuledAdmin):
    form = RuleForm
    list_display = ["course", *RULES]
    fieldsets = [
        (None, {"fields": ["course"]}),
        (_("Validity and renewal by date"), {"fields": BY_TIME}),
        (_("Renewal when content changes"), {"fields": BY_SUBSTANCE}),
    ]
    list_select_related = ["course"]

    def get_readonly_fields(self, request: HttpRequest, obj: CertificatePolicy | None = None) -> list[str]:
        return ["course"] if obj else []

    def save_model(self, request: HttpRequest, obj: CertificatePolicy, form: RuleForm, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in RULES}
        obj.pk = set_certificate_rule(course=obj.course, actor=request.user, **values).pk

    def log_addition(self, *args: Any) -> None:
        """The journal says who did what."""

    def log_change(self, *args: Any) -> None:
        """As above."""
