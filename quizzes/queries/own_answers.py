"""What has a learner answered, and what was said of it? For her own copy of her data.

A solution is in it as soon as the site shows it: not while the attempt is open, not while its solutions are protected,
and not while the same question stands in another open attempt.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lessons.models import Term
from quizzes.grading.mark import rounded
from quizzes.models import Attempt
from quizzes.queries.attempts import answered_slots, mark_of, slots_asked_now
from quizzes.queries.contents import content_of
from quizzes.queries.revealing import revealed
from quizzes.queries.reviewing import SHOWN_PLACES
from quizzes.types import get_type
from quizzes.types.base import is_nothing

AT_ONCE = 50  # attempts whose answers are read together: some thousand rows at most


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


def own_attempts(user: Any) -> Iterator[tuple[Attempt, list[OwnAnswer]]]:
    """Course by course, oldest first. Seven queries at most, and two more for each further AT_ONCE attempts."""
    rows = Attempt.objects.filter(enrolment__user=user).select_related("quiz__unit", "quiz__course")
    attempts = list(rows.order_by("quiz__course_id", "started_at", "pk"))
    names = _names({attempt.quiz.course_id for attempt in attempts})
    asked_now = frozenset(slots_asked_now(user).values_list("version__question", flat=True))
    open_to_her = revealed(attempts)
    for first in range(0, len(attempts), AT_ONCE):
        some = attempts[first : first + AT_ONCE]
        slots = answered_slots([attempt.pk for attempt in some])
        for attempt in some:
            known, shown = names[attempt.quiz.course_id], attempt.pk in open_to_her
            yield (
                attempt,
                [
                    _own(slot, given, known, shown=shown or slot.is_explained(given.seq), asked_now=asked_now)
                    for slot, given in slots.get(attempt.pk, [])
                ],
            )


def _names(courses: Collection[int]) -> Mapping[int, dict[str, str]]:
    """Course → keys of its terms in their order, with their names. One query."""
    found: dict[int, dict[str, str]] = {course: {} for course in courses}
    terms = Term.objects.filter(course__in=courses).order_by("position")
    for course, key, name in terms.values_list("course", "key", "name"):
        found[course][key] = name
    return found


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
