"""What authors change about a question: its wording, which becomes a new version, its place in the bank, their remark.

With four eyes, a new wording of a live question waits for its approval (`quizzes.services.approving`); learners keep
the one they have until then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coursesite.markup import child
from coursesite.markup.problems import BLOCKING, Problem
from coursesite.markup.rendered import Rendered
from coursesite.markup.source import cleaned
from coursesite.storage.transactions import write_transaction
from coursesite.wording import failure_message, problem_message
from lessons.enums import Origin
from lessons.files.schema import SLUG
from lessons.files.text import INVISIBLE
from lessons.models import Course
from lessons.queries.rendering import render_context
from quizzes.enums import Pool, QuestionStatus
from quizzes.errors import QuizzesError
from quizzes.files.bank import MAX_BLOOM
from quizzes.models import Question, QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.services.blueprints import keeping_blueprints
from quizzes.services.lesson_checks import keeping_lessons
from quizzes.services.versioning import store_draft, store_version, text_jobs
from quizzes.types import get_type

MAX_NAME = 100  # characters of an identifier, a family, a company: the columns


@dataclass(frozen=True)
class QuestionHead:
    """Where a question stands in the bank. `pair` is the identifier of the set that is drawn with this one.

    Without a family it is one of its own, named as the question is.
    """

    pool: str
    family: str = ""
    company: str = ""
    bloom: str = ""
    pair: str = ""


@dataclass(frozen=True)
class QuestionText:
    """What an author types; `data` as the question's type reads it. Without a head the question stays where it is."""

    data: Mapping[str, Any]
    note: str = ""
    head: QuestionHead | None = None


@dataclass(frozen=True)
class Wording:
    """Parsed and rendered."""

    type_key: str
    content: Any
    rendered: Mapping[str, str]


class QuestionConflict(QuizzesError):
    """Somebody saved in the meantime, perhaps she herself in another window; `theirs` is what stands now."""

    def __init__(self, theirs: QuestionVersion) -> None:
        super().__init__(_("A newer version of this question has been saved in the meantime."), "edit-conflict")
        self.theirs = theirs


class HeadRefused(QuizzesError):
    """`field` is the one of the head that cannot be so."""

    def __init__(self, message: object, code: str, field: str) -> None:
        super().__init__(message, code)
        self.field = field


def create_question(
    *, course: Course, type_key: str, uid: str, text: QuestionText, author: Any, now: datetime
) -> Question:
    """A draft. Raises ParseError with all problems of the data, QuizzesError for anything else that cannot be.

    Without a uid it gets the next free one of its pool and form.
    """
    if text.head is None:
        raise ValueError("A new question needs its place in the bank.")
    content = get_type(type_key).parse(text.data, terms=tuple(term_names(course.pk)))
    question = Question(course=course, status=QuestionStatus.DRAFT, form=content.form, note=writable(text.note))
    wording = Wording(type_key, content, render_wording(question.course, type_key, content))
    try:
        with write_transaction():
            question.uid = _free_uid(course, uid, f"{text.head.pool}-{content.form}")
            last = course.bank.aggregate(last=Max("position"))["last"]
            question.position = 0 if last is None else last + 1
            _set_head(question, text.head)
            store_wording(question, wording, author, now)
    except IntegrityError:
        raise HeadRefused(*_taken(question.uid), "uid") from None
    return question


def edit_question(
    *, question: Question, text: QuestionText, author: Any, now: datetime, based_on: int | None
) -> QuestionVersion:
    """The wording that stands now; unchanged content makes none. What was answered keeps its version.

    `based_on`: number of the version the author started from. Raises ParseError with all problems of the data,
    QuestionConflict if another version came in between, EmptiesCell or LessonAsks where a quiz or the text of a lesson
    would lose it, QuizzesError for what cannot be.
    """
    working = question.working
    assert working is not None
    type_key = working.type
    content = get_type(type_key).parse(text.data, terms=tuple(term_names(question.course_id)))
    wording = Wording(type_key, content, render_wording(question.course, type_key, content))
    with write_transaction():
        question = Question.objects.select_for_update().get(pk=question.pk)
        assert question.working is not None
        if based_on is not None and question.working.number != based_on:
            raise QuestionConflict(question.working)
        question.note = writable(text.note)
        question.save(update_fields=["note"])
        with keeping_blueprints(question.course), keeping_lessons(question.course):
            if text.head:
                _set_head(question, text.head)
            return store_wording(question, wording, author, now)


def waits_for_approval(question: Question) -> bool:
    """Whether a new wording of this question needs a second person before learners get it."""
    return bool(settings.FOUR_EYES) and question.status == QuestionStatus.LIVE


