"""What does a lesson ask in its text, and what has this learner answered there?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import F, Q, QuerySet

from coursesite.storage.prepared import Prepared
from lessons.models import Course, Enrolment, Lesson, LessonVersion
from quizzes.enums import Pool
from quizzes.models import AnswerStep, Question, QuestionVersion
from quizzes.models.question import QuestionQuerySet
from quizzes.queries.contents import kept_versions

VERSION_KEY = ("current_id", "current__content_hash", "current__render_version")


@dataclass(frozen=True)
class CheckAnswer:
    """The newest answer to the wording that is asked now."""

    answer: Any
    order: list[str]


def askable(*courses: int) -> QuestionQuerySet:
    """What is explained at once is asked from the practice pool only: an exam's questions never are beforehand."""
    return Question.objects.live().filter(course__in=courses, pool=Pool.PRACTICE)


def versions_asked(course_id: int, uids: Collection[str]) -> dict[str, QuestionVersion]:
    """uid → the wording that is asked now. One query, one more for wordings this process has not shown yet."""
    if not uids:
        return {}
    names = [f"uid{number}" for number in range(len(uids))]
    rows = _asked(len(uids)).all(course=course_id, **dict(zip(names, uids, strict=True)))
    keys = {uid: key for uid, *key in rows}
    versions = kept_versions([tuple(key) for key in keys.values()])
    return {uid: versions[tuple(key)] for uid, key in keys.items()}


def lessons_asking(course: Course) -> dict[str, list[str]]:
    """uid → titles of the lessons whose text asks it, in the order of the course: what is published, and what is
    approved and waits for its day. One query."""
    current = Q(lesson__published=F("pk")) | Q(goes_live_at__isnull=False, published_at=None)
    versions = LessonVersion.objects.filter(current, lesson__unit__course=course, lesson__unit__retired_at=None)
    rows = versions.order_by("lesson__unit__chapter__position", "lesson__unit__position", "number")
    titles: dict[str, dict[str, None]] = defaultdict(dict)
    for title, uids in rows.values_list("lesson__unit__title", "checks"):
        for uid in uids:
            titles[uid][title] = None
    return {uid: list(found) for uid, found in titles.items()}


def answers_given(
    enrolment: Enrolment, lesson: Lesson, versions: Collection[QuestionVersion]
) -> dict[int, CheckAnswer]:
    """Version id → newest answer over all rounds through the lesson's questions. One query."""
    wanted = {version.pk for version in versions}
    steps = STEPS.all(enrolment=enrolment.pk, lesson=lesson.pk)
    return {version: CheckAnswer(answer, order) for version, answer, order in steps if version in wanted}


@lru_cache(maxsize=64)
def _asked(count: int) -> Prepared[Any]:
    """For each number of questions a statement of its own."""

    def rows(course: int, **uids: str) -> QuerySet[Any]:
        return askable(course).filter(uid__in=uids.values()).order_by().values_list("uid", *VERSION_KEY)

    return Prepared(rows, {"course": int, **{f"uid{number}": str for number in range(count)}})


def _steps(enrolment: int, lesson: int) -> QuerySet[Any]:
    steps = AnswerStep.objects.filter(slot__attempt__enrolment=enrolment, slot__attempt__quiz__lesson=lesson)
    return steps.order_by("slot__attempt__number", "seq").values_list("slot__version", "answer", "slot__option_order")


STEPS: Prepared[tuple[int, Any, list[str]]] = Prepared(_steps)


def seed_of_checks(run: Any) -> int:
    """One order per run, so that a question looks the same before and after it is answered."""
    return run.pk
