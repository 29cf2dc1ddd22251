"""No lesson loses a question that its text asks: what would take it from the readers is refused, with the lessons.

So it is for what authors do: retiring one question or many, moving it to another pool, in the form or in the bank. The
course files keep what they say: their linter names a lesson that asks what it must not.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from django.utils.translation import gettext_lazy as _

from lessons.models import Course
from quizzes.errors import QuizzesError
from quizzes.queries.checks import askable, lessons_asking

MAX_NAMED = 5  # lessons, in a refusal


class LessonAsks(QuizzesError):
    """`lessons`: titles of those whose text asks the question."""

    def __init__(self, uid: str, lessons: Sequence[str]) -> None:
        named = ", ".join(lessons[:MAX_NAMED]) + (" …" if len(lessons) > MAX_NAMED else "")
        message = _(
            "These lessons ask %(uid)s in their text: %(lessons)s. Please publish them without this question first."
        )
        super().__init__(message % {"uid": uid, "lessons": named}, "lesson-asks")
        self.lessons = tuple(lessons)


@contextmanager
def keeping_lessons(course: Course) -> Iterator[None]:
    """Inside a transaction, around whatever changes which questions a lesson may ask.

    Raises LessonAsks when a text would show nothing where it showed a question; the transaction is to be rolled back.
    What a text asks in vain already stays as it is. Three queries, one without such lessons.
    """
    asked = lessons_asking(course)
    before = _shown(course, asked)
    yield
    if lost := sorted(before - _shown(course, before)):
        raise LessonAsks(lost[0], asked[lost[0]])


@contextmanager
def keeping_all_lessons(courses: Iterable[Course]) -> Iterator[None]:
    """The same for changes that reach questions of several courses."""
    with ExitStack() as stack:
        for course in courses:
            stack.enter_context(keeping_lessons(course))
        yield


def _shown(course: Course, uids: Iterable[str]) -> set[str]:
    wanted = list(uids)
    return set(askable(course.pk).filter(uid__in=wanted).values_list("uid", flat=True)) if wanted else set()
