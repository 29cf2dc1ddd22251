"""The life of a question: draft → reviewed → live → retired. Who may take which step?

Asked for approval, a wording waits for somebody who did not write it. She answers it before she sees its key: if she is
right, the question can be understood as it is meant. Then she approves it or gives it back. With four eyes, only an
approved wording goes live, and not by the hand of its author; without, a review is a help and no condition.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from quizzes.enums import QuestionStatus, Verdict
from quizzes.errors import QuizzesError
from quizzes.models import Question, QuestionReview, QuestionVersion
from quizzes.queries.approval import blocking_problems
from quizzes.queries.attempts import term_names
from quizzes.queries.contents import content_of
from quizzes.services.blueprints import keeping_blueprints
from quizzes.services.curating import writable
from quizzes.services.lesson_checks import keeping_lessons
from quizzes.types import get_type

MAX_COMMENT = 4000  # characters: two pages; more is a conversation
MAX_NAMED = 5  # refusals that one message names
Step = Callable[..., None]


# --- approval ----
def submit_question(*, question: Question, by: Any, now: datetime) -> None:
    """Its wording waits for somebody else's approval. Raises QuizzesError where there is nothing to approve."""
    with write_transaction():
        question, version = _locked(question)
        if question.status in (QuestionStatus.REVIEWED, QuestionStatus.RETIRED) or version.is_approved:
            raise QuizzesError(_("There is nothing waiting for approval here."), "nothing-to-approve")
        version.submitted_at = version.submitted_at or now
        version.save(update_fields=["submitted_at"])


def answer_blind(*, question: Question, reviewer: Any, answer: Any, now: datetime) -> QuestionReview:
    """Her answer before she saw the key; None if she could not decide. Once for each wording.

    Raises AnswerProblem for an answer that was not on offer, QuizzesError where she may not.
    """
    with write_transaction():
        question, version = _locked(question)
        _refuse_reviewer(version, reviewer)
        kind, content = get_type(version.type), content_of(version, tuple(term_names(question.course_id)))
        kind.check(content, answer)
        mark = kind.grade(content, answer)
        if QuestionReview.objects.filter(version=version, reviewer=reviewer).exists():
            raise QuizzesError(_("You have already answered this version."), "answered-already")
        return QuestionReview.objects.create(
            version=version,
            reviewer=reviewer,
            answer=answer,
            is_right=None if mark.needs_person else mark.share == 1,
            answered_at=now,
        )


def decide_review(*, question: Question, reviewer: Any, verdict: str, comment: str, now: datetime) -> None:
    """Approve the wording that she has answered, or give it back with a reason."""
    comment = writable(comment)
    with write_transaction():
        question, version = _locked(question)
        _refuse_reviewer(version, reviewer)
        review = QuestionReview.objects.filter(version=version, reviewer=reviewer, verdict="").first()
        if review is None:
            raise QuizzesError(_("Answer the question before you decide about it."), "not-answered")
        _refuse_decision(review, verdict, comment)
        review.verdict, review.comment, review.decided_at = verdict, comment, now
        review.save(update_fields=["verdict", "comment", "decided_at"])
        version.submitted_at = None
        if verdict == Verdict.APPROVED:
            version.reviewer, version.reviewed_at = reviewer, now
        version.save(update_fields=["submitted_at", "reviewer", "reviewed_at"])
        if verdict == Verdict.APPROVED and question.status == QuestionStatus.DRAFT:
            _set_status(question, QuestionStatus.REVIEWED)


def _refuse_reviewer(version: QuestionVersion, reviewer: Any) -> None:
    if version.submitted_at is None:
        raise QuizzesError(_("This question is not waiting for approval."), "not-submitted")
    if version.author_id == reviewer.pk:
        raise QuizzesError(_("You wrote this version. Someone else must approve it."), "own-wording")


def _refuse_decision(review: QuestionReview, verdict: str, comment: str) -> None:
    if verdict not in Verdict.values:
        raise QuizzesError(_("Choose whether you approve the question."), "no-verdict")
    if len(comment) > MAX_COMMENT:
        message = _("This is too long: the limit is %(limit)s characters.")
        raise QuizzesError(message % {"limit": MAX_COMMENT}, "too-long")
    if verdict == Verdict.RETURNED and not comment:
        raise QuizzesError(_("Please say what the author should change."), "no-reason")
    if verdict == Verdict.APPROVED and review.is_right is False and not comment:
        message = _("Your answer differs from the key. Please say why you approve the question all the same.")
        raise QuizzesError(message, "no-reason")


