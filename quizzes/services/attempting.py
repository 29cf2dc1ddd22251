"""The only writer of attempts: start, save, submit.

Everything an attempt depends on is frozen when it starts. Answers are append-only steps; the page says which step it
last saw confirmed, so a lost reply is sent again without harm and a second window is noticed instead of overwritten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import TimeFactor
from coursesite.storage.prepared import Prepared
from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment
from lessons.services import progress
from quizzes.draw import Draw, UnfillableCell, draw
from quizzes.enums import AttemptState
from quizzes.errors import AnswerExplained, AttemptOver, QuizzesError, StepConflict
from quizzes.grading.mark import share_to_decimal
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Question, Quiz
from quizzes.queries.attempts import (
    SlotAnswer,
    attempts_allowed,
    counting_attempt,
    current_answers,
    is_complete,
    marks_of,
    recomputed,
    result_of,
    slots_with_versions,
    state_by,
    term_names,
)
from quizzes.queries.bank import bank_items, cells_of, rules_of, seen_by
from quizzes.queries.contents import content_of, option_order
from quizzes.queries.sitting import Place, is_forward, slot_at, within_reach
from quizzes.queries.targeted import practice_due
from quizzes.services.evidence import record_attempt
from quizzes.types import get_type
from quizzes.types.base import is_nothing

MAX_ANSWER_BYTES = 20_000  # the longest free text a question allows, with room for its JSON
NO_AIM: Mapping[str, Any] = MappingProxyType({})
NOT_HERE = _("This is not possible in this quiz.")
NO_QUESTIONS = _("There are not enough questions for this quiz at the moment. Please tell your instructor.")


@dataclass(frozen=True)
class Saved:
    """`seq` is what the page may rely on; `known`: this very step was stored before; `state`: how the map names it."""

    seq: int
    known: bool
    remaining: int | None
    state: str


def start_attempt(
    *,
    enrolment: Enrolment,
    quiz: Quiz,
    seed: int,
    now: datetime,
    draw_questions: Callable[..., Draw] | None = None,
    aim: Mapping[str, Any] = NO_AIM,
) -> Attempt:
    """Draw and freeze an attempt. Idempotent while one is open: four tabs make one attempt.

    One whose time is over is marked first; the learner asked for a new one. Raises QuizzesError. `draw_questions` takes
    quiz, enrolment and seed where the cells do not say what is asked; `aim` is kept with the attempt's rule.
    """
    draw_questions = draw_questions or _draw_by_cells
    with write_transaction():
        enrolment = _locked(enrolment, quiz)
        attempt = Attempt.objects.filter(enrolment=enrolment, quiz=quiz, state=AttemptState.OPEN).first()
        if attempt and not is_over(attempt, now):
            return attempt
        if attempt:
            submit_attempt(attempt=attempt, now=now)
        number = _next_number(enrolment, quiz, now)
        drawn = draw_questions(quiz, enrolment=enrolment, seed=seed)
        questions = Question.objects.in_bulk(list(drawn.items))
        attempt = open_attempt(enrolment=enrolment, quiz=quiz, number=number, seed=seed, now=now)
        attempt.rule |= aim
        attempt.notes = [note.to_json() for note in drawn.notes]
        add_slots(attempt, [questions[pk] for pk in drawn.items])
        attempt.save(update_fields=["maximum", "notes", "rule"])
        if quiz.unit_id:
            progress.note_begun(enrolment=enrolment, unit=quiz.unit)
        return attempt


def open_attempt(*, enrolment: Enrolment, quiz: Quiz, number: int, seed: int, now: datetime) -> Attempt:
    """An attempt without questions yet; inside a transaction that holds the enrolment."""
    rule = {
        "points": quiz.pass_points,
        "per_term": quiz.pass_per_term,
        "reveal": quiz.reveal,
        "navigation": quiz.navigation,
    }
    return Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        number=number,
        seed=seed,
        rule=rule,
        started_at=now,
        deadline=_deadline(enrolment, quiz, now),
    )


def open_or_new(*, enrolment: Enrolment, quiz: Quiz, seed: int, now: datetime) -> Attempt:
    """For quizzes that nobody starts or submits by hand; inside a transaction that holds the enrolment."""
    last = Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("-number").first()
    if last and last.is_open:
        return last
    return open_attempt(enrolment=enrolment, quiz=quiz, number=last.number + 1 if last else 1, seed=seed, now=now)


def add_slots(attempt: Attempt, questions: list[Question]) -> list[AttemptSlot]:
    """Freeze the questions' current versions and the order of their options, in this order, after what is there."""
    terms = tuple(term_names(attempt.quiz.course_id))
    taken = attempt.slots.count()
    slots = [
        AttemptSlot(
            attempt=attempt,
            position=position,
            version=question.current,
            option_order=option_order(question.current, terms, attempt.seed),
        )
        for position, question in enumerate(questions, start=taken + 1)
    ]
    attempt.maximum += sum(question.current.points for question in questions)
    return AttemptSlot.objects.bulk_create(slots)


