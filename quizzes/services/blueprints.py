"""No quiz that learners can open loses what it asks: a change that empties a cell of a blueprint is refused.

So it is for all that authors do: setting live, retiring, editing, tagging many, importing. Not for what is decided
about an objection (`quizzes.services.regrading`): who was asked a faulty question gets her right, whatever the
blueprint loses. Such a question stays live, and who decides is told that it is still asked and which cells rest on it
(`quizzes.queries.board.still_asked`). Course files are checked by their linter, against the files' own bank.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from django.utils.translation import gettext as _

from lessons.models import Course
from quizzes.errors import QuizzesError
from quizzes.queries.board import EmptyCell, unfillable_cells


class EmptiesCell(QuizzesError):
    """`cell` could be filled before and cannot be filled any more."""

    def __init__(self, cell: EmptyCell) -> None:
        super().__init__(emptying_words(cell), "empties-cell")
        self.cell = cell


def emptying_words(cell: EmptyCell) -> str:
    words = _(
        "This would leave cell %(cell)d of “%(quiz)s” short: it requires %(wanted)d cases, but the live questions "
        "would provide only %(found)d. Please make other questions live first."
    )
    return words % {"cell": cell.position, "quiz": cell.quiz, "wanted": cell.wanted, "found": cell.found}


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
