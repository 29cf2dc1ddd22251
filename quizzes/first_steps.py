"""What instructors do first, as far as this floor knows."""

from django.utils.translation import gettext_lazy as _

from coursesite.registry import FirstStep
from lessons.first_steps import INSTRUCTOR
from lessons.rules import is_instructor
from quizzes.queries import setup

STEPS = (
    FirstStep(
        INSTRUCTOR,
        is_instructor,
        _("Write or import questions and make them live"),
        "write-a-question",
        "admin:quizzes_question_changelist",
        setup.has_live_questions,
    ),
)