def save_answer(
    *, attempt: Attempt, position: int, seq: int, answer: Any, now: datetime, confidence: str = ""
) -> Saved:
    """Store one step. `now` is when the request arrived.

    Raises AttemptOver, StepConflict, AnswerExplained, AnswerProblem, or QuizzesError for a slot that is unknown or
    passed by; then nothing is stored.
    """
    with write_transaction():
        attempt, slot = slot_to_answer(attempt, position, now)
        answer = _checked(attempt, slot, answer)
        known = _store(slot, seq, answer, confidence, now)
        return Saved(seq, known, remaining_seconds(attempt, now), _state(slot, answer))


def save_form(*, attempt: Attempt, position: int, seen: int, answer: Any, now: datetime, confidence: str = "") -> Saved:
    """Store what a form sent, if it says anything new. `seen` is the step it was filled in on.

    A form without an answer was only leafed through: it withdraws nothing, and leaves a question open for good where
    there is no way back, unless the next one depends on it. One that was emptied does withdraw. Raises what
    `save_answer` raises.
    """
    with write_transaction():
        attempt, slot = slot_to_answer(attempt, position, now)
        given = _checked(attempt, slot, answer)
        last = last_step(slot)
        is_skipped = answer is None and last is None and is_forward(attempt) and not attempt.quiz.asks_one_by_one
        if not is_skipped and (answer is None or _says(last, given, confidence)):
            state = _state(slot, last.answer if last else None)
            return Saved(last.seq if last else 0, known=True, remaining=remaining_seconds(attempt, now), state=state)
        _store(slot, seen + 1, given, confidence, now)
        return Saved(seen + 1, known=False, remaining=remaining_seconds(attempt, now), state=_state(slot, given))


def mark_for_later(*, attempt: Attempt, position: int, flagged: bool, now: datetime) -> None:
    """The learner's own mark at a question; it changes no answer. Raises AttemptOver, QuizzesError."""
    with write_transaction():
        _attempt, slot = slot_to_answer(attempt, position, now)
        AttemptSlot.objects.filter(pk=slot.pk).update(flagged=flagged)


def submit_attempt(*, attempt: Attempt, now: datetime, reached_end: bool = False) -> Attempt:
    """Close the attempt and mark it. Idempotent: a double click submits once.

    `reached_end`: its questions came one by one, and there is no further one.
    """
    with write_transaction():
        Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)  # before the attempt: as in start_attempt
        attempt = (
            Attempt.objects.select_for_update(of=("self",)).select_related("quiz__unit", "enrolment").get(pk=attempt.pk)
        )
        if not attempt.is_open:
            return attempt
        attempt.reached_end = reached_end
        attempt.submitted_at = min(now, attempt.deadline) if attempt.deadline else now
        return mark_attempt(attempt, now)


