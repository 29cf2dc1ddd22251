"""Can the quizzes of a course be asked, and what do their draws look like? For the blueprint board."""

from collections.abc import Collection
from dataclasses import dataclass

from lessons.models import Course
from quizzes.draw import unfillable
from quizzes.models import Quiz
from quizzes.queries.bank import bank_items, cells_of


@dataclass(frozen=True)
class EmptyCell:
    """The live questions give `found` of the cases that the cell at `position` of the quiz asks for."""

    quiz: Quiz
    position: int
    wanted: int
    found: int


def unfillable_cells(course: Course, *, without: Collection[int] = ()) -> list[EmptyCell]:
    """Of all quizzes that learners can open, as the bank is now. Four queries.

    `without`: ids of questions, as if they were not live.
    """
    quizzes = Quiz.objects.filter(course=course, unit__retired_at=None).exclude(cells=None)
    rows = list(quizzes.select_related("unit").prefetch_related("cells"))
    pools = {cell.pool for quiz in rows for cell in quiz.cells.all()}
    bank = [item for item in bank_items(course, pools) if item.id not in without]
    return [
        EmptyCell(quiz, error.position, error.wanted, error.found)
        for quiz in rows
        for error in unfillable(cells_of(quiz), bank)
    ]