def store_wording(question: Question, wording: Wording, author: Any, now: datetime) -> QuestionVersion:
    given: dict[str, Any] = {**vars(wording), "author": author}
    if waits_for_approval(question):
        return store_draft(question=question, now=now, **given)
    before = question.current
    version = store_version(question=question, origin=Origin.EDITOR, now=now, **given)
    # What was waiting is what the author has just edited. And a review held for the wording it saw.
    question.draft = None
    if question.status == QuestionStatus.REVIEWED and version != before:
        question.status = QuestionStatus.DRAFT
    question.save(update_fields=["draft", "status"])
    return version


# --- place in the bank ----
def _set_head(question: Question, head: QuestionHead) -> None:
    """Raises HeadRefused for what would break the bank: exam and practice must not share a family."""
    question.pool = _pool(head.pool)
    question.family = checked_name(head.family.strip() or question.uid, "family")
    question.company = checked_name(head.company, "company", required=False)
    question.bloom = checked_bloom(head.bloom)
    _refuse_family_elsewhere(question)
    question.save()
    _set_pair(question, checked_name(head.pair, "pair", required=False))


def _refuse_family_elsewhere(question: Question) -> None:
    family = Question.objects.filter(course=question.course, family=question.family)
    other = family.exclude(pk=question.pk).exclude(pool=question.pool).first()
    if other:
        message = _("The family “%(family)s” already belongs to the pool “%(pool)s” (%(uid)s).")
        values = {"family": question.family, "pool": other.get_pool_display(), "uid": other.uid}
        raise HeadRefused(message % values, "family-in-two-pools", "family")


def _set_pair(question: Question, uid: str) -> None:
    """Both name each other, or none does."""
    Question.objects.filter(course=question.course, pair=question.uid).exclude(uid=uid).update(pair="")
    if uid:
        other = Question.objects.filter(course=question.course, uid=uid).exclude(pk=question.pk).first()
        if other is None:
            message = _("There is no other question “%(uid)s” in this course.")
            raise HeadRefused(message % {"uid": uid}, "no-pair", "pair")
        if other.pool != question.pool:
            message = _("The question “%(uid)s” belongs to another pool, but the two are drawn together.")
            raise HeadRefused(message % {"uid": uid}, "unequal-pair", "pair")
        if other.pair not in ("", question.uid):
            message = _("The question “%(uid)s” is already drawn together with “%(other)s”.")
            raise HeadRefused(message % {"uid": uid, "other": other.pair}, "unequal-pair", "pair")
        Question.objects.filter(pk=other.pk).update(pair=question.uid)
    question.pair = uid
    question.save(update_fields=["pair"])


def _pool(value: str) -> str:
    if value not in Pool.values:
        raise HeadRefused(_("Please choose a pool."), "unknown-pool", "pool")
    return value


def checked_name(value: str, field: str, *, required: bool = True) -> str:
    value = value.strip()
    if not value and required:
        raise HeadRefused(_("This field is empty."), "missing", field)
    if value and (len(value) > MAX_NAME or not SLUG.fits(value)):
        message = _(
            "Only lower-case letters a to z, digits and single hyphens are allowed here, with at most %(limit)d "
            "characters."
        )
        raise HeadRefused(message % {"limit": MAX_NAME}, "not-a-name", field)
    return value


def checked_bloom(value: str) -> str:
    value = writable(value)
    if len(value) > MAX_BLOOM:
        message = _("This is too long: the limit is %(limit)s characters.")
        raise HeadRefused(message % {"limit": MAX_BLOOM}, "too-long", "bloom")
    return value


def _free_uid(course: Course, uid: str, stem: str) -> str:
    if not uid.strip():
        return _next_uid(course, stem)
    uid = checked_name(uid, "uid")
    if Question.objects.filter(course=course, uid=uid).exists():
        raise HeadRefused(*_taken(uid), "uid")
    return uid


def _next_uid(course: Course, stem: str) -> str:
    """Above every number that was given out: a uid is for ever."""
    given = Question.objects.filter(course=course, uid__startswith=f"{stem}-").values_list("uid", flat=True)
    numbers = [int(rest) for uid in given if (rest := uid.removeprefix(f"{stem}-")).isdecimal()]
    return f"{stem}-{max(numbers, default=0) + 1}"


def _taken(uid: str) -> tuple[str, str]:
    return gettext("The identifier “%(uid)s” is given already.") % {"uid": uid}, "uid-taken"


# --- rendering ----
def render_wording(course: Course, type_key: str, content: Any) -> dict[str, str]:
    """Text key → HTML, in one child process. Raises QuizzesError for a text that cannot be shown."""
    html: dict[str, str] = {}
    for key, result in child.render_many(text_jobs(type_key, content), render_context(course)).items():
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


def writable(text: str) -> str:
    return INVISIBLE.sub("", cleaned(text).expandtabs(4)).strip()