def remaining_seconds(attempt: Attempt, now: datetime) -> int | None:
    """Whole seconds until the end; None without a time limit."""
    if attempt.deadline is None:
        return None
    return max(0, int((attempt.deadline - now).total_seconds()))


def is_over(attempt: Attempt, now: datetime) -> bool:
    grace = timedelta(seconds=settings.ANSWER_GRACE_SECONDS)
    return not attempt.is_open or (attempt.deadline is not None and now > attempt.deadline + grace)


def next_start_at(enrolment: Enrolment, quiz: Quiz) -> datetime | None:
    """When the next attempt may start; None = now. Raises QuizzesError when none is left."""
    attempts = Attempt.objects.filter(enrolment__user=enrolment.user_id, enrolment__cycle=enrolment.cycle, quiz=quiz)
    last = attempts.order_by("-number").first()
    if last is None:
        return None
    allowed = attempts_allowed(enrolment, quiz)
    if allowed is not None and last.number >= allowed:
        raise QuizzesError(_("You have used all your attempts."), "no-attempt-left")
    return (last.submitted_at or last.started_at) + timedelta(hours=quiz.wait_hours) if quiz.wait_hours else None


def mark_attempt(attempt: Attempt, now: datetime) -> Attempt:
    """Store what its answers are worth, and report it. Inside a transaction that holds the attempt."""
    terms = tuple(term_names(attempt.quiz.course_id))
    marks = marks_of(slots_with_versions(attempt), current_answers(attempt), terms)
    for slot, mark in marks:
        slot.share = share_to_decimal(mark.share)
        slot.parts = [part.to_json() for part in mark.parts]
    AttemptSlot.objects.bulk_update([slot for slot, _mark_of in marks], ["share", "parts"])
    outcome = result_of(marks, attempt.rule)
    attempt.state = state_by(marks)
    attempt.points, attempt.passed = share_to_decimal(outcome.points), outcome.passed
    attempt.maximum = outcome.maximum
    attempt.save(update_fields=["state", "points", "maximum", "passed", "submitted_at", "reached_end"])
    record_attempt(attempt)
    is_counted = attempt.enrolment.closed_at is None or attempt.quiz.is_for_afterwards
    if attempt.quiz.unit_id and attempt.state == AttemptState.MARKED and is_counted:
        _report(attempt, now)
    return attempt


def _report(attempt: Attempt, now: datetime) -> None:
    """The result that counts goes down to the floor that knows units only."""
    outcome = recomputed(counting_attempt(attempt.enrolment_id, attempt.quiz) or attempt)
    share = outcome.points / outcome.maximum if outcome.maximum else Fraction(0)
    progress.record_result(
        enrolment=attempt.enrolment, unit=attempt.quiz.unit, share=share, passed=outcome.passed, now=now
    )


def slot_to_answer(attempt: Attempt, position: int, now: datetime) -> tuple[Attempt, AttemptSlot]:
    """Both as they are now, the attempt locked; inside a transaction. Raises AttemptOver, QuizzesError."""
    [attempt] = LOCKED.all(pk=attempt.pk)
    if is_over(attempt, now):
        raise AttemptOver
    slot = slot_at(attempt, position)
    if slot is None:
        raise QuizzesError(_("This question does not belong to the attempt."), "unknown-slot")
    if is_forward(attempt) and position not in within_reach(attempt):
        raise QuizzesError(_("In this quiz, you cannot go back to an earlier question."), "passed-by")
    return attempt, slot


def _checked(attempt: Attempt, slot: AttemptSlot, answer: Any) -> Any:
    """What was emptied says as much as None."""
    terms = tuple(term_names(attempt.quiz.course_id))
    get_type(slot.version.type).check(content_of(slot.version, terms), answer)
    return None if is_nothing(answer) else answer


def last_step(slot: AttemptSlot) -> AnswerStep | None:
    return LAST.first(slot=slot.pk)


