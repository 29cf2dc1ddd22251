"""What can be said of a passed exam for good: its blueprint, its rule, and which wordings were asked. No answer."""

from collections.abc import Collection, Mapping
from hashlib import sha256

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from lessons.certificates.chain import canonical
from lessons.certificates.evidence import Exam
from lessons.models import Course, Enrolment
from quizzes.models import Attempt, Quiz
from quizzes.queries.attempts import counting_attempt
from quizzes.types import get_type

CELL_FIELDS = ("position", "cases", "pool", "form", "term", "contrast", "bloom")
DRAW_FIELDS = ("draw_per_contrast", "draw_dimensions", "decoys_least", "decoys_most")


class ExamEvidence:
    """The `lessons.certificates.evidence.Provider` of this floor."""

    def exams(self, enrolment: Enrolment, units: Collection[int]) -> Mapping[int, Exam]:
        found = {}
        for quiz in Quiz.objects.filter(unit__in=units):
            attempt = counting_attempt(enrolment.pk, quiz)
            if attempt is not None and quiz.unit_id is not None:
                found[quiz.unit_id] = _exam(attempt)
        return found

    def practical(self, courses: Collection[int]) -> Collection[int]:
        """Quizzes with a task of which a person reads the text. One query."""
        steps = Quiz.objects.filter(course__in=courses, unit__isnull=False, cells__form__in=get_type("essay").forms)
        return frozenset(steps.values_list("unit", flat=True))

    def blueprints(self, course: Course) -> Mapping[int, str]:
        """Two queries."""
        quizzes = Quiz.objects.filter(course=course, unit__isnull=False).prefetch_related("cells")
        return {quiz.unit_id: _digest(quiz, quiz.pass_points, quiz.pass_per_term) for quiz in quizzes if quiz.unit_id}


def _exam(attempt: Attempt) -> Exam:
    items = attempt.slots.order_by("position").values_list("version__content_hash", flat=True)
    return Exam(rule=_rule_in_words(attempt), blueprint_hash=blueprint_hash(attempt), item_hashes=tuple(items))


def blueprint_hash(attempt: Attempt) -> str:
    """Of the cells, what is drawn beside them, and the pass rule as it was when the attempt began."""
    return _digest(attempt.quiz, attempt.rule.get("points"), attempt.rule.get("per_term"))


def _digest(quiz: Quiz, points: int | None, per_term: int | None) -> str:
    cells = sorted(quiz.cells.all(), key=lambda cell: cell.position)
    blueprint = {
        "cells": [[getattr(cell, name) for name in CELL_FIELDS] for cell in cells],
        "draw": [getattr(quiz, name) for name in DRAW_FIELDS],
        "pass": [points, per_term],
    }
    return sha256(canonical(blueprint)).hexdigest()


def _rule_in_words(attempt: Attempt) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = _pass_rule(attempt)
    return words


def _pass_rule(attempt: Attempt) -> str:
    figures = {
        "points": attempt.rule.get("points"),
        "maximum": attempt.maximum,
        "per_term": attempt.rule.get("per_term"),
    }
    if figures["points"] is None:
        return ""
    if figures["per_term"]:
        return gettext("at least %(points)s of %(maximum)s points, at least %(per_term)s per term") % figures
    return gettext("at least %(points)s of %(maximum)s points") % figures
