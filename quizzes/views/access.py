"""The doors of the quiz pages: an attempt's opens for its learner only. A course's is lessons.views.access."""

from typing import Any

from django.http import Http404

from quizzes.models import Attempt, Quiz
from quizzes.queries.sitting import attempt_of

HELP_WITH_PRACTICE = "confusion-profile"  # not the text on exams: nothing there fits what asks one by one


def attempt_or_404(user: Any, public_id: str) -> Attempt:
    found = attempt_of(user, public_id)
    if found is None:
        raise Http404
    return found


def help_with(quiz: Quiz) -> str:
    """The handbook's text, where it is another than the one that goes by the address."""
    return HELP_WITH_PRACTICE if quiz.asks_one_by_one else ""
