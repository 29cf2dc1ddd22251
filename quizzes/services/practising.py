"""Questions inside a lesson: answered one by one, with feedback at once, never counting for a result.

Each answer is a step of an attempt like any other: one writer, one source of what people confuse.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment, Lesson
from lessons.services import progress
from quizzes.enums import AttemptState, Mode, Reveal
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, AttemptSlot, Question, Quiz
from quizzes.queries.attempts import current_answers
from quizzes.services import attempting


def answer_check(
    *, enrolment: Enrolment, lesson: Lesson, question_uid: str, answer: Any, seed: int, now: datetime
) -> AttemptSlot:
    """Store an answer to a self-check of the lesson's published text; finishing the last one reads the lesson.

    Raises QuizzesError for a question the lesson does not ask, AnswerProblem for an answer that was not on offer.
    """
    uids = lesson.published.checks if lesson.published else []
    if question_uid not in uids:
        raise QuizzesError(_("This lesson does not ask this question."), "unknown-question")
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        attempt = _open_check(enrolment, check_quiz(lesson), seed, now)
        slot = _slot_for(attempt, question_uid)
        seq = slot.steps.count() + 1
        attempting.save_answer(attempt=attempt, position=slot.position, seq=seq, answer=answer, now=now)
        if _all_answered(attempt, uids):
            attempting.submit_attempt(attempt=attempt, now=now)
            progress.mark_read(enrolment=enrolment, unit=lesson.unit, version=lesson.published, now=now)
        else:
            progress.note_begun(enrolment=enrolment, unit=lesson.unit)
        return slot


def check_quiz(lesson: Lesson) -> Quiz:
    """The quiz behind a lesson's self-checks; it exists from the first answer on."""
    return Quiz.objects.get_or_create(
        lesson=lesson, defaults={"course": lesson.unit.course, "mode": Mode.CHECK, "reveal": Reveal.AT_ONCE}
    )[0]


def _open_check(enrolment: Enrolment, quiz: Quiz, seed: int, now: datetime) -> Attempt:
    attempt = Attempt.objects.filter(enrolment=enrolment, quiz=quiz, state=AttemptState.OPEN).first()
    if attempt:
        return attempt
    last = Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("-number").first()
    number = last.number + 1 if last else 1
    return attempting.open_attempt(enrolment=enrolment, quiz=quiz, number=number, seed=seed, now=now)


def _slot_for(attempt: Attempt, uid: str) -> AttemptSlot:
    """The slot of this question in the version learners get now; a newer version gets a slot of its own."""
    question = Question.objects.live().select_related("current").filter(uid=uid, course=attempt.quiz.course_id).first()
    if question is None:
        raise QuizzesError(_("This question is not available at the moment."), "unknown-question")
    slot = attempt.slots.filter(version=question.current_id).first()
    if slot is None:
        slot = attempting.add_slots(attempt, [question])[0]
        attempt.save(update_fields=["maximum"])
    return slot


def _all_answered(attempt: Attempt, uids: list[str]) -> bool:
    answers = current_answers(attempt)
    answered = {
        slot.version.question.uid
        for slot in attempt.slots.select_related("version__question")
        if slot.pk in answers and answers[slot.pk].given
    }
    return set(uids) <= answered
