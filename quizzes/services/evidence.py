"""Which term was taken for which? Written when an answer is final: marked, explained, or checked in a lesson.

Events are derived: whoever rebuilds them from the stored steps gets the same ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from coursesite.accounts.models import User
from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from quizzes.enums import Mode
from quizzes.grading.mark import Mark
from quizzes.models import AnswerStep, Attempt, AttemptSlot, TermEvent
from quizzes.queries.attempts import mark_of, slots_with_versions, term_names
from quizzes.queries.contents import content_of
from quizzes.types import get_type

CaseKey = tuple[int, str]
"""Question and row: what a case is over all its wordings."""
EventKey = tuple[int, int, str]
"""Slot, step and row."""
CHUNK_PEOPLE = 500  # ids held in memory
CHANGEABLE = ("expected", "given", "dimension")
ANSWERED_AT_ONCE = (Mode.CHECK, Mode.REVIEW, Mode.DIFFERENCE)  # an answer is final when it arrives: none can be late


@dataclass(frozen=True)
class Answered:
    """A final answer: the step that held it."""

    slot: AttemptSlot
    step: AnswerStep


def record_attempt(attempt: Attempt) -> None:
    """The events of all final answers of an attempt, marked for the first time or anew. In a transaction that holds it.

    What stands already keeps its place among the person's events. Where one goes, or she has answered elsewhere since,
    which answers were the first ones is found out anew.
    """
    answers = _final_answers(attempt, list(slots_with_versions(attempt)))
    wanted = _events(attempt, answers)
    stored = {_key(event): event for event in TermEvent.objects.filter(slot__attempt=attempt)}
    unknown = {key[:2] for key in wanted.keys() - stored.keys()}
    new = [answered for answered in answers if (answered.slot.pk, answered.step.seq) in unknown]
    if stored.keys() - wanted.keys() or _is_late(attempt, new):
        rebuild(user=attempt.enrolment.user)
        return
    changed = [_changed(stored[key], event) for key, event in wanted.items() if key in stored]
    TermEvent.objects.bulk_update([event for event in changed if event], CHANGEABLE)
    _append([event for key, event in wanted.items() if key not in stored])


def record_answer(attempt: Attempt, slot: AttemptSlot) -> None:
    """The event of an answer that became final just now. Inside a transaction that holds the attempt."""
    step = slot.steps.order_by("-seq").first()
    if step is None or step.answer is None:
        return
    answered = Answered(slot, step)
    if attempt.quiz.mode not in ANSWERED_AT_ONCE and _is_late(attempt, [answered]):
        rebuild(user=attempt.enrolment.user)
        return
    _append(_events(attempt, [answered]).values())


def rebuild(*, user: Any) -> int:
    """All events of a person from her stored answers, in the order in which she gave them; how many there are."""
    with write_transaction():
        lock_runs(user)
        attempts = Attempt.objects.filter(enrolment__user=user).select_related("quiz", "enrolment").order_by("pk")
        TermEvent.objects.filter(user=user).delete()
        found = [
            (answered, attempt)
            for attempt in attempts
            for answered in _final_answers(attempt, list(slots_with_versions(attempt)))
        ]
        events: list[TermEvent] = []
        for answered, attempt in sorted(found, key=lambda pair: _when(*pair)):
            events += _events(attempt, [answered]).values()
        _append(events)
        return len(events)


def lock_runs(user: Any) -> None:
    """All of a person's runs, before any of her attempts: nothing of her evidence is written meanwhile."""
    list(Enrolment.objects.select_for_update().filter(user=user).order_by("pk"))


def rebuild_everybody(*, keep: bool) -> Iterator[bool]:
    """For each person with answers: was it the same already? One after the other, each in a transaction of her own.

    With `keep` false nothing is changed.
    """
    people = User.objects.filter(enrolments__attempts__isnull=False).order_by("pk").distinct()
    for user in people.only("pk").iterator(chunk_size=CHUNK_PEOPLE):
        with write_transaction():
            before = _stored(user)
            rebuild(user=user)
            is_same = _stored(user) == before
            if not keep:
                transaction.set_rollback(True)
        yield is_same


def _stored(user: Any) -> list[tuple[Any, ...]]:
    fields = [field.attname for field in TermEvent._meta.concrete_fields if not field.primary_key]
    return list(TermEvent.objects.filter(user=user).order_by("pk").values_list(*fields))


