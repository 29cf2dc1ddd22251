"""Can the quizzes of a course be asked, and what do their draws look like? For the blueprint board."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lessons.models import Course
from quizzes.blueprint import CompanyFault, Overlap, company_faults, overlap_of, relaxed, uneven_contrasts
from quizzes.draw import Supply, Trial, UnfillableCell, draws, supplies, try_draws, unfillable
from quizzes.enums import Mode
from quizzes.models import Quiz
from quizzes.queries.attempts import term_names
from quizzes.queries.bank import bank_items, cells_of, rules_of

OVERLAP_DRAWS = 100  # 4,950 comparisons: the share comes out within a percentage point


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


@dataclass(frozen=True)
class Board:
    """`overlap` and `trial` are None where no draw can be made. `uneven`: position of a cell → cases by contrast."""

    supplies: tuple[Supply, ...]
    empty: tuple[UnfillableCell, ...]
    overlap: Overlap | None
    relaxed: Mapping[str, int]
    trial: Trial | None
    uneven: Mapping[int, Mapping[str, int]]
    companies: tuple[CompanyFault, ...]


def board_of(quiz: Quiz) -> Board:
    """Four queries, and OVERLAP_DRAWS draws: about half a second for the course's exam."""
    cells, rules = cells_of(quiz), rules_of(quiz)
    bank = bank_items(quiz.course, {cell.pool for cell in cells})
    terms = tuple(term_names(quiz.course_id))
    empty = tuple(unfillable(cells, bank))
    is_open = bool(cells) and not empty
    drawn = draws(cells, bank, seeds=range(OVERLAP_DRAWS), rules=rules) if is_open else []
    uneven = {cell.position: uneven_contrasts(cell, bank, terms) for cell in cells}
    return Board(
        supplies=tuple(supplies(cells, bank)),
        empty=empty,
        overlap=overlap_of(drawn, bank) if drawn else None,
        relaxed=relaxed(drawn),
        trial=try_draws(cells, bank, rules=rules) if is_open else None,
        uneven={position: found for position, found in uneven.items() if found},
        companies=tuple(company_faults(bank)) if quiz.mode == Mode.EXAM else (),
    )
