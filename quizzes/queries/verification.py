"""Do the stored results still say what steps, versions and persons' marks give? Each attempt computed anew.

Where answers were deleted after their time, the stored marks of the questions still have to give the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quizzes.enums import AttemptState
from quizzes.grading.mark import share_to_decimal
from quizzes.models import Attempt
from quizzes.queries.attempts import current_answers, marks_of, result_of, slots_with_versions, state_by, term_names

AT_ONCE = 500  # attempts held in memory


@dataclass(frozen=True)
class Difference:
    """`what`: state, points, maximum, passed, or the position of a slot with its share or parts."""

    attempt: str
    what: str
    stored: Any
    computed: Any

    def __str__(self) -> str:
        return f"{self.attempt}: {self.what} is stored as {self.stored}, computed as {self.computed}"


def attempts_that_ended() -> Iterator[Attempt]:
    """In the order of their ids, so many at once."""
    after = 0
    while found := _next(after):
        yield from found
        after = found[-1].pk


def differences(attempt: Attempt) -> list[Difference]:
    """Three queries."""
    terms = tuple(term_names(attempt.quiz.course_id))
    marks = marks_of(slots_with_versions(attempt), current_answers(attempt), terms)
    outcome = result_of(marks, attempt.rule)
    pairs: list[tuple[str, Any, Any]] = [
        ("state", attempt.state, state_by(marks)),
        ("points", attempt.points, share_to_decimal(outcome.points)),
        ("maximum", attempt.maximum, outcome.maximum),
        ("passed", attempt.passed, outcome.passed),
    ]
    for slot, mark in marks:
        if slot.is_emptied:
            continue
        pairs.append((f"share of question {slot.position}", slot.share, share_to_decimal(mark.share)))
        pairs.append((f"parts of question {slot.position}", slot.parts, [part.to_json() for part in mark.parts]))
    return [Difference(attempt.public_id, *pair) for pair in pairs if pair[1] != pair[2]]


def _next(after: int) -> list[Attempt]:
    rows = Attempt.objects.filter(pk__gt=after, state__in=(AttemptState.MARKED, AttemptState.AWAITING_MARKING))
    return list(rows.select_related("quiz").order_by("pk")[:AT_ONCE])
