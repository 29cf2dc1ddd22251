"""An instructor's desk on the start page: questions, answers, objections that wait."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from coursesite.accounts.enums import Role
from coursesite.desks import counted
from coursesite.registry import Desk, Waiting
from lessons.rules import is_instructor
from quizzes.queries.teaching import answers_waiting, second_markings_waiting
from quizzes.queries.waiting import courses_with_flags, open_objections, questions_to_approve

INSTRUCTOR = Desk(
    Role.INSTRUCTOR,
    gettext_lazy("Instructors"),
    is_instructor,
    ((gettext_lazy("Teaching"), "quizzes:teach"), (gettext_lazy("Workshop"), "admin:index")),
    "workshop",
)


def waits_for_instructor(user: Any, _now: datetime) -> list[Waiting]:
    """Six queries."""
    answers, second = answers_waiting(user).count(), second_markings_waiting(user).count()
    objections, approve = open_objections(user), questions_to_approve(user)
    teach = reverse("quizzes:teach")
    return [
        *counted(
            (
                answers,
                ngettext("%(n)s answer is waiting to be marked", "%(n)s answers are waiting to be marked", answers),
                f"{teach}#waiting",
            ),
            (
                second,
                ngettext(
                    "%(n)s answer is waiting for a second marking",
                    "%(n)s answers are waiting for a second marking",
                    second,
                ),
                f"{teach}#second-markings",
            ),
            (
                objections,
                ngettext("%(n)s objection is open", "%(n)s objections are open", objections),
                teach,
            ),
            (
                approve,
                ngettext(
                    "%(n)s question is waiting for your approval",
                    "%(n)s questions are waiting for your approval",
                    approve,
                ),
                f"{reverse('admin:quizzes_question_changelist')}?waiting=me",
            ),
        ),
        *_flagged(user),
    ]


def _flagged(user: Any) -> Iterator[Waiting]:
    for course, number in courses_with_flags(user):
        said = ngettext("%(n)s question to check: %(course)s", "%(n)s questions to check: %(course)s", number)
        address = f"{reverse('quizzes:items', args=[course.slug])}?flagged=yes"
        yield Waiting(said % {"n": number, "course": course.title}, address)
