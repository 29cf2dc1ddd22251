"""Which questions does this attempt ask?

A blueprint is a list of cells, and a cell asks for a number of *cases* with certain tags; a set of three
statements is three cases. The draw fills every cell exactly, never asks a question twice, and depends on the
seed alone, not on the order in which the bank arrives.

Three wishes are met as far as the bank allows, the first before the second and the second before the third:
no two questions of one family; questions not seen yet, otherwise those seen longest ago; no company twice. So
`company` is relaxed first, then `unseen`, then `family`, and the draw notes what was. Each try fills the
narrowest cells first and prefers, question by question, what breaks no wish; the best of up to TRIES tries
counts, and the first that breaks none ends the search.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from quizzes.types.base import CaseTag

TRIES = 100
RELAX_ORDER = ("company", "unseen", "family")


@dataclass(frozen=True)
class BankItem:
    """A question as the draw sees it. An empty `family` or `company` never repeats."""

    id: Hashable
    uid: str
    pool: str
    form: str
    bloom: str = ""
    company: str = ""
    family: str = ""
    cases: tuple[CaseTag, ...] = ()

    @property
    def size(self) -> int:
        """What it counts in a cell; a question without cases counts one, as it does for points."""
        return max(1, len(self.cases))


@dataclass(frozen=True)
class Cell:
    """A filter left empty matches everything; `term` and `contrast` hold for every case of a question."""

    position: int
    cases: int
    pool: str
    form: str = ""
    term: str | None = None
    contrast: str = ""
    bloom: str = ""

    def holds(self, item: BankItem) -> bool:
        return (
            item.pool == self.pool
            and self.form in ("", item.form)
            and self.bloom in ("", item.bloom)
            and (not self.term or {case.term for case in item.cases} == {self.term})
            and (not self.contrast or {case.contrast for case in item.cases} == {self.contrast})
        )


@dataclass(frozen=True)
class Note:
    """A wish that could not be met, and for what: families, uids of seen questions, or companies."""

    wish: str
    values: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"wish": self.wish, "values": list(self.values)}


@dataclass(frozen=True)
class Draw:
    """`items` are ids in the order in which they are asked."""

    items: tuple[Hashable, ...]
    notes: tuple[Note, ...] = ()


class UnfillableCell(ValueError):
    """The bank cannot give the cell at `position` the cases it asks for: `found` is the most it could."""

    def __init__(self, position: int, wanted: int, found: int) -> None:
        super().__init__(f"Cell {position} asks for {wanted} cases, {found} can be had.")
        self.position, self.wanted, self.found = position, wanted, found


@dataclass
class _Filling:
    """One try: what is drawn so far."""

    candidates: Mapping[Cell, Sequence[BankItem]]
    cells_of: Mapping[Hashable, Sequence[Cell]]
    seen: Mapping[Any, int]
    ranks: Mapping[Hashable, int]
    left: dict[Cell, int]
    drawn: dict[Hashable, BankItem] = field(default_factory=dict)
    families: Counter[str] = field(default_factory=Counter)
    companies: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        for cell in self.candidates:
            while self.left[cell]:
                self._take(cell, self._next(cell))

    def _next(self, cell: Cell) -> BankItem:
        free = sorted((item for item in self.candidates[cell] if item.id not in self.drawn), key=self._wishes)
        for item in free:
            if item.size <= self.left[cell] and self._leaves_room(cell, item):
                return item
        raise UnfillableCell(cell.position, cell.cases, cell.cases - self.left[cell])

    def _wishes(self, item: BankItem) -> tuple[bool, int, bool, int]:
        repeats_family, repeats_company = item.family in self.families, item.company in self.companies
        return repeats_family, self.seen.get(item.id, 0), repeats_company, self.ranks[item.id]

    def _leaves_room(self, cell: Cell, item: BankItem) -> bool:
        """With this question gone, each cell that could use it can still be filled."""
        for other in self.cells_of[item.id]:
            left = self.left[other] - (item.size if other is cell else 0)
            free = (i.size for i in self.candidates[other] if i.id not in self.drawn and i is not item)
            if not _can_reach(left, free):
                return False
        return True

    def _take(self, cell: Cell, item: BankItem) -> None:
        self.left[cell] -= item.size
        self.drawn[item.id] = item
        self.families.update([item.family] if item.family else [])
        self.companies.update([item.company] if item.company else [])

    def cost(self) -> tuple[int, int, int, int]:
        """How much the wishes are broken, the gravest first; lower is better."""
        ages = [self.seen[drawn] for drawn in self.drawn if drawn in self.seen]
        return _repeats(self.families), len(ages), sum(ages), _repeats(self.companies)

    def notes(self) -> tuple[Note, ...]:
        broken = {
            "company": [name for name, times in self.companies.items() if times > 1],
            "unseen": [item.uid for item in self.drawn.values() if item.id in self.seen],
            "family": [name for name, times in self.families.items() if times > 1],
        }
        return tuple(Note(wish, tuple(sorted(broken[wish]))) for wish in RELAX_ORDER if broken[wish])


def draw(
    cells: Sequence[Cell], bank: Iterable[BankItem], *, seed: int, seen: Mapping[Any, int] | None = None
) -> Draw:
    """Fills the cells from the bank, or raises UnfillableCell.

    `seen` maps a question's id to the number of the last attempt that asked it.
    """
    bank = sorted(bank, key=lambda item: item.uid)
    start = _starter(_candidates(cells, bank), bank, seen or {})
    rng = Random(seed)  # noqa: S311
    best = _best_filling(lambda: start(rng))
    items = sorted(best.drawn.values(), key=lambda item: item.uid)
    rng.shuffle(items)
    return Draw(tuple(item.id for item in items), best.notes())


def _candidates(cells: Sequence[Cell], bank: Sequence[BankItem]) -> dict[Cell, list[BankItem]]:
    """Who may fill which cell, the cell with the least to choose from first."""
    found = {cell: [item for item in bank if cell.holds(item)] for cell in cells}
    for cell, items in found.items():
        if not _can_reach(cell.cases, (item.size for item in items)):
            raise UnfillableCell(cell.position, cell.cases, _most(cell.cases, items))
    return dict(sorted(found.items(), key=lambda pair: (len(pair[1]), pair[0].position)))


def _starter(
    candidates: Mapping[Cell, Sequence[BankItem]], bank: Sequence[BankItem], seen: Mapping[Any, int]
) -> Callable[[Random], _Filling]:
    cells_of = {item.id: [cell for cell in candidates if cell.holds(item)] for item in bank}

    def start(rng: Random) -> _Filling:
        order = rng.sample(range(len(bank)), len(bank))
        ranks = {item.id: rank for item, rank in zip(bank, order, strict=True)}
        return _Filling(candidates, cells_of, seen, ranks, left={cell: cell.cases for cell in candidates})

    return start


def _best_filling(start: Callable[[], _Filling]) -> _Filling:
    best: _Filling | None = None
    failure: UnfillableCell | None = None
    for _ in range(TRIES):
        filling = start()
        try:
            filling.run()
        except UnfillableCell as error:
            failure = error
            continue
        if best is None or filling.cost() < best.cost():
            best = filling
        if not any(best.cost()):
            break
    if best is None:
        raise failure or ValueError("TRIES must be positive.")
    return best


def _can_reach(total: int, sizes: Iterable[int]) -> bool:
    return bool(_sums(sizes) >> total & 1)


def _sums(sizes: Iterable[int]) -> int:
    """Bit n is set where some of the sizes add up to n."""
    sums = 1
    for size in sizes:
        sums |= sums << size
    return sums


def _most(wanted: int, items: Iterable[BankItem]) -> int:
    sums = _sums(item.size for item in items)
    return max(total for total in range(wanted + 1) if sums >> total & 1)


def _repeats(counts: Counter[str]) -> int:
    return sum(times - 1 for times in counts.values())
