"""The self-checks in lessons: what this floor shows at their places (lessons/selfchecks.py asks for it)."""

from collections.abc import Mapping
from typing import Any

from lessons.selfchecks import Panel
from quizzes.queries.checks import askable
from quizzes.queries.panels import Wish, checks_of

TEMPLATE = "quizzes/check.html"


class Checks:
    def uids(self, course: Any) -> frozenset[str]:
        """Without what a person marks: a lesson explains each answer at once."""
        questions = askable(course.pk).exclude(current__content__has_key="rubric")
        return frozenset(questions.order_by().values_list("uid", flat=True))

    def panels(self, request: Any, *, lesson: Any, version: Any, enrolment: Any) -> Mapping[str, Panel]:
        wish = Wish.from_query(request.GET)
        found = checks_of(lesson, version, enrolment, request.user, wish)
        return {uid: Panel(TEMPLATE, check) for uid, check in found.items()}
