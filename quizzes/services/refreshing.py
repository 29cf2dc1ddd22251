"""Spaced review: a case of a card is answered, explained at once, and the card gets its next day, all or nothing.

Each answer is a step of an attempt like any other. The attempt hangs on the latest run, open or closed: reviewing goes
on after the course.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Course, Enrolment
from quizzes.enums import AttemptState, Confidence, Mode, Reveal
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, AttemptSlot, Card, CardPause, ContrastPair, Question, Quiz
from quizzes.queries.attempts import mark_of, term_names
from quizzes.queries.cards import clinic_for, next_case, queue_of
from quizzes.queries.checks import seed_of_checks
from quizzes.services import attempting
from quizzes.services.evidence import lock_runs
from quizzes.services.explaining import explain_answer
from quizzes.spacing.schedule import Memory, rating_of, reviewed

MAX_PAUSE = timedelta(weeks=6)  # a long holiday; after more, most would be forgotten and the pause the end


def answer_card(*, user: Any, question_uid: str, answer: Any, confidence: str, now: datetime) -> AttemptSlot:
    """Answer the case that is next in her queue.

    Raises QuizzesError where this question is not the next one or the answer leaves something open, AnswerProblem for
    an answer that was not on offer; then nothing is stored.
    """
    day = timezone.localdate(now)
    with write_transaction():
        lock_runs(user)
        queue = queue_of(user, day)
        card = queue.due[0] if queue.due else None
        question = next_case(card) if card and clinic_for(card, day) is None else None
        if card is None or question is None or question.uid != question_uid:
            raise QuizzesError(_("This is no longer the next question."), "not-next")
        attempt = review_attempt(queue.runs[card.course_id].enrolment, now)
        slot = store_answer(attempt, question, answer, confidence, now)
        right = is_right(attempt, slot, answer)
        card.clinics = 0 if right else card.clinics
        reschedule(card, right=right, confidence=confidence, day=day)
        if len(queue.due) == 1:
            finish_reviews(user, now)
        return slot


def pause_cards(*, user: Any, until: date, now: datetime) -> None:
    """Nothing is asked before this day. Whoever pauses already gets this end instead. Raises QuizzesError."""
    today = timezone.localdate(now)
    if not today < until <= today + MAX_PAUSE:
        message = _("Please choose a day after today, at most %(weeks)s weeks ahead.")
        raise QuizzesError(message % {"weeks": MAX_PAUSE.days // 7}, "pause-length")
    with write_transaction():
        lock_runs(user)
        CardPause.objects.update_or_create(user=user, defaults={"until": until})


def end_pause(*, user: Any) -> None:
    """From now on each card has its day again. Idempotent."""
    with write_transaction():
        lock_runs(user)
        CardPause.objects.filter(user=user).delete()


def review_quiz(course: Course) -> Quiz:
    """The quiz behind a course's spaced review; it exists from the first answer on."""
    values = {"reveal": Reveal.AT_ONCE, "ask_confidence": True}
    return Quiz.objects.get_or_create(course=course, unit=None, mode=Mode.REVIEW, defaults=values)[0]


def review_attempt(enrolment: Enrolment, now: datetime) -> Attempt:
    """It stays open until nothing is left for the day. Inside a transaction that holds her runs."""
    quiz = review_quiz(enrolment.course)
    return attempting.open_or_new(enrolment=enrolment, quiz=quiz, seed=seed_of_checks(enrolment), now=now)


def store_answer(
    attempt: Attempt,
    question: Question,
    answer: Any,
    confidence: str,
    now: datetime,
    *,
    contrast: ContrastPair | None = None,
) -> AttemptSlot:
    """Asked, answered and explained at once. `contrast`: the comparison after which it is asked."""
    [slot] = attempting.add_slots(attempt, [question])
    attempt.save(update_fields=["maximum"])
    if contrast:
        AttemptSlot.objects.filter(pk=slot.pk).update(contrast=contrast)
    place = {"attempt": attempt, "position": slot.position, "now": now}
    attempting.save_answer(**place, seq=1, answer=answer, confidence=confidence)
    explain_answer(**place)
    return slot


def is_right(attempt: Attempt, slot: AttemptSlot, answer: Any) -> bool:
    return mark_of(slot, answer, tuple(term_names(attempt.quiz.course_id))).share == 1


def reschedule(card: Card, *, right: bool, day: date, confidence: str = "") -> None:
    memory = None
    if card.stability is not None and card.difficulty is not None and card.reviewed_on is not None:
        memory = Memory(card.stability, card.difficulty, card.reviewed_on)
    review = reviewed(memory, rating_of(is_right=right, is_unsure=confidence == Confidence.UNSURE), day)
    card.stability, card.difficulty = review.memory.stability, review.memory.difficulty
    card.reviewed_on, card.due_on = day, review.due_on
    card.lapses = 0 if right else card.lapses + 1
    card.save()


def finish_reviews(user: Any, now: datetime) -> None:
    """Mark what was answered: the queue is empty."""
    attempts = Attempt.objects.filter(enrolment__user=user, quiz__mode=Mode.REVIEW, quiz__unit=None)
    for attempt in attempts.filter(state=AttemptState.OPEN).order_by("pk"):
        attempting.submit_attempt(attempt=attempt, now=now)
