"""What authors change about a question: its wording, which becomes a new version, its status and their remark."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.markup import child
from coursesite.markup.problems import BLOCKING, Problem
from coursesite.markup.rendered import Rendered
from coursesite.markup.source import cleaned
from coursesite.storage.transactions import write_transaction
from coursesite.wording import failure_message, problem_message
from lessons.enums import Origin
from lessons.files.text import INVISIBLE
from lessons.queries.rendering import render_context
from quizzes.errors import QuizzesError
from quizzes.models import Question, QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.services.versioning import store_version
from quizzes.types import get_type


@dataclass(frozen=True)
class QuestionText:
    """What an author types; `data` as the question's type reads it."""

    data: Mapping[str, Any]
    status: str
    note: str = ""


class QuestionConflict(QuizzesError):
    """Somebody else saved in the meantime; `theirs` is what stands now."""

    def __init__(self, theirs: QuestionVersion) -> None:
        super().__init__(_("Somebody else has saved this question in the meantime."), "edit-conflict")
        self.theirs = theirs


def edit_question(
    *, question: Question, text: QuestionText, author: Any, now: datetime, based_on: int | None
) -> QuestionVersion:
    """The version that the next attempts ask; unchanged content makes none. What was answered keeps its version.

    `based_on`: number of the version the author started from. Raises ParseError with all problems of the data,
    QuestionConflict if another version came in between, QuizzesError for a text that cannot be shown.
    """
    type_key = question.current.type
    content = get_type(type_key).parse(text.data, terms=tuple(term_names(question.course_id)))
    rendered = _rendered_or_refused(question, type_key, content)
    with write_transaction():
        question = Question.objects.select_for_update().get(pk=question.pk)
        if based_on is not None and question.current.number != based_on:
            raise QuestionConflict(question.current)
        question.status, question.note = text.status, _writable(text.note)
        question.save(update_fields=["status", "note"])
        return store_version(
            question=question,
            type_key=type_key,
            content=content,
            rendered=rendered,
            author=author,
            origin=Origin.EDITOR,
            now=now,
        )


def _rendered_or_refused(question: Question, type_key: str, content: Any) -> dict[str, str]:
    """Text key → HTML, in one child process."""
    texts = get_type(type_key).texts(content)
    jobs = [child.Job(key=key, source=source, inline=True) for key, source in texts.items()]
    html: dict[str, str] = {}
    for key, result in child.render_many(jobs, render_context(question.course)).items():
        if not isinstance(result, Rendered):
            raise _refusal(key, failure_message(result.code), result.code)
        for problem in result.problems:
            _refuse_blocking(key, problem)
        html[key] = result.html
    return html


def _refuse_blocking(key: str, problem: Problem) -> None:
    if problem.code in BLOCKING:
        raise _refusal(key, problem_message(problem), "text-has-problems")


def _refusal(key: str, words: str, code: str) -> QuizzesError:
    return QuizzesError(_("%(place)s: %(problem)s") % {"place": key, "problem": words}, code)


def _writable(text: str) -> str:
    return INVISIBLE.sub("", cleaned(text).expandtabs(4)).strip()
