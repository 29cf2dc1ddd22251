"""What somebody is told when a question was settled after she had answered it. Words are made when they are read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coursesite import clock
from coursesite.http.responses import safe_next
from coursesite.http.signed_in import signed_in_to
from quizzes.enums import ObjectionDecision
from quizzes.models import ResultNotice
from quizzes.queries.objections import notices_for
from quizzes.services.objecting import put_away

MOST_SHOWN = 10  # on the start page; the others follow when these are put away


@dataclass(frozen=True)
class Told:
    """`words`: one sentence; `explanation`: what the reviewer wrote, if she answered an objection."""

    notice: ResultNotice
    words: str
    place: str
    explanation: str


def told(notice: Any) -> Told:
    place = _("question %(n)s, %(unit)s") % {"n": notice.position, "unit": _title(notice)}
    objection = notice.objection
    words = _("%(what)s; %(result)s.") % {"what": _what(notice, place), "result": _result(notice)}
    return Told(notice, words, place, objection.explanation if objection else "")


def notices_panel(request: HttpRequest) -> dict[str, Any]:
    """For the start page."""
    if not request.user.is_authenticated:
        return {"notices": []}
    return {"notices": [told(notice) for notice in notices_for(request.user)[:MOST_SHOWN]]}


@require_POST
@signed_in_to("home")
def notice_seen(request: HttpRequest, notice: int) -> HttpResponse:
    if not put_away(user=request.user, notice=notice, now=clock.now()):
        raise Http404
    messages.success(request, _("The notice has been dismissed. You can still find it in the review of the attempt."))
    return redirect(safe_next(request, "home"))


def _title(notice: ResultNotice) -> str:
    quiz = notice.attempt.quiz
    return str(quiz.unit.title if quiz.unit else quiz.get_mode_display())


def _what(notice: ResultNotice, place: str) -> str:
    """What was decided, to whoever objected and to all others whom it concerns."""
    is_hers = notice.objection is not None and notice.objection.slot.attempt_id == notice.attempt_id
    return (_to_objector if is_hers else _to_others)(notice.decision) % {"place": place}


def _to_objector(decision: str) -> str:
    match decision:
        case ObjectionDecision.BOTH:
            return _("Your objection (%(place)s) was upheld: another answer also counts")
        case ObjectionDecision.NOT_SCORED:
            return _("Your objection (%(place)s) was upheld: the question is not scored")
        case ObjectionDecision.NEW_KEY:
            return _("Your objection (%(place)s) was upheld: a different answer is correct")
        case ObjectionDecision.FOR_ALL:
            return _("Your objection (%(place)s) was upheld: the question counts as correct for everyone")
    return _("Your objection (%(place)s) was reviewed, and the question stays as it is")


def _to_others(decision: str) -> str:
    match decision:
        case ObjectionDecision.BOTH:
            return _("One of your questions was re-marked (%(place)s): another answer also counts")
        case ObjectionDecision.NOT_SCORED:
            return _("One of your questions was re-marked (%(place)s): it is not scored")
        case ObjectionDecision.NEW_KEY:
            return _("One of your questions was re-marked (%(place)s): a different answer is correct")
        case ObjectionDecision.FOR_ALL:
            return _("One of your questions was re-marked (%(place)s): it counts as correct for everyone")
    return _("One of your questions was re-marked (%(place)s): the original marking applies again")


def _result(notice: ResultNotice) -> str:
    """What that changed for her."""
    points = {"after": _number(notice.points_after), "before": _number(notice.points_before)}
    is_same = notice.points_before == notice.points_after
    if notice.passed_after and notice.passed_before is False:
        return _("with %(after)s points you have now passed") % points
    if is_same and notice.decision == ObjectionDecision.NOT_SCORED:
        return _("your result was calculated without it")
    if is_same:
        return _("your result stays the same")
    now = notice.points_after or Decimal(0)
    said = ngettext(
        "you now have %(after)s point instead of %(before)s",
        "you now have %(after)s points instead of %(before)s",
        int(now) if now == int(now) else 2,
    )
    if notice.passed_after and now < (notice.points_before or 0):
        return _("%(points)s, and you have still passed") % {"points": said % points}
    return said % points


def _number(points: Decimal | None) -> str:
    """As few decimals as there are, at most two."""
    value = (points or Decimal(0)).quantize(Decimal("0.01")).normalize()
    return formats.number_format(f"{value:f}")
