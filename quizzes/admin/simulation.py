"""Before a quiz is launched: what would a guesser, a master, somebody who confuses two terms score in it?"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.models import Quiz
from quizzes.queries.attempts import term_names
from quizzes.queries.simulating import DRAWS, LEARNERS, simulation_of
from quizzes.simulation.adaptive import confused_pair
from quizzes.simulation.exam import Outcome, interval
from quizzes.simulation.learners import Profile

SEED = 1  # any fixed one: two authors who open the page see the same figures
MAX_SEED = 999_999
FAULTS = {
    "one-by-one": gettext_lazy(
        "This quiz chooses each question according to the previous answers; this page cannot simulate it."
    ),
    "no-rule": gettext_lazy("This quiz has no pass rule, so it cannot be passed or failed."),
    "empty-cell": gettext_lazy("No attempt can be started: a cell cannot be filled."),
    "other-terms": gettext_lazy(
        "The simulated learners know only the terms of this course; this pool asks about others."
    ),
}
EVEN = {
    "guesser": gettext_lazy("guesses every answer"),
    "master": gettext_lazy("knows every term (gets 90% of the cases right)"),
}


def simulation_page(request: HttpRequest, quiz: Quiz, site: dict[str, Any]) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    typed = request.GET.get("seed", str(SEED))
    seed, names = _seed(typed), term_names(quiz.course_id)
    found = simulation_of(quiz, seed=SEED if seed is None else seed)
    context = {
        **site,
        "title": _("Simulation of “%(quiz)s”") % {"quiz": quiz},
        "quiz": quiz,
        "rows": [_row(outcome, names) for outcome in found.outcomes],
        "fault": FAULTS.get(found.fault, ""),
        "points": found.points,
        "learners": LEARNERS,
        "draws": DRAWS,
        "error": round(100 * (interval(LEARNERS // 2, LEARNERS)[1] - 0.5)),
        "seed": SEED if seed is None else seed,
        "typed": typed,
        "is_seed_wrong": seed is None,
        "max_seed": MAX_SEED,
    }
    return TemplateResponse(request, "admin/quizzes/quiz/simulation.html", context)


def _seed(typed: str) -> int | None:
    """Digits that int() would take beyond ASCII, or too many of them, are no seed."""
    fits = typed.isascii() and typed.isdigit() and len(typed) <= len(str(MAX_SEED))
    return int(typed) if fits else None


def _row(outcome: Outcome, names: Mapping[str, str]) -> dict[str, Any]:
    """Percentages are whole: more digits would promise more than the runs hold."""
    count = outcome.passed_by[0]
    low, high = (round(100 * share) for share in interval(count, outcome.learners))
    return {
        "name": _name(outcome.profile, names),
        "mean": outcome.mean,
        "least": outcome.quantile(0.05),
        "most": outcome.quantile(0.95),
        "percent": round(100 * outcome.shares[0]),
        "low": low,
        "high": high,
    }


def _name(profile: Profile, names: Mapping[str, str]) -> str:
    pair = confused_pair(profile)
    if pair is None:
        return str(EVEN[profile.name])
    if profile.name.startswith("pair "):
        return _("confuses %(one)s and %(other)s") % {"one": names[pair[0]], "other": names[pair[1]]}
    right, given = profile.name.removeprefix("direction ").split("-")
    return _("mistakes %(right)s for %(given)s") % {"right": names[right], "given": names[given]}
