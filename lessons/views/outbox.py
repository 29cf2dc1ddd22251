"""/reports/outbox/: what goes to whom and when. Texts can be read in the local profile only, by the operator."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock, registry
from coursesite.accounts.rules import is_hr
from coursesite.http.csp import policy
from coursesite.http.responses import safe_next
from coursesite.http.signed_in import signed_in_to
from coursesite.outbox.errors import OutboxError
from coursesite.outbox.letters import Letter, write_letter
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.outbox.services import INTERRUPTED, NO_TEXT, REFUSED, UNREACHABLE
from lessons.queries.mails import (
    MailRow,
    counts_by_state,
    is_foreseen,
    mails_to,
    people_with_mails,
    planned_mails,
    rows_of_mails,
    rows_of_planned,
)
from lessons.reports import people_columns
from lessons.reports.filters import MailFilterForm
from lessons.rules import reads_letters
from lessons.services.mailing import do_not_send, send_again

ROWS_PER_PAGE = 50
# A mail brings its own style and nothing else.
LETTER_POLICY = policy({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'none'"]})
REASONS = {
    INTERRUPTED: gettext_lazy("interrupted while being sent; it is not known whether it arrived"),
    UNREACHABLE: gettext_lazy("the mail server did not respond"),
    REFUSED: gettext_lazy("the mail server rejected it"),
    NO_TEXT: gettext_lazy("its text could not be generated"),
}


def hr_or_local_operator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (is_hr(request.user) or reads_letters(request.user)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@hr_or_local_operator
def outbox(request: HttpRequest) -> HttpResponse:
    form = MailFilterForm(request.GET)
    if not form.is_valid():
        return render(request, "lessons/reports/outbox.html", {"form": form}, status=400)
    state, kind = form.cleaned_data["state"], form.cleaned_data["kind"]
    people, today = people_with_mails(request.user, day=clock.today()), clock.today()
    mails, planned = mails_to(people, kind=kind), planned_mails(people, kind=kind, today=today)
    counts = {form.PLANNED: len(planned), **counts_by_state(mails)}
    chosen = planned if state == form.PLANNED else mails.filter(state=state).select_related("user")
    paginator = Paginator(chosen, ROWS_PER_PAGE)
    paginator.count = counts.get(state, 0)  # counted already
    page = paginator.get_page(request.GET.get("page"))
    found = list(page)
    rows = rows_of_planned(found) if state == form.PLANNED else rows_of_mails(found)
    context = {
        "form": form,
        "figures": [(value, label, counts.get(value, 0)) for value, label in form.fields["state"].choices],
        "state": state,
        "is_foreseen": is_foreseen(kind),
        "columns": people_columns.MAILS,
        "rows": [_shown(row) for row in rows],
        "page": page,
        "page_query": urlencode({"state": state, "kind": kind}),
        "texts": reads_letters(request.user),
    }
    return render(request, "lessons/reports/outbox.html", context)


@require_safe
@hr_or_local_operator
def letter(request: HttpRequest, mail: int) -> HttpResponse:
    found, text = _letter_or_404(request, mail)
    return render(request, "lessons/reports/letter.html", {"mail": found, "letter": text, "kind": _kind(found.kind)})


@require_safe
@hr_or_local_operator
def letter_html(request: HttpRequest, mail: int) -> HttpResponse:
    _found, text = _letter_or_404(request, mail)
    if text is None:
        raise Http404
    return HttpResponse(text.html, headers={"Content-Security-Policy": LETTER_POLICY})


@require_POST
@signed_in_to("lessons:report-outbox")
@hr_or_local_operator
def resend(request: HttpRequest, mail: int) -> HttpResponse:
    found = _mail_or_404(request, mail)
    said = _("The email will be sent again in a few minutes.")
    return _decided(request, said, lambda: send_again(mail=found, actor=request.user, now=clock.now()))


@require_POST
@signed_in_to("lessons:report-outbox")
@hr_or_local_operator
def cancel(request: HttpRequest, mail: int) -> HttpResponse:
    found = _mail_or_404(request, mail)
    return _decided(request, _("The email will not be sent."), lambda: do_not_send(mail=found, actor=request.user))


def _decided(request: HttpRequest, said: str, decide: Callable[[], None]) -> HttpResponse:
    try:
        decide()
    except OutboxError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(safe_next(request, "lessons:report-outbox"))


def _mail_or_404(request: HttpRequest, pk: int) -> OutboxMail:
    people = people_with_mails(request.user, day=clock.today())
    return get_object_or_404(mails_to(people).select_related("user"), pk=pk)


def _letter_or_404(request: HttpRequest, pk: int) -> tuple[OutboxMail, Letter | None]:
    """The text as it would be now; None when the mail is not wanted any more."""
    if not reads_letters(request.user):
        raise Http404
    found = _mail_or_404(request, pk)
    return found, write_letter(found, clock.now()) if found.kind in registry.mail_kinds else None


def _shown(row: MailRow) -> dict[str, Any]:
    under_way = row.mail and row.mail.state == MailState.FAILED and row.mail.next_try_at
    return {
        "row": row,
        "kind": _kind(row.kind),
        "reason": _reason(row.mail) if row.mail else "",
        "may_resend": row.mail and row.mail.state == MailState.FAILED and not (under_way and under_way > clock.now()),
        "may_cancel": row.mail and row.mail.state == MailState.WAITING,
    }


def _kind(key: str) -> Any:
    kind = registry.mail_kinds.get(key)
    return kind.label if kind else key


def _reason(mail: OutboxMail) -> str:
    """Why it was not delivered, or not yet: in words, with the number that the mail server gave."""
    code, _colon, detail = mail.last_error.partition(": ")
    words = str(REASONS.get(code, code))
    return f"{words} ({detail})" if detail else words
