"""What authors say to each other about a question, until it is settled."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from quizzes.errors import QuizzesError
from quizzes.models import Question, QuestionComment
from quizzes.services.curating import writable

MAX_COMMENT = 4000  # characters: two pages; more is a document
MAX_COMMENTS = 500  # of one question: its page shows them all


def add_comment(*, question: Question, author: Any, text: str, now: datetime) -> QuestionComment:
    """It names the wording that it is about. Raises QuizzesError for a text that is empty or too long."""
    text = writable(text)
    if not text:
        raise QuizzesError(_("Please write a comment first."), "missing")
    if len(text) > MAX_COMMENT:
        message = _("This is too long: the limit is %(limit)s characters.")
        raise QuizzesError(message % {"limit": MAX_COMMENT}, "too-long")
    with write_transaction():
        question = Question.objects.select_for_update().get(pk=question.pk)
        if question.comments.count() >= MAX_COMMENTS:
            raise QuizzesError(_("This question has too many comments."), "too-many")
        return question.comments.create(version=question.working, author=author, text=text, made_at=now)


def resolve_comment(*, comment: QuestionComment, by: Any, now: datetime) -> None:
    """Settled; who settled it first stays."""
    QuestionComment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_at=now, resolved_by=by)


def reopen_comment(*, comment: QuestionComment) -> None:
    QuestionComment.objects.filter(pk=comment.pk).update(resolved_at=None, resolved_by=None)
