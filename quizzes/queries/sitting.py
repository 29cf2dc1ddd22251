"""An attempt as its learner sees it while it is open. Nothing here knows a solution."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizzes.models import Attempt, AttemptSlot
from quizzes.queries.attempts import NOTHING, SlotAnswer, current_answers, is_complete
from quizzes.queries.contents import content_of, html_of
from quizzes.types import get_type


@dataclass(frozen=True)
class Place:
    """One question of the attempt on the map. `state`: answered, partly, open."""

    slot: AttemptSlot
    given: SlotAnswer

    @property
    def position(self) -> int:
        return self.slot.position

    @property
    def state(self) -> str:
        if is_complete(self.slot.option_order, self.given.answer):
            return "answered"
        return "partly" if self.given.given else "open"


def attempt_of(user: Any, public_id: str) -> Attempt | None:
    """Her own attempt at a step of a course; the checks inside lessons have no pages of their own. One query."""
    attempts = Attempt.objects.for_user(user).exclude(quiz__unit=None)
    rows = attempts.select_related("quiz__unit", "quiz__course", "enrolment")
    found = rows.filter(public_id=public_id).first()
    if found:
        found.quiz.unit.course = found.quiz.course  # spares a query for its address
    return found


def places_of(attempt: Attempt) -> tuple[Place, ...]:
    """Two queries."""
    answers = current_answers(attempt)
    return tuple(Place(slot, answers.get(slot.pk, NOTHING)) for slot in attempt.slots.order_by("position"))


def asked(slot: AttemptSlot, names: Mapping[str, str], answer: Any) -> dict[str, Any]:
    """What the type's template shows, with `template` itself; `answer` is the one to show as chosen."""
    version = slot.version
    kind = get_type(version.type)
    content = content_of(version, tuple(names))
    question = kind.ask(content, html=html_of(version), order=slot.option_order, names=names, answer=answer)
    return {"template": kind.template, "question": question}


def is_on_offer(slot: AttemptSlot, names: Mapping[str, str], answer: Any) -> bool:
    kind = get_type(slot.version.type)
    try:
        kind.check(content_of(slot.version, tuple(names)), answer)
    except ValueError:
        return False
    return True
