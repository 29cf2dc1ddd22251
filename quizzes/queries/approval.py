"""What stands in the way of a question on its way to the learners, and whom does it wait for?"""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from lessons.models import Dimension
from quizzes.enums import AttemptState, QuestionStatus
from quizzes.models import Attempt, Question, QuestionReview, QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.types import get_type
from quizzes.types.base import ParseError


def blocking_problems(question: Question, version: QuestionVersion) -> list[str]:
    """What keeps a wording from the learners, in words. The course may have changed since it was saved."""
    kind = get_type(version.type)
    try:
        content = kind.parse(version.content, terms=tuple(term_names(question.course_id)))
    except ParseError as error:
        return [_place(problem.place, problem.message) for problem in error.problems]
    dimensions = {one.key: one for one in Dimension.objects.filter(course=question.course_id)}
    return [*_family_problems(question), *_dimension_problems(kind.cases(content), dimensions)]


def open_attempts_with(question: Question) -> int:
    """How many attempts under way keep a wording of this question. One query."""
    return Attempt.objects.filter(slots__version__question=question, state=AttemptState.OPEN).distinct().count()


def is_waiting() -> Q:
    """Questions whose newest wording waits for its approval."""
    return Q(draft__submitted_at__isnull=False) | Q(draft=None, current__submitted_at__isnull=False)


def waiting_for(user: Any, questions: QuerySet[Question]) -> QuerySet[Question]:
    """Those that somebody else wrote and whose wording this person has not decided about."""
    rows = questions.filter(is_waiting()).annotate(
        working_id=Case(When(draft=None, then=F("current")), default=F("draft")),
        written_by=Case(When(draft=None, then=F("current__author")), default=F("draft__author")),
    )
    decided = QuestionReview.objects.filter(reviewer=user).exclude(verdict="")
    return rows.filter(Q(written_by=None) | ~Q(written_by=user.pk)).exclude(working_id__in=decided.values("version"))


def waits_for(question: Question, user: Any) -> bool:
    """Whether this person may approve the wording, and has not yet said anything about it."""
    version = question.working
    if version is None or version.submitted_at is None or version.author_id == user.pk:
        return False
    return question.status != QuestionStatus.RETIRED


def reviews_of(version: QuestionVersion) -> list[QuestionReview]:
    """The newest first. One query."""
    return list(version.reviews.select_related("reviewer"))


def _family_problems(question: Question) -> list[str]:
    family = Question.objects.filter(course=question.course_id, family=question.family)
    other = family.exclude(pk=question.pk).exclude(pool=question.pool).first()
    if other is None:
        return []
    message = _("The family “%(family)s” already belongs to the pool “%(pool)s” (%(uid)s).")
    return [message % {"family": question.family, "pool": other.get_pool_display(), "uid": other.uid}]


def _dimension_problems(cases: Any, dimensions: dict[str, Dimension]) -> list[str]:
    """A course without dimensions leaves them to its authors."""
    found = []
    for case in cases:
        dimension = dimensions.get(case.dimension)
        if dimensions and dimension is None:
            found.append(_("This course has no dimension “%(key)s”.") % {"key": case.dimension})
        elif dimension and case.term in dimension.gaps:
            message = _("The sources say nothing about “%(dimension)s” for “%(term)s”: no case may be based on it.")
            found.append(message % {"dimension": dimension.name, "term": case.term})
    return found


def _place(place: str, message: str) -> str:
    return _("%(place)s: %(problem)s") % {"place": place, "problem": message} if place else message
