"""/me/certificates/: what a learner has reached, as page, document and proof, and who may read her name."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.http.language import CODES
from coursesite.http.responses import download
from coursesite.http.signed_in import signed_in_to
from coursesite.tables.pdf import CONTENT_TYPE, PdfError
from coursesite.views.errors import service_unavailable
from lessons.certificates import proof
from lessons.certificates.document import write_pdf
from lessons.enums import NameShown
from lessons.errors import LessonsError
from lessons.models import Certificate
from lessons.queries.certificates import Standing, certificates_of, outdated, shown_name, standings_of
from lessons.queries.offers import courses_with_differences
from lessons.services.certifying import renew_own_certificate, show_name
from lessons.views.certificate_words import STATUS_SIGNS, STATUS_WORDS, check_address, document_of, level_in_words

JSON_TYPE = "application/json"


@require_safe
@login_required
def certificates(request: HttpRequest) -> HttpResponse:
    found = standings_of(certificates_of(request.user), today=clock.today())
    rows = sorted(found, key=lambda standing: not standing.is_in_force)
    old = outdated([standing.certificate for standing in rows if standing.is_in_force], user=request.user)
    context = {
        "offers": courses_with_differences(request.user, now=clock.now()),
        "rows": [{**_row(request, standing), "outdated": standing.certificate.pk in old} for standing in rows],
        "choices": NameShown.choices,
    }
    return render(request, "lessons/certificates/list.html", context)


@require_safe
@login_required
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    found = _own(request, number)
    [standing] = standings_of(Certificate.objects.filter(pk=found.pk), today=clock.today())
    document = document_of(found, address=check_address(request, found), language=get_language() or "de")
    context = {
        **_row(request, standing),
        "document": document,
        "picture": mark_safe(document.picture),  # noqa: S308  # our own path of numbers
        "name_shown": shown_name(found.name, standing.shown),
    }
    return render(request, "lessons/certificates/certificate.html", context)


@require_safe
@login_required
def certificate_pdf(request: HttpRequest, number: str, language: str) -> HttpResponse:
    found = _own(request, number)
    if language not in CODES:
        raise Http404
    filename = f"{found.number}-{language}.pdf"
    if request.method == "HEAD":
        return download((), filename=filename, content_type=CONTENT_TYPE)
    try:
        pieces = write_pdf(document_of(found, address=check_address(request, found), language=language))
    except PdfError:
        return service_unavailable(request)
    return download(pieces, filename=filename, content_type=CONTENT_TYPE)


@require_safe
@login_required
def certificate_proof(request: HttpRequest, number: str) -> HttpResponse:
    found = _own(request, number)
    bundle = proof.bundle(snapshot=found.snapshot, name=found.name, name_salt=found.name_salt)
    content = json.dumps(bundle, ensure_ascii=False, indent=2).encode()
    return download((content,), filename=f"{found.number}.json", content_type=JSON_TYPE)


@require_POST
@signed_in_to("lessons:certificates")
def certificate_name(request: HttpRequest, number: str) -> HttpResponse:
    found = _own(request, number)
    shown = request.POST.get("shown", "")
    return _done(request, lambda: show_name(certificate=found, shown=shown, now=clock.now()), lambda _made: _("Saved."))


@require_POST
@signed_in_to("lessons:certificates")
def certificate_renew(request: HttpRequest, number: str) -> HttpResponse:
    found = _own(request, number)
    return _done(
        request,
        lambda: renew_own_certificate(certificate=found, now=clock.now()),
        lambda made: _("Your certificate is now %(number)s.") % {"number": made.number},
    )


def _done(request: HttpRequest, act: Callable[[], Any], said: Callable[[Any], str]) -> HttpResponse:
    try:
        made = act()
    except LessonsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said(made))
    return redirect("lessons:certificates")


def _own(request: HttpRequest, number: str) -> Certificate:
    found = certificates_of(request.user).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _row(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    return {
        "standing": standing,
        "certificate": standing.certificate,
        "course": standing.certificate.snapshot["course"],
        "level": level_in_words(standing.certificate.snapshot),
        "status": STATUS_WORDS[standing.status],
        "sign": STATUS_SIGNS[standing.status],
        "address": check_address(request, standing.certificate),
    }
