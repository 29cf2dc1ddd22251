"""What stands in an attempt: its answers, its marks, its result. Always from steps and versions, never from a cache."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from coursesite.storage.prepared import Prepared
from lessons.enums import EnrolmentEventKind
from lessons.models import Enrolment, EnrolmentEvent, Term
from quizzes.enums import AttemptState, Counts, Settled
from quizzes.grading.attempt import GradedSlot, PassRule, Result, result
from quizzes.grading.mark import Mark, Part, share_to_decimal
from quizzes.models import AnswerStep, Attempt, AttemptSlot, QuestionVersion, Quiz
from quizzes.queries.contents import content_of
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem, is_nothing
from quizzes.types.rubrics import marked


@dataclass(frozen=True)
class SlotAnswer:
    """The current answer of a slot; seq 0 = never answered."""

    seq: int
    answer: Any
    arrived_at: Any = None
    confidence: str = ""

    @property
    def given(self) -> bool:
        return self.answer is not None


NOTHING = SlotAnswer(0, None)
PASS_KEPT = "pass_kept"  # noqa: S105  # no password: an exam is passed
"""In an attempt's rule: it was passed before a question was settled, and that is never taken back."""


def _terms(course: int) -> QuerySet[Any]:
    return Term.objects.filter(course=course).order_by("position").values_list("key", "name")


def _newest(attempt: int) -> QuerySet[Any]:
    """Slot by slot, so that a question answered anew a hundred times costs what one answer does."""
    steps = AnswerStep.objects.filter(slot=OuterRef("pk")).order_by("-seq")
    names = ("seq", "answer", "arrived_at", "confidence")
    newest = {f"newest_{name}": Subquery(steps.values(name)[:1]) for name in names}
    slots = AttemptSlot.objects.filter(attempt=attempt).order_by("position")
    return slots.annotate(**newest).values_list("pk", *newest)


TERMS: Prepared[tuple[str, str]] = Prepared(_terms)
NEWEST: Prepared[tuple[int, int | None, Any, Any, str | None]] = Prepared(_newest)


def term_names(course_id: int) -> dict[str, str]:
    """Term keys in the order of the course, with their names. One query."""
    return dict(TERMS.all(course=course_id))


def terms_of(course_id: int) -> tuple[str, ...]:
    """Term keys in the order of the course. One query."""
    return tuple(term_names(course_id))


def slots_asked_now(user: Any) -> QuerySet[AttemptSlot]:
    """Of her open attempts at steps of a course: their questions are not explained elsewhere meanwhile."""
    slots = AttemptSlot.objects.filter(attempt__enrolment__user=user, attempt__state=AttemptState.OPEN)
    return slots.exclude(attempt__quiz__unit=None).order_by()


def current_answers(attempt: Attempt) -> dict[int, SlotAnswer]:
    """Slot id → newest answer. One query."""
    return {
        slot: SlotAnswer(seq, answer, at, confidence or "")
        for slot, seq, answer, at, confidence in NEWEST.all(attempt=attempt.pk)
        if seq
    }


def is_complete(asked: Collection[Any], answer: Any) -> bool:
    """`asked`: what was handed out, one a row. A mapping names each row it answers; the others are still open."""
    if is_nothing(answer):
        return False
    return not isinstance(answer, dict) or sum(not is_nothing(each) for each in answer.values()) == len(asked)


def answered_slots(attempts: Collection[int]) -> dict[int, list[tuple[AttemptSlot, SlotAnswer]]]:
    """Attempt id → its slots in order, each with its version and its newest answer. Two queries for all of them."""
    newest = AnswerStep.objects.filter(slot=OuterRef("pk")).order_by("-seq")
    slots = AttemptSlot.objects.filter(attempt__in=attempts).order_by("attempt", "position")
    slots = slots.annotate(newest_seq=Subquery(newest.values("seq")[:1]), newest=Subquery(newest.values("answer")[:1]))
    found: dict[int, list[tuple[AttemptSlot, SlotAnswer]]] = {}
    rows = list(slots)
    versions = QuestionVersion.objects.select_related("settled_by").in_bulk({slot.version_id for slot in rows})
    for slot in rows:
        slot.version = versions[slot.version_id]
        given = SlotAnswer(slot.newest_seq, slot.newest) if slot.newest_seq else NOTHING
        found.setdefault(slot.attempt_id, []).append((slot, given))
    return found


def slots_with_versions(attempt: Attempt) -> QuerySet[AttemptSlot]:
    return attempt.slots.select_related("version__question", "version__settled_by").order_by("position")


def marks_of(
    slots: Iterable[AttemptSlot], answers: dict[int, SlotAnswer], terms: tuple[str, ...]
) -> list[tuple[AttemptSlot, Mark]]:
    """Grade each slot as if for the first time: from the version that was asked and what a person gave."""
    return [(slot, mark_of(slot, answers.get(slot.pk, NOTHING).answer, terms)) for slot in slots]


