"""Questions inside a lesson: answered one by one, with feedback at once, never counting for a result.

Each answer is a step of an attempt like any other: one writer, one source of what people confuse.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Enrolment, Lesson
from lessons.services import progress
from quizzes.enums import Mode, Reveal
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, AttemptSlot, Question, Quiz
from quizzes.queries.attempts import current_answers, is_complete, term_names
from quizzes.queries.checks import askable, seed_of_checks
from quizzes.queries.contents import content_of, option_order
from quizzes.services import attempting
from quizzes.services.evidence import record_answer
from quizzes.types import get_type
from quizzes.types.base import is_nothing


def answer_check(*, enrolment: Enrolment, lesson: Lesson, question_uid: str, answer: Any, now: datetime) -> AttemptSlot:
    """Store an answer to a self-check of the lesson's published text; finishing the last one reads the lesson.

    Raises what `try_check` raises, and ServiceError for a run that has ended.
    """
    question = try_check(lesson=lesson, question_uid=question_uid, answer=answer)
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        seed = seed_of_checks(enrolment)
        attempt = attempting.open_or_new(enrolment=enrolment, quiz=check_quiz(lesson), seed=seed, now=now)
        slot = _slot_for(attempt, question)
        seq = slot.steps.count() + 1
        attempting.save_answer(attempt=attempt, position=slot.position, seq=seq, answer=answer, now=now)
        record_answer(attempt, slot)
        if _all_answered(attempt, _uids(lesson)):
            attempting.submit_attempt(attempt=attempt, now=now)
            progress.mark_read(enrolment=enrolment, unit=lesson.unit, version=lesson.published, now=now)
        else:
            progress.note_begun(enrolment=enrolment, unit=lesson.unit)
        return slot


def try_check(*, lesson: Lesson, question_uid: str, answer: Any) -> Question:
    """Could this answer be stored? Nothing is: for whoever teaches the course.

    Raises QuizzesError for a question the lesson does not ask and for an answer that leaves something open (its
    feedback would give that away), AnswerProblem for an answer that was not on offer.
    """
    if question_uid not in _uids(lesson):
        raise QuizzesError(_("This question is not part of this lesson."), "unknown-question")
    course = lesson.unit.course_id
    question = askable(course).select_related("current").filter(uid=question_uid).first()
    if question is None:
        raise QuizzesError(_("This question is not available at the moment."), "unknown-question")
    terms = tuple(term_names(course))
    get_type(question.current.type).check(content_of(question.current, terms), answer)
    if not is_complete(option_order(question.current, terms, seed=0), answer):
        message = _("Please choose an answer.") if is_nothing(answer) else _("Please answer each line.")
        raise QuizzesError(message, "incomplete")
    return question


def check_quiz(lesson: Lesson) -> Quiz:
    """The quiz behind a lesson's self-checks; it exists from the first answer on."""
    return Quiz.objects.get_or_create(
        lesson=lesson, defaults={"course": lesson.unit.course, "mode": Mode.CHECK, "reveal": Reveal.AT_ONCE}
    )[0]


def _uids(lesson: Lesson) -> list[str]:
    return lesson.published.checks if lesson.published else []


def _slot_for(attempt: Attempt, question: Question) -> AttemptSlot:
    """The slot of this question in the version learners get now; a newer version gets a slot of its own."""
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