# --- status ----
def publish_question(*, question: Question, by: Any, now: datetime) -> None:
    """Learners get its wording from the next attempt on. Raises QuizzesError with what stands against it."""
    with write_transaction():
        question, version = _locked(question)
        if question.status == QuestionStatus.RETIRED:
            raise QuizzesError(_("This question is retired. Restore it first."), "retired")
        if question.status == QuestionStatus.LIVE and question.draft is None:
            return
        _refuse_alone(version, by)
        if question.draft and question.current and question.draft.number < question.current.number:
            message = _("The course files have since supplied version %(n)d. Please edit the draft again.")
            raise QuizzesError(message % {"n": question.current.number}, "outdated-draft")
        if problems := blocking_problems(question, version):
            raise QuizzesError(" ".join(str(problem) for problem in problems), "blocking-problems")
        version.submitted_at = None
        version.save(update_fields=["submitted_at"])
        question.current, question.draft = version, None
        question.form, question.status = version.content["form"], QuestionStatus.LIVE
        with keeping_blueprints(question.course):
            question.save(update_fields=["current", "draft", "form", "status"])


def retire_question(*, question: Question, by: Any, now: datetime) -> None:
    """No attempt asks it any more; those that have it keep it. A draft that waits stays.

    Raises EmptiesCell or LessonAsks where a quiz or the text of a lesson cannot do without it.
    """
    with write_transaction():
        question, _version = _locked(question)
        with keeping_blueprints(question.course), keeping_lessons(question.course):
            _set_status(question, QuestionStatus.RETIRED)


def restore_question(*, question: Question, by: Any, now: datetime) -> None:
    """Back from retirement, not yet to the learners."""
    with write_transaction():
        question, version = _locked(question)
        if question.status != QuestionStatus.RETIRED:
            raise QuizzesError(_("This question is not retired."), "not-retired")
        if question.draft:
            question.current, question.draft = question.draft, None
            question.form = version.content["form"]
            question.save(update_fields=["current", "draft", "form"])
        _set_status(question, QuestionStatus.REVIEWED if version.is_approved else QuestionStatus.DRAFT)


def discard_draft(*, question: Question, by: Any, now: datetime) -> None:
    """Learners keep what they have; the wording that waited stays among the versions."""
    with write_transaction():
        question, _version = _locked(question)
        question.draft = None
        question.save(update_fields=["draft"])


def for_all(*, questions: Iterable[Question], step: Step, by: Any, now: datetime) -> int:
    """One step for many questions, or for none: a refusal names them. Returns how many."""
    done, refused = 0, []
    with write_transaction():
        for question in questions:
            try:
                step(question=question, by=by, now=now)
            except QuizzesError as refusal:
                refused.append(f"{question.uid}: {refusal}")
            done += 1
        refuse_all(refused)
    return done


def refuse_all(refused: list[str]) -> None:
    """Raises QuizzesError unless the list is empty; inside a transaction, which undoes the rest."""
    if refused:
        more = ["…"] if len(refused) > MAX_NAMED else []
        message = _("Nothing was changed. %(reasons)s")
        raise QuizzesError(message % {"reasons": " · ".join([*refused[:MAX_NAMED], *more])}, "not-for-all")


def _refuse_alone(version: QuestionVersion, by: Any) -> None:
    if not settings.FOUR_EYES:
        return
    if not version.is_approved:
        raise QuizzesError(_("This version has not been approved yet."), "not-approved")
    if version.author_id == by.pk:
        raise QuizzesError(_("You wrote this version. Someone else must make it live."), "own-wording")


def _set_status(question: Question, status: str) -> None:
    question.status = status
    question.save(update_fields=["status"])


def _locked(question: Question) -> tuple[Question, QuestionVersion]:
    """As it stands now, with the wording that authors work on."""
    found = Question.objects.select_for_update().get(pk=question.pk)
    if found.working is None:
        raise QuizzesError(_("This question has no version yet."), "no-wording")
    return found, found.working