def mark_of(slot: AttemptSlot, answer: Any, terms: tuple[str, ...]) -> Mark:
    if slot.is_emptied:
        return stored_mark(slot)
    version = slot.version
    mark = _graded(version, answer, terms)
    if mark.needs_person and slot.given_points:
        mark = marked(content_of(version, terms).rubric, slot.given_points)
    return settled_mark(version, mark, answer, terms)


def stored_mark(slot: AttemptSlot) -> Mark:
    """Where the answer was deleted: what it was worth until then, exactly; without a share it was not scored."""
    parts = tuple(Part.from_json(part) for part in slot.parts)
    if slot.share is None:
        return Mark(Fraction(), parts, is_scored=False)
    total = sum((part.share for part in parts), Fraction())
    exact = (total, total / (len(parts) or 1))  # parts share one point, or each is a case
    share = next((one for one in exact if share_to_decimal(one) == slot.share), Fraction(slot.share))
    return Mark(share, parts)


def settled_mark(version: QuestionVersion, mark: Mark, answer: Any, terms: tuple[str, ...]) -> Mark:
    """The mark as it stands after a faulty question was settled."""
    match version.settled:
        case Settled.FOR_ALL:
            return mark.for_all()
        case Settled.NOT_SCORED:
            return replace(mark, is_scored=False)
        case Settled.BY_VERSION if version.settled_by:
            return _marked_anew(version.settled_by, mark, answer, terms)
        case Settled.ALSO:
            return mark.accepting(accepted_parts(version, answer, terms))
    return mark


def accepted_parts(version: QuestionVersion, answer: Any, terms: tuple[str, ...]) -> frozenset[str]:
    """Ids of the parts in which something was chosen that was found to be right, too."""
    chosen = get_type(version.type).choices_in(content_of(version, terms), answer)
    return frozenset(part for part, name in chosen.items() if name in version.settled_also)


def _marked_anew(version: QuestionVersion, mark: Mark, answer: Any, terms: tuple[str, ...]) -> Mark:
    """By another version's key; what that version did not offer, or leaves to a person, keeps its mark."""
    try:
        anew = _graded(version, answer, terms)
    except AnswerProblem:
        return mark
    return mark if anew.needs_person else anew


def _graded(version: QuestionVersion, answer: Any, terms: tuple[str, ...]) -> Mark:
    return get_type(version.type).grade(content_of(version, terms), answer)


def state_by(marks: Iterable[tuple[AttemptSlot, Mark]]) -> AttemptState:
    """Of an attempt that is over."""
    waits = any(mark.needs_person for _slot, mark in marks)
    return AttemptState.AWAITING_MARKING if waits else AttemptState.MARKED


def result_of(marks: Iterable[tuple[AttemptSlot, Mark]], rule: dict[str, Any]) -> Result:
    graded = [GradedSlot(slot.version.points, mark.share, mark.parts, mark.is_scored) for slot, mark in marks]
    outcome = result(graded, pass_rule(rule))
    return outcome.keeping_pass() if rule.get(PASS_KEPT) else outcome


def pass_rule(rule: dict[str, Any]) -> PassRule | None:
    return PassRule(rule["points"], rule.get("per_term") or 0) if rule.get("points") is not None else None


def counting_attempt(enrolment: int, quiz: Quiz) -> Attempt | None:
    """Of the attempts that are marked, the one that is the result of its quiz. One query."""
    marked = Attempt.objects.filter(enrolment=enrolment, quiz=quiz, state=AttemptState.MARKED)
    attempts = list(marked.select_related("quiz").order_by("number"))
    if not attempts:
        return None
    match quiz.counts:
        case Counts.FIRST:
            return attempts[0]
        case Counts.LAST:
            return attempts[-1]
    return max(attempts, key=lambda one: (bool(one.passed), Fraction(one.points or 0) / (one.maximum or 1)))


def attempts_allowed(enrolment: Enrolment, quiz: Quiz) -> int | None:
    """With those that an instructor granted; None for as many as one likes. At most one query."""
    if quiz.attempts_allowed is None:
        return None
    granted = EnrolmentEvent.objects.filter(enrolment=enrolment, kind=EnrolmentEventKind.ATTEMPT_GRANTED)
    return quiz.attempts_allowed + granted.filter(data__quiz=quiz.pk).count()


def recomputed(attempt: Attempt, slots: Iterable[AttemptSlot] | None = None) -> Result:
    """The one function that decides what an attempt is worth. Three queries; two where its slots are at hand."""
    terms = terms_of(attempt.quiz.course_id)
    marks = marks_of(slots_with_versions(attempt) if slots is None else slots, current_answers(attempt), terms)
    return result_of(marks, attempt.rule)
