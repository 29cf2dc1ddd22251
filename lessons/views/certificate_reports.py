"""/reports/certificates/: the certificates of HR's people; she revokes and replaces, and says why."""

from typing import Any
from urllib.parse import urlencode

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.forms import fields_only
from coursesite.accounts.models import User
from coursesite.accounts.queries.people import person_of_hr
from coursesite.accounts.rules import departments_of_hr
from coursesite.accounts.services.people import note_about
from coursesite.accounts.validators import validate_plain_text
from coursesite.journal.models import Action
from lessons.errors import LessonsError
from lessons.models import Certificate, CertificateEvent
from lessons.queries.certificates import Standing, certificates_for_hr, standings_of
from lessons.reports import people_columns
from lessons.services.certifying import FOR_CERTIFICATE, replace_certificate, revoke_certificate
from lessons.views.certificate_words import STATUS_SIGNS, STATUS_WORDS, level_in_words
from lessons.views.reports import hr_only

ROWS_PER_PAGE = 50
REASON_MAX_LENGTH = CertificateEvent._meta.get_field("reason").max_length
WORDS_MAX_LENGTH = 100
DEEDS = {"revoke": revoke_certificate, "replace": replace_certificate}


class CertificateSearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name, personnel number or certificate number"),
        required=False,
        max_length=WORDS_MAX_LENGTH,
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method = "get"
        helper.form_action = reverse("lessons:report-certificates")
        helper.form_class = "filter-form"
        helper.disable_csrf = True
        helper.layout = Layout(
            Field("q"), StrictButton(gettext_lazy("Show selection"), type="submit", css_class="btn-secondary")
        )
        return helper


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_MAX_LENGTH,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person will read it."),
        error_messages={"required": gettext_lazy("Please give the reason; the person will read it.")},
    )
    helper = fields_only()


@require_safe
@hr_only
def certificates(request: HttpRequest) -> HttpResponse:
    """All of hers, or one person's, to whom her page leads."""
    form = CertificateSearchForm(request.GET)
    wanted = form.cleaned_data["q"].strip() if form.is_valid() else ""
    person = _person(request)
    found = _visible(request).order_by("enrolment__user__name", "-issued_on", "-pk")
    if person is not None:
        found = found.filter(enrolment__user=person)
    if wanted:
        named = Q(enrolment__user__name__icontains=wanted) | Q(enrolment__user__personnel_number=wanted)
        found = found.filter(named | Q(number__iexact=wanted))
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = standings_of(page.object_list, today=clock.today())
    people = [row.certificate.enrolment.user for row in rows]
    kept = {"q": wanted, "person": person.public_id if person else ""}
    context = {
        "form": form,
        "person": person,
        "columns": people_columns.filled(people_columns.CERTIFICATES, people),
        "rows": [_row(standing) for standing in rows],
        "page": page,
        "page_query": urlencode({key: value for key, value in kept.items() if value}),
    }
    return render(request, "lessons/reports/certificates.html", context, status=200 if form.is_valid() else 400)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_only
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    found = _visible(request).filter(number=number).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, ReasonForm())
    form, deed = ReasonForm(request.POST), DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        form.add_error(None, _("Please choose what should be done."))
    if not form.is_valid() or deed is None:
        return _page(request, found, form, status=400)
    try:
        deed(certificate=found, hr=request.user, reason=form.cleaned_data["reason"], now=clock.now())
    except LessonsError as error:
        form.add_error(None, str(error))
        return _page(request, found, form, status=400)
    messages.success(request, _("Done. The person will find the change and your reason on their certificates page."))
    return redirect("lessons:report-certificates")


def _person(request: HttpRequest) -> User | None:
    """Whom the address names; without one everybody is meant."""
    named = request.GET.get("person", "")
    if not named:
        return None
    found = person_of_hr(request.user, named, day=clock.today())
    if found is None:
        raise Http404
    return found


def _visible(request: HttpRequest) -> QuerySet[Certificate]:
    return certificates_for_hr(departments_of_hr(request.user), day=clock.today())


def _page(request: HttpRequest, found: Certificate, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    """Whoever opens it stands in the journal that the person reads."""
    person = found.enrolment.user
    if request.method != "HEAD":
        note_about(person=person, actor=request.user, role=Role.HR, action=Action.VIEW_PERSON, purpose=FOR_CERTIFICATE)
    [standing] = standings_of(Certificate.objects.filter(pk=found.pk), today=clock.today())
    context = {**_row(standing), "person": person, "form": form, "certificate": found}
    context["columns"] = people_columns.CERTIFICATE
    return render(request, "lessons/reports/certificate.html", context, status=status)


def _row(standing: Standing) -> dict[str, Any]:
    snapshot = standing.certificate.snapshot
    return {
        "standing": standing,
        "certificate": standing.certificate,
        "course": snapshot["course"],
        "level": level_in_words(snapshot),
        "status": STATUS_WORDS[standing.status],
        "sign": STATUS_SIGNS[standing.status],
    }
