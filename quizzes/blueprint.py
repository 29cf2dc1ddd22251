"""Is what a quiz draws from enough, and could its draws be guessed?

Pure figures beside `quizzes.draw`: how many cases two people's draws have in common, how often a draw had to relax a
wish, and what in the composition of a pool tells an answer. Half and half, the two contrasts of a term let no draw ask
for one of them only; who knows that a company always has the same term needs no case.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from quizzes.draw import RELAX_ORDER, BankItem, Cell, Draw

MAX_PER_COMPANY = 2
# Forms that tell of somebody. A company without a name ("a software house") has a key, too.
TELLING_FORMS = frozenset({"einordnen", "szenario", "zuordnen"})


@dataclass(frozen=True)
class Overlap:
    """Two people's draws have `common` of their `cases` in common, on average."""

    common: float
    cases: int

    @property
    def share(self) -> float:
        return self.common / self.cases


@dataclass(frozen=True)
class CompanyFault:
    """`code`: no-company, company-often, company-one-term. `items`: all of the pool that it stands in."""

    code: str
    items: tuple[BankItem, ...]
    term: str = ""


def overlap_of(drawn: Sequence[Draw], bank: Iterable[BankItem]) -> Overlap:
    """Over all pairs of these draws, so a hundred of them are 4,950 comparisons.

    By draws and not by formula: n² / N for n of N questions holds for a cell by itself, drawn by chance alone. Here
    families, contrasts, decoys and companies decide with it. Without rules both agree.
    """
    sizes = {item.id: item.size for item in bank}
    times = Counter(item for draw in drawn for item in draw.items)
    pairs = len(drawn) * (len(drawn) - 1)
    common = sum(sizes[item] * count * (count - 1) for item, count in times.items()) / pairs
    return Overlap(common, sum(sizes[item] for item in drawn[0].items))


def relaxed(drawn: Iterable[Draw]) -> dict[str, int]:
    """Wish → how many of the draws could not meet it, the least grave first."""
    counts = Counter(note.wish for draw in drawn for note in draw.notes)
    return {wish: counts[wish] for wish in RELAX_ORDER if counts[wish]}


def uneven_contrasts(cell: Cell, bank: Iterable[BankItem], terms: Sequence[str]) -> dict[str, int]:
    """Contrast → cases, where those of the cell's term are not equally many though they could be. Else empty."""
    wanted = [one + other for one, other in combinations(terms, 2) if cell.term in (one, other)]
    if not cell.term or cell.contrast or not wanted:
        return {}
    found = Counter(case.contrast for item in bank if cell.holds(item) for case in item.cases)
    if found.total() % len(wanted) or len({found[contrast] for contrast in wanted}) == 1:
        return {}
    return {contrast: found[contrast] for contrast in wanted}


def company_faults(pool: Iterable[BankItem]) -> Iterator[CompanyFault]:
    """Of the questions of one pool."""
    companies: dict[str, list[BankItem]] = defaultdict(list)
    for item in pool:
        if item.company:
            companies[item.company].append(item)
        elif item.form in TELLING_FORMS:
            yield CompanyFault("no-company", (item,))
    for items in companies.values():
        terms = {case.term for item in items for case in item.cases}
        if len(items) > MAX_PER_COMPANY:
            yield CompanyFault("company-often", tuple(items))
        if len(terms) == 1:
            yield CompanyFault("company-one-term", tuple(items), terms.pop())


def caseless(cells: Iterable[Cell], bank: Iterable[BankItem]) -> list[Hashable]:
    """Ids of questions that these cells may draw and that hold no case: a rubric, steps in order."""
    wanted = tuple(cells)
    return [item.id for item in bank if not item.cases and any(cell.holds(item) for cell in wanted)]
