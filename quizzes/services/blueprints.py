"""No quiz that learners can open loses what it asks: a change that empties a cell of a blueprint is refused."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from django.utils.translation import gettext_lazy as _

from lessons.models import Course
from quizzes.errors import QuizzesError
from quizzes.queries.board import EmptyCell, unfillable_cells


class EmptiesCell(QuizzesError):
    """`cell` could be filled before and cannot be filled any more."""

    def __init__(self, cell: EmptyCell) -> None:
        words = _(
            "This would leave cell %(cell)d of “%(quiz)s” short: it asks for %(wanted)d cases, and the live questions "
            "would give %(found)d. Put other questions live first."
        )
        values = {"cell": cell.position, "quiz": cell.quiz, "wanted": cell.wanted, "found": cell.found}
        super().__init__(words % values, "empties-cell")
        self.cell = cell


@contextmanager
def keeping_blueprints(course: Course) -> Iterator[None]:
    """Inside a transaction, around whatever changes which questions are live or how they are tagged.

    Raises EmptiesCell when a cell cannot be filled any more that could be; the transaction is to be rolled back. What
    was short before may stay so: nobody is kept from mending it bit by bit.
    """
    before = {(cell.quiz.pk, cell.position) for cell in unfillable_cells(course)}
    yield
    for cell in unfillable_cells(course):
        if (cell.quiz.pk, cell.position) not in before:
            raise EmptiesCell(cell)


@contextmanager
def keeping_all_blueprints(courses: Iterable[Course]) -> Iterator[None]:
    """The same for changes that reach questions of several courses."""
    with ExitStack() as stack:
        for course in courses:
            stack.enter_context(keeping_blueprints(course))
        yield
