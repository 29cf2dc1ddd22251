"""What has been set up already: are there questions to ask?"""

from typing import Any

from lessons.rules import courses_written_by
from quizzes.enums import QuestionStatus
from quizzes.models import Question


def has_live_questions(instructor: Any) -> bool:
    return Question.objects.filter(course__in=courses_written_by(instructor), status=QuestionStatus.LIVE).exists()
