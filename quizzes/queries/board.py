"""Can the quizzes of a course be asked, and what do their draws look like? For the blueprint board."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lessons.models import Course
from quizzes.blueprint import CompanyFault, Overlap, company_faults, overlap_of, relaxed, uneven_contrasts
from quizzes.draw import BankItem, Supply, Trial, UnfillableCell, draws, supplies, try_draws, unfillable
from quizzes.enums import NOT_MEASURED, Mode, QuestionStatus
from quizzes.models import QuestionVersion, Quiz
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


@dataclass(frozen=True)
class StillAsked:
    """A live wording that measures nothing any more. `cells` could not be filled without its question."""

    cells: tuple[EmptyCell, ...]


def unfillable_cells(course: Course) -> list[EmptyCell]:
    """Of all quizzes that learners can open, as the bank is now. Four queries."""
    return _unfillable(*_asked(course))


def emptied_cells(
    course: Course, *, without: Collection[int] = (), instead: Collection[BankItem] = ()
) -> list[EmptyCell]:
    """What can be filled now and could not be without these questions, or with these in their place. Four queries.

    `without`: ids of questions. `instead`: each takes the place of the one with its uid, or is a further one.
    """
    quizzes, bank = _asked(course)
    before = {(cell.quiz.pk, cell.position) for cell in _unfillable(quizzes, bank)}
    changed = {item.uid for item in instead}
    left = [item for item in bank if item.id not in without and item.uid not in changed]
    found = _unfillable(quizzes, [*left, *instead])
    return [cell for cell in found if (cell.quiz.pk, cell.position) not in before]


def still_asked(version: QuestionVersion, settled: str) -> StillAsked | None:
    """Whether new attempts go on asking a wording, once it is settled so that it measures nothing. Four queries."""
    question = version.question
    if settled not in NOT_MEASURED or question.status != QuestionStatus.LIVE or question.current_id != version.pk:
        return None
    return StillAsked(tuple(emptied_cells(question.course, without={question.pk})))


def _asked(course: Course) -> tuple[list[Quiz], list[BankItem]]:
    quizzes = Quiz.objects.filter(course=course, unit__retired_at=None).exclude(cells=None)
    rows = list(quizzes.select_related("unit").prefetch_related("cells"))
    return rows, bank_items(course, {cell.pool for quiz in rows for cell in quiz.cells.all()})


def _unfillable(quizzes: Collection[Quiz], bank: Sequence[BankItem]) -> list[EmptyCell]:
    return [
        EmptyCell(quiz, error.position, error.wanted, error.found)
        for quiz in quizzes
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
