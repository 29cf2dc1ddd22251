"""/me/data/: a copy of everything, what becomes of it when the account is deleted, and the request to do so."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.accounts.queries.council import stored
from coursesite.accounts.reauthentication import refuse_old_sign_in
from coursesite.http.responses import download
from coursesite.http.signed_in import signed_in_to
from coursesite.policy import in_force
from coursesite.privacy.document import write_own_data
from coursesite.privacy.queries.requests import open_request_of
from coursesite.privacy.services.erasing import ask_deletion, withdraw_deletion
from coursesite.tables.zipped import CONTENT_TYPE


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    context = {
        "open_request": open_request_of(request.user),
        "kept": [rule for key, rule in in_force().items() if key.startswith("keep-")],
        "tables": len({row.label for row in stored()}),
    }
    return render(request, "privacy/data.html", context)


@require_safe
@login_required
def data_file(request: HttpRequest) -> HttpResponse:
    refuse_old_sign_in(request)
    now = clock.now()
    pieces = write_own_data(request.user, now=now, language=request.LANGUAGE_CODE) if request.method == "GET" else ()
    return download(pieces, filename=f"my-data-{timezone.localdate(now):%Y-%m-%d}.zip", content_type=CONTENT_TYPE)


@require_POST
@signed_in_to("my-data")
def deletion(request: HttpRequest) -> HttpResponse:
    """Ask for it, or take it back."""
    now = clock.now()
    if request.POST.get("action") == "withdraw":
        if withdraw_deletion(user=request.user, now=now):
            messages.success(request, _("Your request has been withdrawn. Your account stays as it is."))
    elif request.POST.get("action") == "ask":
        ask_deletion(user=request.user, now=now)
        messages.success(
            request, _("Your request has been received. You can withdraw it until it has been carried out.")
        )
    return redirect("my-data")
