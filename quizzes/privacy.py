"""What this floor says of the people in its tables (coursesite/privacy/registry.py says what that means)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.privacy import registry
from coursesite.privacy.registry import Part
from coursesite.tables.columns import Column, Table
from quizzes.models import Objection
from quizzes.queries.own_answers import own_attempts
from quizzes.queries.profiles import courses_with_evidence, profile_of
from quizzes.services.erasing import clear_answers

TEXTS_ONLY = gettext_lazy("Course texts: linked to you only if you wrote or approved them; those are listed above.")
SOLUTION = gettext_lazy("Contains the solution; the readable part includes it once the site shows it.")


def attempt_parts(user: Any, now: datetime) -> Iterator[Part]:
    for attempt, answers in own_attempts(user):
        quiz, begun = attempt.quiz, date_format(localtime(attempt.started_at), "DATETIME_FORMAT")
        title = f"{quiz.course.title}: {quiz.unit.title if quiz.unit else quiz.get_mode_display()} – {begun}"
        yield Part(title, Table(_answer_columns(), (_row(answer) for answer in answers)))


def profile_parts(user: Any, now: datetime) -> Iterator[Part]:
    """Which term was taken for which, how often."""
    for course in courses_with_evidence(user):
        found = profile_of(user, course)
        terms = [row.term for row in found.rows]
        columns = (
            Column("expected", _("Right term")),
            *(Column(term.key, _("mistaken for: %(term)s") % {"term": term.name}) for term in terms),
        )
        rows = [(row.term.name, *(cell.count for cell in row.cells)) for row in found.rows]
        yield Part(course.title, Table(columns, rows))


def objection_parts(user: Any, now: datetime) -> Iterator[Part]:
    columns = (
        Column("made", _("When")),
        Column("reason", _("Reason")),
        Column("decision", _("Decision")),
        Column("explanation", _("Explanation")),
    )
    rows = (
        (objection.made_at, objection.reason, str(objection.get_decision_display()), objection.explanation)
        for objection in Objection.objects.filter(slot__attempt__enrolment__user=user)
    )
    yield Part("", Table(columns, rows))


def _answer_columns() -> tuple[Column, ...]:
    return (
        Column("position", _("No.")),
        Column("question", _("Question")),
        Column("answer", _("Your answer")),
        Column("points", _("Points")),
        Column("maximum", _("Maximum points")),
        Column("solution", _("Correct answer")),
        Column("explanation", _("Explanation")),
    )


def _row(own: Any) -> tuple[Any, ...]:
    return own.position, own.question, own.answer, own.points, own.maximum, own.solution, own.explanation


def register() -> None:
    registry.register_section(registry.Section("attempts", gettext_lazy("Attempts and answers"), attempt_parts))
    registry.register_section(registry.Section("confusions", gettext_lazy("Confusion profile"), profile_parts))
    registry.register_section(registry.Section("objections", gettext_lazy("Objections"), objection_parts))
    registry.register_step(registry.ErasureStep("answers", clear_answers))
    figures = gettext_lazy("Figures for a question or a quiz, calculated from all answers; they identify nobody.")
    registry.leave_out(figures, "quizzes.ItemFigures", "quizzes.ItemTally", "quizzes.QuizFigures")
    registry.leave_out(TEXTS_ONLY, "quizzes.Case", "quizzes.Question", "quizzes.Quiz", "quizzes.QuizCell")
    registry.leave_out_fields(SOLUTION, "quizzes.AttemptSlot", "parts", "share", "given_points")
    registry.leave_out_fields(SOLUTION, "quizzes.TermEvent", "expected")
    registry.told_of_deeds["quizzes.QuestionVersion:author"] = ("question", "number")
    registry.told_of_deeds["quizzes.QuestionReview:reviewer"] = ("version", "verdict", "comment")
    registry.told_of_deeds["quizzes.QuestionComment:author"] = ("question", "text")
    _say_where_names_stand()


def _say_where_names_stand() -> None:
    registry.search("quizzes.AnswerStep", "answer")
    registry.search("quizzes.AttemptSlot", "comment")
    registry.search("quizzes.Objection", "reason", "explanation")
    registry.search("quizzes.SecondMarking", "comment")
    registry.search("quizzes.QuestionComment", "text")
    registry.search("quizzes.QuestionReview", "answer", "comment")
    code = "codes, tokens and numbers of the program's"
    registry.no_name(code, "quizzes.Attempt", "public_id", "rule", "notes")
    registry.no_name(code, "quizzes.AttemptSlot", "option_order", "explained", "parts", "given_points")
    registry.no_name(code, "quizzes.Card", "pair", "dimension")
    registry.no_name(code, "quizzes.SecondMarking", "points")
    registry.no_name(code, "quizzes.TermEvent", "row", "expected", "given", "dimension")
    registry.no_name(code, "quizzes.Case", "row", "term", "contrast", "dimension", "claims")
    registry.no_name(code, "quizzes.QuizCell", "form", "term", "contrast", "bloom")
    registry.no_name(code, "quizzes.ItemFigures", "figures")
    registry.no_name(code, "quizzes.ItemTally", "tally")
    registry.no_name(code, "quizzes.QuizFigures", "figures")
    text = "published text of a course, which speaks of nobody who learns here"
    registry.no_name(
        text, "quizzes.ContrastPair",
        "uid", "expected", "given", "expected_case", "given_case", "common", "difference", "sign", "apply", "note",
    )  # fmt: skip
    registry.no_name(text, "quizzes.Question", "uid", "family", "form", "bloom", "company", "pair", "note")
    registry.no_name(text, "quizzes.QuestionVersion", "type", "content", "settled_also", "content_hash", "rendered")
    registry.no_name(text, "quizzes.Quiz", "intro_source", "intro_html", "note")
