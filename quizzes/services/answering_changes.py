"""A question on what has changed is answered, explained at once, and the last one that was wanted completes the run.

Each answer is a step of an attempt like any other; all of a run stand in one attempt.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Course, Enrolment
from lessons.services import progress
from quizzes.enums import Mode, Reveal
from quizzes.errors import QuizzesError
from quizzes.models import AttemptSlot, Quiz
from quizzes.queries.change_questions import sitting_of
from quizzes.queries.checks import seed_of_checks
from quizzes.services import attempting
from quizzes.services.evidence import lock_runs
from quizzes.services.refreshing import store_answer


def answer_change_question(*, enrolment: Enrolment, question_uid: str, answer: Any, now: datetime) -> AttemptSlot:
    """Answer the question that is next.

    Raises QuizzesError for another question, for a run that has ended or not begun, and for an answer that leaves
    something open, AnswerProblem for one that was not on offer; then nothing is stored.
    """
    with write_transaction():
        lock_runs(enrolment.user)
        run = Enrolment.objects.select_related("course", "user").get(pk=enrolment.pk)
        if run.closed_at or not run.started_at or not run.is_difference:
            raise QuizzesError(_("This run through the course has ended."), "enrolment-closed")
        sitting = sitting_of(run)
        if sitting.next is None or sitting.next.uid != question_uid:
            raise QuizzesError(_("This is no longer the next question."), "not-next")
        attempt = attempting.open_or_new(
            enrolment=run, quiz=difference_quiz(run.course), seed=seed_of_checks(run), now=now
        )
        slot = store_answer(attempt, sitting.next, answer, "", now)
        if sitting_of(run).next is None:
            attempting.submit_attempt(attempt=attempt, now=now)
            progress.settle(enrolment=run, now=now)
        return slot


def difference_quiz(course: Course) -> Quiz:
    """The quiz behind these questions; it exists from the first answer on."""
    values = {"reveal": Reveal.AT_ONCE}
    return Quiz.objects.get_or_create(course=course, unit=None, mode=Mode.DIFFERENCE, defaults=values)[0]