def complete_step(slot: AttemptSlot) -> AnswerStep:
    """The newest one. Raises QuizzesError if something of the question is still open."""
    last = last_step(slot)
    if last is None or not is_complete(slot.option_order, last.answer):
        raise QuizzesError(_("Please answer the question completely first."), "incomplete")
    return last


def _locked_attempt(pk: int) -> QuerySet[Attempt]:
    return Attempt.objects.select_for_update(of=("self",)).select_related("quiz").filter(pk=pk)


def _last_steps(slot: int) -> QuerySet[AnswerStep]:
    return AnswerStep.objects.filter(slot=slot).order_by("-seq")[:1]


LOCKED: Prepared[Attempt] = Prepared(_locked_attempt)
LAST: Prepared[AnswerStep] = Prepared(_last_steps)


def _store(slot: AttemptSlot, seq: int, answer: Any, confidence: str, now: datetime) -> bool:
    last = last_step(slot)
    newest = last.seq if last else 0
    if last and slot.is_explained(newest) and not (seq == newest and _says(last, answer, confidence)):
        raise AnswerExplained(newest, last.answer, last.confidence)
    if seq == newest + 1:
        AnswerStep.objects.create(slot=slot, seq=seq, answer=answer, confidence=confidence, arrived_at=now)
        return False
    if last and seq == newest and _says(last, answer, confidence):
        return True
    raise StepConflict(newest, last.answer if last else None, last.confidence if last else "")


def _state(slot: AttemptSlot, answer: Any) -> str:
    return Place(slot, SlotAnswer(1, answer)).state


def _says(last: AnswerStep | None, answer: Any, confidence: str) -> bool:
    """The same as what is stored. Without an answer there is nothing to be sure of."""
    if last is None:
        return answer is None
    return bool(last.answer == answer) and (answer is None or last.confidence == confidence)


def _locked(enrolment: Enrolment, quiz: Quiz) -> Enrolment:
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("user").get(pk=enrolment.pk)
    if enrolment.closed_at and not quiz.is_for_afterwards:
        raise QuizzesError(_("This run through the course has ended."), "enrolment-closed")
    return enrolment


def _next_number(enrolment: Enrolment, quiz: Quiz, now: datetime) -> int:
    start = next_start_at(enrolment, quiz)
    if practice_due(enrolment, quiz, now=now):
        message = _("There is targeted practice between two attempts. Please complete it first.")
        raise QuizzesError(message, "practice-first")
    if start and now < start:
        raise QuizzesError(_("The waiting time before the next attempt is not over yet."), "too-early")
    last = Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("-number").first()
    return last.number + 1 if last else 1


def _draw_by_cells(quiz: Quiz, *, enrolment: Enrolment, seed: int) -> Draw:
    return draw_for(quiz, seed=seed, seen=seen_by(enrolment, quiz))


def draw_for(quiz: Quiz, *, seed: int, seen: Mapping[int, int]) -> Draw:
    """`seen`: question id → number of the last attempt that asked it. Raises QuizzesError. Three queries."""
    if quiz.asks_one_by_one:
        message = _(
            "This quiz chooses each question according to the previous answers; there is no single draw of all "
            "questions."
        )
        raise QuizzesError(message, "one-by-one")
    cells = cells_of(quiz)
    bank = bank_items(quiz.course, {cell.pool for cell in cells})
    try:
        drawn = draw(cells, bank, seed=seed, rules=rules_of(quiz), seen=seen)
    except UnfillableCell as error:
        raise QuizzesError(NO_QUESTIONS, "cell-unfillable") from error
    if not drawn.items:
        raise QuizzesError(NO_QUESTIONS, "no-cells")
    return drawn


def _deadline(enrolment: Enrolment, quiz: Quiz, now: datetime) -> datetime | None:
    factor = enrolment.user.time_factor
    if quiz.minutes_limit is None or factor == TimeFactor.UNLIMITED:
        return None
    return now + timedelta(minutes=quiz.minutes_limit) * float(factor)
