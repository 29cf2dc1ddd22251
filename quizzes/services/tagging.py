"""Many questions get the same tag, or none does.

What stands beside the wording is written as it is; a dimension is part of the wording and makes a new version.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Course, Dimension
from lessons.queries.rendering import render_context
from quizzes.enums import Pool
from quizzes.errors import QuizzesError
from quizzes.models import Question
from quizzes.queries.attempts import term_names
from quizzes.services.approving import refuse_all
from quizzes.services.blueprints import keeping_all_blueprints
from quizzes.services.curating import Wording, checked_bloom, checked_name, store_wording
from quizzes.services.lesson_checks import keeping_all_lessons
from quizzes.services.versioning import render_contents
from quizzes.types import get_type
from quizzes.types.base import ParseError

MAX_AT_ONCE = 500  # questions: their texts are rendered in one child, and the course is locked as long


def move_questions(*, questions: Iterable[Question], pool: str) -> int:
    """Into another pool. A family goes as a whole, and two that are drawn together go together."""
    if pool not in Pool.values:
        raise QuizzesError(_("Please choose a pool."), "unknown-pool")
    return _write(questions, "pool", pool)


def tag_questions(*, questions: Iterable[Question], field: str, value: str) -> int:
    """`field`: family, company or bloom. Empty takes a company or a level away."""
    if field == "bloom":
        return _write(questions, field, checked_bloom(value))
    return _write(questions, field, checked_name(value, field, required=field == "family"))


def set_dimension(*, questions: Iterable[Question], dimension: str, author: Any, now: datetime) -> int:
    """In every case of these questions. Raises QuizzesError, naming the questions that hold none."""
    chosen = _few(questions)
    wordings, refused = [], []
    for question in chosen:
        try:
            wordings.append((question, *_with_dimension(question, dimension)))
        except QuizzesError as refusal:
            refused.append(f"{question.uid}: {refusal}")
    refuse_all(refused)
    rendered = _rendered(wordings)
    with write_transaction():
        for question, type_key, content in wordings:
            locked = Question.objects.select_for_update().get(pk=question.pk)
            if locked.working != question.working:
                message = _("A newer version of this question has been saved in the meantime.")
                raise QuizzesError(f"{question.uid}: {message}", "edit-conflict")
            store_wording(locked, Wording(type_key, content, rendered[question.pk]), author, now)
    return len(wordings)


def _write(questions: Iterable[Question], field: str, value: str) -> int:
    chosen = _few(questions)
    with write_transaction():
        rows = Question.objects.filter(pk__in=[question.pk for question in chosen])
        courses = Course.objects.filter(pk__in={question.course_id for question in chosen})
        with keeping_all_blueprints(courses), keeping_all_lessons(courses):
            rows.update(**{field: value})
        refuse_all([*_families_in_two_pools(list(rows)), *_pairs_apart(list(rows))])
    return len(chosen)


def _few(questions: Iterable[Question]) -> list[Question]:
    chosen = list(questions)
    if len(chosen) > MAX_AT_ONCE:
        message = _("You have selected %(n)d questions. Please choose at most %(limit)d at a time.")
        raise QuizzesError(message % {"n": len(chosen), "limit": MAX_AT_ONCE}, "too-many")
    return chosen


def _families_in_two_pools(rows: Sequence[Question]) -> list[str]:
    """What is asked in practice must not give an exam's question away."""
    families = {(row.course_id, row.family): row for row in rows}
    alike = Question.objects.filter(family__in={family for _course, family in families})
    found = {
        (one.course_id, one.family): _("the family “%(family)s” would be in two pools (%(one)s, %(other)s)")
        % {"family": one.family, "one": families[one.course_id, one.family].uid, "other": one.uid}
        for one in alike
        if (one.course_id, one.family) in families and one.pool != families[one.course_id, one.family].pool
    }
    return list(found.values())


def _pairs_apart(rows: Sequence[Question]) -> list[str]:
    pools = {(row.course_id, row.pair): row for row in rows if row.pair}
    others = Question.objects.filter(Q(uid__in={pair for _course, pair in pools}))
    return [
        _("%(one)s is drawn together with %(other)s, which is in another pool")
        % {"one": pools[other.course_id, other.uid].uid, "other": other.uid}
        for other in others
        if (other.course_id, other.uid) in pools and other.pool != pools[other.course_id, other.uid].pool
    ]


def _with_dimension(question: Question, dimension: str) -> tuple[str, Any]:
    """(type, content) of the working version with this dimension."""
    working = question.working
    if working is None or not get_type(working.type).cases(_content(question)):
        raise QuizzesError(_("This question contains no case."), "no-case")
    known = Dimension.objects.filter(course=question.course_id)
    if known.exists() and not known.filter(key=dimension).exists():
        raise QuizzesError(_("This course has no dimension “%(key)s”.") % {"key": dimension}, "unknown-dimension")
    try:
        data = _replaced(working.content, dimension)
        return working.type, get_type(working.type).parse(data, terms=tuple(term_names(question.course_id)))
    except ParseError as error:
        raise QuizzesError(" ".join(problem.message for problem in error.problems), "no-question") from None


def _content(question: Question) -> Any:
    working: Any = question.working
    return get_type(working.type).parse(working.content)


def _replaced(value: Any, dimension: str) -> Any:
    """The data with this dimension in each case, at whatever depth."""
    if isinstance(value, list):
        return [_replaced(inner, dimension) for inner in value]
    if not isinstance(value, dict):
        return value
    data = {key: _replaced(inner, dimension) for key, inner in value.items()}
    if isinstance(data.get("case"), dict):
        data["case"] |= {"dimension": dimension}
    return data


def _rendered(wordings: Sequence[tuple[Question, str, Any]]) -> dict[int, dict[str, str]]:
    """Of each course in one child."""
    html: dict[int, dict[str, str]] = {}
    for course in {question.course for question, *_rest in wordings}:
        own = {str(q.pk): (key, content) for q, key, content in wordings if q.course_id == course.pk}
        found = render_contents(own, render_context(course))
        html |= {int(pk): texts for pk, texts in found.items()}
    return html