def _is_late(attempt: Attempt, answers: Sequence[Answered]) -> bool:
    """Did one of these answers become final before her newest event? Two queries."""
    newest = TermEvent.objects.filter(user=attempt.enrolment.user_id).select_related("slot__attempt__quiz")
    last = newest.order_by("-pk").first() if answers else None
    if last is None:
        return False
    before = Answered(last.slot, last.slot.steps.get(seq=last.seq))
    return min(_when(one, attempt) for one in answers) < _when(before, last.slot.attempt)


def _when(answered: Answered, attempt: Attempt) -> tuple[datetime, int, int]:
    """When an answer became final: with the submission, or at once."""
    at_once = _is_at_once(attempt, answered.slot)
    final = answered.step.arrived_at if at_once else attempt.submitted_at or answered.step.arrived_at
    return final, answered.slot.pk, answered.step.seq


def _final_answers(attempt: Attempt, slots: Sequence[AttemptSlot]) -> list[Answered]:
    """In a lesson's check each answer is final; elsewhere those that were explained, and the last ones when marked."""
    steps: dict[int, list[AnswerStep]] = {}
    for step in AnswerStep.objects.filter(slot__attempt=attempt).order_by("slot__position", "seq"):
        steps.setdefault(step.slot_id, []).append(step)
    return [Answered(slot, step) for slot in slots for step in _final_steps(attempt, slot, steps.get(slot.pk, ()))]


def _final_steps(attempt: Attempt, slot: AttemptSlot, steps: Sequence[AnswerStep]) -> Iterator[AnswerStep]:
    given = [step for step in steps if step.answer is not None]
    if attempt.quiz.mode == Mode.CHECK:
        yield from given
    elif slot.explained:
        yield from (step for step in given if step.seq in slot.explained)
    elif not attempt.is_open and steps and steps[-1].answer is not None:
        yield steps[-1]


def _is_at_once(attempt: Attempt, slot: AttemptSlot) -> bool:
    return attempt.quiz.mode == Mode.CHECK or bool(slot.explained)


def _events(attempt: Attempt, answers: Iterable[Answered]) -> dict[EventKey, TermEvent]:
    """Not stored yet, in order."""
    terms = tuple(term_names(attempt.quiz.course_id))
    return {_key(event): event for answered in answers for event in _rows(attempt, answered, terms)}


def _append(events: Iterable[TermEvent]) -> None:
    """Behind all others of the person, in this order. Two queries."""
    events = list(events)
    known = _known_cases(events)
    for event in events:
        case = (event.version.question_id, event.row)
        event.is_first = case not in known
        known.add(case)
    TermEvent.objects.bulk_create(events)


def _known_cases(events: Sequence[TermEvent]) -> set[CaseKey]:
    """Cases of these questions that the person has answered before."""
    if not events:
        return set()
    questions = {event.version.question_id for event in events}
    before = TermEvent.objects.filter(user=events[0].user_id, version__question__in=questions)
    return set(before.order_by().values_list("version__question", "row").distinct())


def _changed(stored: TermEvent, wanted: TermEvent) -> TermEvent | None:
    """The stored event with what marking anew found; None if that is the same."""
    new = {name: getattr(wanted, name) for name in CHANGEABLE}
    if all(getattr(stored, name) == value for name, value in new.items()):
        return None
    for name, value in new.items():
        setattr(stored, name, value)
    return stored


def _key(event: TermEvent) -> EventKey:
    return event.slot_id, event.seq, event.row


def _rows(attempt: Attempt, answered: Answered, terms: tuple[str, ...]) -> Iterator[TermEvent]:
    slot, step = answered.slot, answered.step
    mark: Mark = mark_of(slot, step.answer, terms)
    if not mark.is_scored:
        return
    kind = get_type(slot.version.type)
    dimensions = {case.row_id: case.dimension for case in kind.cases(content_of(slot.version, terms))}
    for part in mark.parts:
        if part.expected is None or part.given is None:
            continue
        yield TermEvent(
            user_id=attempt.enrolment.user_id,
            course_id=attempt.quiz.course_id,
            slot=slot,
            version=slot.version,
            seq=step.seq,
            row=part.id,
            expected=part.expected,
            given=part.given,
            dimension=dimensions.get(part.id, ""),
            context=attempt.quiz.mode,
            confidence=step.confidence,
            day=timezone.localdate(step.arrived_at),
        )
