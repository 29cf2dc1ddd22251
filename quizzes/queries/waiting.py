"""How much waits for instructors at their questions and answers? Numbers, each by one query, and nobody's name."""

from typing import Any

from lessons.models import Course
from quizzes.models import ItemFigures, Objection, Question
from quizzes.queries.approval import waiting_for
from quizzes.queries.teaching import courses_taught


def questions_to_approve(user: Any) -> int:
    """Not her own, and not those that she has decided about."""
    return waiting_for(user, Question.objects.filter(course__in=courses_taught(user))).count()


def open_objections(user: Any) -> int:
    return Objection.objects.open().filter(slot__version__question__course__in=courses_taught(user)).count()


def courses_with_flags(user: Any) -> list[tuple[Course, int]]:
    """Hers in whose item analysis something stands out, each with how many wordings."""
    flagged = ItemFigures.objects.filter(flagged=True, version__question__course__in=courses_taught(user))
    numbers: dict[int, set[int]] = {}
    for course, version in flagged.values_list("version__question__course", "version").distinct():
        numbers.setdefault(course, set()).add(version)
    return [(course, len(numbers[course.pk])) for course in courses_taught(user) if course.pk in numbers]
