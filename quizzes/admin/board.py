"""The blueprint board of a quiz: what its cells ask for, what the live questions give, what its draws look like."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.tables.columns import Column, Kind
from quizzes.draw import Supply
from quizzes.enums import Pool
from quizzes.models import Quiz
from quizzes.queries.attempts import term_names
from quizzes.queries.board import OVERLAP_DRAWS, Board, board_of
from quizzes.types import form_word

ATTEMPTS = 3  # in a row without repetition, where a quiz may be taken as often as one likes
WISHES = {
    "company": gettext_lazy("no company twice"),
    "decoys": gettext_lazy("number of decoys"),
    "dimensions": gettext_lazy("number of dimensions"),
    "contrasts": gettext_lazy("questions per contrast"),
    "unseen": gettext_lazy("nothing already seen"),
    "family": gettext_lazy("no family twice"),
}
COMPANY_WORDS = {
    "no-company": gettext_lazy("%(uid)s: a case in an exam must name its company, even if only by a key."),
    "company-often": gettext_lazy("%(company)s appears in %(n)d questions of this pool."),
    "company-one-term": gettext_lazy(
        "%(company)s appears only with %(term)s: anyone who remembers this does not need the case."
    ),
}


COLUMNS = (
    Column("cell", gettext_lazy("Cell")),
    Column("pool", gettext_lazy("Pool")),
    Column("form", gettext_lazy("Form")),
    Column("term", gettext_lazy("Term")),
    Column("contrast", gettext_lazy("Contrast")),
    Column("bloom", gettext_lazy("Bloom level")),
    Column("needed", gettext_lazy("Cases required"), Kind.INTEGER),
    Column("live", gettext_lazy("Live cases"), Kind.INTEGER),
    Column("state", gettext_lazy("State")),
)


def board_page(request: HttpRequest, quiz: Quiz, site: dict[str, Any]) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    board, attempts, names = board_of(quiz), quiz.attempts_allowed or ATTEMPTS, term_names(quiz.course_id)
    short = {error.position for error in board.empty}
    context = {
        **site,
        "title": _("Blueprint of “%(quiz)s”") % {"quiz": quiz},
        "quiz": quiz,
        "board": board,
        "columns": COLUMNS,
        "rows": [_row(supply, short, attempts, names) for supply in board.supplies],
        "percent": round(100 * board.overlap.share) if board.overlap else None,
        "draws": OVERLAP_DRAWS,
        "relaxed": [(WISHES[wish], count) for wish, count in board.relaxed.items()],
        "warnings": list(_warnings(board)),
    }
    return TemplateResponse(request, "admin/quizzes/quiz/board.html", context)


def _row(supply: Supply, short: set[int], attempts: int, names: Mapping[str, str]) -> dict[str, Any]:
    cell = supply.cell
    lasts = supply.cases // cell.cases
    if cell.position in short:
        state = _("cannot be filled")
    elif lasts < attempts:
        state = _("repeats from attempt %(n)d onwards") % {"n": lasts + 1}
    else:
        state = _("filled")
    return {
        "cell": cell,
        "pool": Pool(cell.pool).label,
        "form": form_word(cell.form),
        "term": names.get(cell.term, cell.term),
        "supply": supply,
        "state": state,
    }


def _warnings(board: Board) -> Iterator[str]:
    for position, found in board.uneven.items():
        counts = ", ".join(f"{contrast} {count}" for contrast, count in found.items())
        yield _("Cell %(cell)d: the contrasts are not split evenly: %(counts)s.") % {
            "cell": position,
            "counts": counts,
        }
    if board.trial and not board.trial.met:
        broken = ", ".join(f"{WISHES[wish]} ({count})" for wish, count in board.trial.broken.items())
        yield _("None of %(n)d tries met all the requirements. Not met: %(broken)s.") % {
            "n": board.trial.tries,
            "broken": broken,
        }
    for fault in board.companies:
        first = fault.items[0]
        values = {"uid": first.uid, "company": first.company, "n": len(fault.items), "term": fault.term}
        yield str(COMPANY_WORDS[fault.code]) % values
