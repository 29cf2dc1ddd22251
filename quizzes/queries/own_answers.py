"""What has a learner answered, and what was said of it? For her own copy of her data.

A solution is in it as soon as the site shows it: not while the attempt is open, not while its solutions are protected,
and not while the same question stands in another open attempt.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lessons.models import Course
from quizzes.grading.mark import rounded
from quizzes.models import Attempt
from quizzes.queries.attempts import answered_slots, mark_of, slots_asked_now, term_names
from quizzes.queries.contents import content_of
from quizzes.queries.reviewing import SHOWN_PLACES, is_revealed
from quizzes.types import get_type
from quizzes.types.base import is_nothing


@dataclass(frozen=True)
class OwnAnswer:
    """`question`, `points`, `solution` and `explanation` are "" or None while the solution is kept."""

    position: int
    answer: str
    question: str = ""
    points: Decimal | None = None
    maximum: int | None = None
    solution: str = ""
    explanation: str = ""


def own_attempts(user: Any, course: Course) -> Iterator[tuple[Attempt, list[OwnAnswer]]]:
    """Oldest first; three queries an attempt, some more where solutions are protected."""
    names = term_names(course.pk)
    asked_now = frozenset(slots_asked_now(user).values_list("version__question", flat=True))
    attempts = Attempt.objects.filter(enrolment__user=user, quiz__course=course)
    for attempt in attempts.select_related("quiz__unit", "enrolment").order_by("started_at", "pk"):
        shown = is_revealed(attempt)
        slots = answered_slots([attempt.pk]).get(attempt.pk, [])
        yield (
            attempt,
            [
                _own(slot, given, names, shown=shown or slot.is_explained(given.seq), asked_now=asked_now)
                for slot, given in slots
            ],
        )


def _own(slot: Any, given: Any, names: dict[str, str], *, shown: bool, asked_now: frozenset[int]) -> OwnAnswer:
    version, terms = slot.version, tuple(names)
    kind, content = get_type(version.type), content_of(version, terms)
    said = "" if is_nothing(given.answer) else kind.say(content, given.answer, names)
    if not shown or version.question_id in asked_now:
        return OwnAnswer(slot.position, said)
    mark = mark_of(slot, given.answer, terms)
    pieces = [piece.text for piece in kind.feedback_for(content, given.answer)]
    return OwnAnswer(
        position=slot.position,
        answer=said,
        question=kind.texts(content).get("stem", ""),
        points=rounded(version.points * mark.share, SHOWN_PLACES),
        maximum=version.points,
        solution=kind.say(content, kind.solution(content), names),
        explanation=" ".join(dict.fromkeys(text for text in [*pieces, slot.comment] if text)),
    )
