"""What this floor takes away when an account is deleted, or when the time of answers is over.

Results stay, without a name. What somebody typed goes wherever its mark stays the same without it: a text that a person
marked, and a short answer that was wrong. One that was right says what the course says.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from coursesite.accounts.models import User
from quizzes.models import AnswerStep, AttemptSlot, Card, CardPause, Objection, QuestionVersion, SecondMarking
from quizzes.queries.attempts import mark_of, terms_of
from quizzes.types import all_types
from quizzes.types.base import AnswerProblem

GONE = "[…]"
CHUNK_ROWS = 500


def clear_answers(*, person: User, now: datetime) -> None:
    """The step of this floor: nothing that she typed, and nothing that was said to her, stays."""
    slots = AttemptSlot.objects.filter(attempt__enrolment__user=person)
    Card.objects.filter(user=person).delete()
    CardPause.objects.filter(user=person).delete()
    slots.exclude(comment="").update(comment="")
    Objection.objects.filter(slot__in=slots.values("pk")).update(reason="", explanation="")
    SecondMarking.objects.filter(slot__in=slots.values("pk")).exclude(comment="").update(comment="")
    empty_typed(AnswerStep.objects.filter(slot__in=slots.values("pk")))


def empty_typed(steps: QuerySet[AnswerStep]) -> int:
    """How many answers were emptied."""
    changed = 0
    wanted = steps.exclude(answer=None).filter(slot__version__in=_with_typing().values("pk"))
    for step in wanted.select_related("slot__version__question").iterator(chunk_size=CHUNK_ROWS):
        terms = terms_of(step.slot.version.question.course_id)
        kept = _emptied(step.slot, step.answer, terms)
        if kept != step.answer:
            AnswerStep.objects.filter(pk=step.pk).update(answer=kept)
            changed += 1
    return changed


def _with_typing() -> QuerySet[QuestionVersion]:
    """Types that are typed, and gaps: which of them are typed, each answer shows."""
    return QuestionVersion.objects.filter(type__in=[kind.key for kind in all_types().values() if _may_be_typed(kind)])


def _may_be_typed(kind: Any) -> bool:
    return kind.is_typed or kind.key == "cloze"


def _emptied(slot: AttemptSlot, answer: Any, terms: tuple[str, ...]) -> Any:
    """As much of it as the mark can do without."""
    if isinstance(answer, str):
        return GONE if _same_mark(slot, answer, GONE, terms) else answer
    if not isinstance(answer, dict):
        return answer
    kept = dict(answer)
    for key in [key for key, value in answer.items() if isinstance(value, str)]:
        candidate = {**kept, key: GONE}
        if _same_mark(slot, answer, candidate, terms):
            kept = candidate
    return kept


def _same_mark(slot: AttemptSlot, answer: Any, candidate: Any, terms: tuple[str, ...]) -> bool:
    """A choice from a list is no text: without it the type refuses the answer, and it stays."""
    try:
        return mark_of(slot, candidate, terms) == mark_of(slot, answer, terms)
    except AnswerProblem:
        return False
