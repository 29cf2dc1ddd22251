"""For those who teach: what learners' answers say of the questions. No name, and nothing of fewer than five people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from coursesite import clock
from coursesite.http.signed_in import signed_in_to
from quizzes.enums import Mode
from quizzes.errors import QuizzesError
from quizzes.queries.analysis import MEASURED
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.queries.items import (
    SORTS,
    computed_last,
    flaggable,
    in_order,
    items_of,
    question_in,
    quiz_figures,
    stem_of,
    versions_of,
    with_objections,
)
from quizzes.services.analysing import Refreshed, refresh_now
from quizzes.statistics.items import ENOUGH, FEW
from quizzes.views.teaching import course_or_404

ROWS_PER_PAGE = 50
MAX_SEARCH = 100
TITLES: Mapping[str, Any] = {
    "question": _("Question"),
    "answers": _("Answers"),
    "facility": _("Facility"),
    "discrimination": _("Discrimination"),
}


@dataclass(frozen=True)
class Heading:
    """A column's head: a link that sorts by it, or turns the order round. `order` is a value of aria-sort."""

    title: Any
    query: str
    order: str


@require_safe
@login_required
def items_page(request: HttpRequest, course: str) -> HttpResponse:
    found = course_or_404(request.user, course)
    chosen = {
        "mode": request.GET.get("mode", "") if request.GET.get("mode") in MEASURED else "",
        "flagged": "yes" if request.GET.get("flagged") == "yes" else "",
        "q": request.GET.get("q", "").strip()[:MAX_SEARCH],
    }
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in SORTS else "question"
    rows = items_of(found, mode=chosen["mode"], flagged=bool(chosen["flagged"]), search=chosen["q"])
    page = Paginator(in_order(rows, sort), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    kept = {key: value for key, value in chosen.items() if value}
    context = {
        "course": found,
        "page": page,
        "items": with_objections(list(page)),
        "chosen": chosen,
        "modes": [(mode.value, mode.label) for mode in MEASURED],
        "headings": [_heading(key, sort, kept) for key in SORTS],
        "page_query": urlencode({**kept, "sort": sort}),
        "quizzes": quiz_figures(found),
        "computed_at": computed_last(found),
        "least": LEAST_LEARNERS,
        "few": FEW,
        "flaggable": flaggable(found) if chosen["flagged"] and not page.object_list else 0,
    }
    return render(request, "quizzes/items.html", context)


@require_POST
@signed_in_to("quizzes:items", "course")
def items_refresh(request: HttpRequest, course: str) -> HttpResponse:
    """For whoever does not want to wait for the next nightly run."""
    found = course_or_404(request.user, course)
    try:
        refreshed = refresh_now(course=found, now=clock.now())
    except QuizzesError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _told(refreshed))
    return redirect("quizzes:items", found.slug)


@require_safe
@login_required
def item_page(request: HttpRequest, course: str, uid: str) -> HttpResponse:
    found = course_or_404(request.user, course)
    question = question_in(found, uid)
    if question is None:
        raise Http404
    items = versions_of(question)
    context = {
        "course": found,
        "question": question,
        "items": [(item, stem_of(item.row), Mode(item.row.mode).label) for item in items],
        "least": LEAST_LEARNERS,
        "few": FEW,
        "enough": ENOUGH,
    }
    return render(request, "quizzes/item.html", context)


def _told(refreshed: Refreshed | None) -> str:
    if refreshed is None or not refreshed.items:
        return gettext("There are no new answers; all figures are up to date.")
    said = ngettext("Figures calculated for %(n)s version.", "Figures calculated for %(n)s versions.", refreshed.items)
    return said % {"n": refreshed.items}


def _heading(key: str, sort: str, kept: Mapping[str, str]) -> Heading:
    order = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
    turned = f"-{key}" if order == "ascending" else key
    return Heading(TITLES[key], urlencode({**kept, "sort": turned}), order)
