"""What does a lesson ask in its text, and what has this learner answered there?"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lessons.models import Enrolment, Lesson
from quizzes.enums import Pool
from quizzes.models import AnswerStep, Question, QuestionVersion
from quizzes.queries.contents import kept_versions

VERSION_KEY = ("current_id", "current__content_hash", "current__render_version")


@dataclass(frozen=True)
class CheckAnswer:
    """The newest answer to the wording that is asked now."""

    answer: Any
    order: list[str]


def askable(course_id: int) -> QuerySet[Question]:
    """Lessons ask practice questions only: what an exam draws from is never explained beforehand."""
    return Question.objects.live().filter(course=course_id, pool=Pool.PRACTICE)


def versions_asked(course_id: int, uids: Collection[str]) -> dict[str, QuestionVersion]:
    """uid → the wording that is asked now. One query, one more for wordings this process has not shown yet."""
    rows = askable(course_id).filter(uid__in=uids).order_by()
    keys = {uid: key for uid, *key in rows.values_list("uid", *VERSION_KEY)}
    versions = kept_versions([tuple(key) for key in keys.values()])
    return {uid: versions[tuple(key)] for uid, key in keys.items()}


def answers_given(
    enrolment: Enrolment, lesson: Lesson, versions: Collection[QuestionVersion]
) -> dict[int, CheckAnswer]:
    """Version id → newest answer over all rounds through the lesson's questions. One query."""
    steps = AnswerStep.objects.filter(
        slot__attempt__enrolment=enrolment, slot__attempt__quiz__lesson=lesson, slot__version__in=versions
    )
    ordered = steps.select_related("slot").order_by("slot__attempt__number", "seq")
    return {step.slot.version_id: CheckAnswer(step.answer, step.slot.option_order) for step in ordered}


def seed_of_checks(run: Any) -> int:
    """One order per run, so that a question looks the same before and after it is answered."""
    return run.pk
