"""Which questions does this attempt ask?

A blueprint is a list of cells, and a cell asks for a number of *cases* with certain tags; a set of three
statements is three cases. The draw fills every cell exactly, never asks a question twice, and depends on the
seed alone, not on the order in which the bank arrives. Complementary sets are drawn together, into one cell, or
not at all; a set whose partner the cell cannot use is as if it were not there.

Wishes and rules are met as far as the bank allows, here the gravest first:

    family      no two questions of one family
    unseen      nothing from the last attempt, nothing seen before; otherwise what was seen longest ago
    contrasts   each contrast in at least `per_contrast` questions with one case
    dimensions  at least so many different ones
    decoys      as many cases as the rule allows, not fewer, not more
    company     none twice

Each try fills the narrowest cells first and prefers, question by question, what repeats no family and was not seen;
the rest is chance. Tries go on until one breaks nothing; after TRIES the best counts, and the draw notes what it
breaks: RELAX_ORDER is the list above from below. Only an unfillable cell makes a draw fail.

Only the second half of the tries prefers new companies, too: it would ask less often for a question whose company
stands in a cell that is filled before. Chance favours nobody, and mostly it is enough.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from random import Random
from typing import Any

from quizzes.types.base import CaseTag

TRIES = 1000
RELAX_ORDER = ("company", "decoys", "dimensions", "contrasts", "unseen", "family")


@dataclass(frozen=True)
class BankItem:
    """A question as the draw sees it. An empty `family` or `company` never repeats.

    `pair` is the uid of the complementary set, which must name this one.
    """

    id: Hashable
    uid: str
    pool: str
    form: str
    bloom: str = ""
    company: str = ""
    family: str = ""
    cases: tuple[CaseTag, ...] = ()
    pair: str = ""

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
class DrawRules:
    """What the drawn questions must be like together; the defaults ask for nothing.

    `per_contrast` holds for each contrast that a question of some cell has; rows of sets count for none.
    `decoys` are the fewest and the most decoy cases allowed.
    """

    per_contrast: int = 0
    dimensions: int = 0
    decoys: tuple[int, int] | None = None


@dataclass(frozen=True)
class Note:
    """A wish that could not be met, and for what.

    Families, companies: those that repeat. Unseen: uids of seen questions. Contrasts: "FO 4" for one that only 4
    questions have. Dimensions, decoys: how many there are.
    """

    wish: str
    values: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"wish": self.wish, "values": list(self.values)}


@dataclass(frozen=True)
class Draw:
    """`items` are ids in the order in which they are asked."""

    items: tuple[Hashable, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Supply:
    """What a cell may draw from, had it its questions to itself: questions, their cases, and of the cases it asks for
    as many as they can give together.
    """

    cell: Cell
    questions: int
    cases: int
    most: int

    @property
    def is_enough(self) -> bool:
        return self.most == self.cell.cases


@dataclass(frozen=True)
class Trial:
    """How many tries there were, how many broke nothing, and which wish was broken how often.

    One that meets all in a hundred is plenty for a draw. Cells that overlap can block each other: such a try counts
    in `tries` alone.
    """

    tries: int
    met: int
    broken: Mapping[str, int]


class UnfillableCell(ValueError):
    """The bank cannot give the cell at `position` the cases it asks for: `found` is the most it could."""

    def __init__(self, position: int, wanted: int, found: int) -> None:
        super().__init__(f"Cell {position} asks for {wanted} cases, {found} can be had.")
        self.position, self.wanted, self.found = position, wanted, found


def draw(
    cells: Sequence[Cell],
    bank: Iterable[BankItem],
    *,
    seed: int,
    rules: DrawRules = DrawRules(),
    seen: Mapping[Any, int] | None = None,
) -> Draw:
    """Fills the cells from the bank, or raises UnfillableCell.

    `seen` maps a question's id to the number of the last attempt that asked it.
    """
    return _drawn(_plan(cells, bank, rules, seen or {}), seed)


def draws(
    cells: Sequence[Cell], bank: Iterable[BankItem], *, seeds: Iterable[int], rules: DrawRules = DrawRules()
) -> list[Draw]:
    """What `draw` gives for each seed to somebody who has seen nothing; the bank is gone through once."""
    plan = _plan(cells, bank, rules, {})
    return [_drawn(plan, seed) for seed in seeds]


def supplies(cells: Sequence[Cell], bank: Iterable[BankItem]) -> list[Supply]:
    """Each cell by itself: two that want the same question may both have enough."""
    bundles = _bundles(sorted(bank, key=lambda item: item.uid), {})
    return [_supply(cell, _usable(cell, bundles)) for cell in cells]


def unfillable(cells: Sequence[Cell], bank: Sequence[BankItem], *, seed: int = 0) -> list[UnfillableCell]:
    """Why no draw can be made: every cell that has too little by itself, else the first that others leave too little.

    Empty if a draw succeeds.
    """
    short = [supply for supply in supplies(cells, bank) if not supply.is_enough]
    if short:
        return [UnfillableCell(supply.cell.position, supply.cell.cases, supply.most) for supply in short]
    try:
        next(_fillings(_plan(cells, bank, DrawRules(), {}), Random(seed), TRIES))  # noqa: S311
    except UnfillableCell as error:
        return [error]
    return []


def try_draws(
    cells: Sequence[Cell],
    bank: Iterable[BankItem],
    *,
    rules: DrawRules = DrawRules(),
    seed: int = 0,
    tries: int = TRIES,
) -> Trial:
    """The tries that a draw makes at most, each counted, for somebody who has seen nothing. Raises UnfillableCell."""
    rng = Random(seed)  # noqa: S311
    met, broken = 0, Counter[str]()
    for filling in _fillings(_plan(cells, bank, rules, {}), rng, tries):
        wishes = [wish for wish, amount in filling.breaches().items() if amount]
        broken.update(wishes)
        met += not wishes
    return Trial(tries, met, {wish: broken[wish] for wish in RELAX_ORDER if broken[wish]})


# --- what stays the same from try to try --------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class _Bundle:
    """What is drawn together: a question, or a complementary pair. A name that a pair shares is no repetition.

    `recency` is 0 for what was not seen. Of two values the higher one was seen later, and weighs more than the whole
    bank seen earlier.
    """

    items: tuple[BankItem, ...]
    size: int
    recency: int
    families: frozenset[str]
    companies: frozenset[str]
    contrasts: tuple[str, ...]
    dimensions: frozenset[str]
    decoys: int


@dataclass(frozen=True, eq=False)
class _Choice:
    """A cell and what may fill it. `tickets` are by recency, the unseen first.

    A pair has two tickets: so each question has the same chance.
    """

    cell: Cell
    bundles: tuple[_Bundle, ...]
    tickets: tuple[tuple[_Bundle, ...], ...]

    @property
    def width(self) -> int:
        return sum(map(len, self.tickets))


@dataclass(frozen=True)
class _Plan:
    """`choices`: the cell with the least to choose from first. `contrasts` are those that the rules ask for.

    `guarded` names the cells that a bundle, once drawn, may leave unfillable. `lowest` is a cost that none can beat.
    """

    choices: tuple[_Choice, ...]
    guarded: Mapping[_Bundle, tuple[_Choice, ...]]
    rules: DrawRules
    contrasts: tuple[str, ...]
    seen: Mapping[Any, int]
    lowest: tuple[int, ...]


def _plan(cells: Sequence[Cell], bank: Iterable[BankItem], rules: DrawRules, seen: Mapping[Any, int]) -> _Plan:
    bundles = _bundles(sorted(bank, key=lambda item: item.uid), seen)
    choices = [_choice(cell, bundles) for cell in cells]
    choices.sort(key=lambda choice: (choice.width, choice.cell.position))
    usable = {item for choice in choices for bundle in choice.bundles for item in bundle.items}
    contrasts = {case.contrast for item in usable for case in item.cases if case.contrast}
    least = {"unseen": sum(_least_recency(choice) for choice in choices)}
    return _Plan(
        choices=tuple(choices),
        guarded=_guarded(choices),
        rules=rules,
        contrasts=tuple(sorted(contrasts)),
        seen=seen,
        lowest=_cost(dict.fromkeys(RELAX_ORDER, 0) | least),
    )


def _bundles(bank: Sequence[BankItem], seen: Mapping[Any, int]) -> list[_Bundle]:
    by_uid = {item.uid: item for item in bank}
    attempts = sorted({seen[item.id] for item in bank if item.id in seen})
    weights = {attempt: (len(bank) + 1) ** place for place, attempt in enumerate(attempts)}
    recency = {item.id: weights[seen[item.id]] for item in bank if item.id in seen}
    bundles = []
    for item in bank:
        partner = by_uid.get(item.pair)
        if not item.pair:
            bundles.append(_bundle((item,), recency))
        elif partner and partner.pair == item.uid and item.uid < partner.uid:
            bundles.append(_bundle((item, partner), recency))
    return bundles


def _bundle(items: tuple[BankItem, ...], recency: Mapping[Any, int]) -> _Bundle:
    cases = [case for item in items for case in item.cases]
    return _Bundle(
        items=items,
        size=sum(item.size for item in items),
        recency=max(recency.get(item.id, 0) for item in items),
        families=frozenset(item.family for item in items if item.family),
        companies=frozenset(item.company for item in items if item.company),
        contrasts=tuple(item.cases[0].contrast for item in items if len(item.cases) == 1),
        dimensions=frozenset(case.dimension for case in cases if case.dimension),
        decoys=sum(case.decoy for case in cases),
    )


def _choice(cell: Cell, bundles: Iterable[_Bundle]) -> _Choice:
    found = _usable(cell, bundles)
    supply = _supply(cell, found)
    if not supply.is_enough:
        raise UnfillableCell(cell.position, cell.cases, supply.most)
    tickets = sorted((bundle for bundle in found for _item in bundle.items), key=attrgetter("recency"))
    return _Choice(cell, found, tuple(tuple(group) for _recency, group in groupby(tickets, key=attrgetter("recency"))))


def _usable(cell: Cell, bundles: Iterable[_Bundle]) -> tuple[_Bundle, ...]:
    return tuple(bundle for bundle in bundles if all(map(cell.holds, bundle.items)))


def _supply(cell: Cell, found: Sequence[_Bundle]) -> Supply:
    sums = _sums(bundle.size for bundle in found)
    most = max(total for total in range(cell.cases + 1) if sums >> total & 1)
    questions = sum(len(bundle.items) for bundle in found)
    return Supply(cell, questions, sum(bundle.size for bundle in found), most)


def _guarded(choices: Sequence[_Choice]) -> dict[_Bundle, tuple[_Choice, ...]]:
    """A cell by itself whose questions are of one size can be filled in any order: it needs no guard."""
    users: dict[_Bundle, tuple[_Choice, ...]] = {}
    for choice in choices:
        for bundle in choice.bundles:
            users[bundle] = (*users.get(bundle, ()), choice)
    mixed = {choice for choice in choices if len({bundle.size for bundle in choice.bundles}) > 1}
    return {bundle: cells for bundle, cells in users.items() if len(cells) > 1 or cells[0] in mixed}


def _least_recency(choice: _Choice) -> int:
    """What must have been seen if the cell had its questions to itself: a knapsack over its cases."""
    least = {0: 0}
    for bundle in choice.bundles:
        for total, recency in list(least.items()):
            more, worse = total + bundle.size, recency + bundle.recency * len(bundle.items)
            if more <= choice.cell.cases:
                least[more] = min(worse, least.get(more, worse))
    return least[choice.cell.cases]


# --- one try ------------------------------------------------------------------------------------------------------
@dataclass
class _Filling:
    """One try: what is drawn so far."""

    plan: _Plan
    random: Callable[[], float]
    left: dict[_Choice, int]
    minds_companies: bool
    drawn: dict[_Bundle, None] = field(default_factory=dict)
    families: set[str] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)

    def run(self) -> None:
        for choice in self.plan.choices:
            while self.left[choice]:
                self._take(choice, self._next(choice))

    def _next(self, choice: _Choice) -> _Bundle:
        best, least, left = None, (True, 0, True), self.left[choice]
        for bundle in _in_random_order(choice.tickets, self.random):
            if bundle.size > left or bundle in self.drawn:
                continue
            breach = self._breach(bundle)
            if (best is None or breach < least) and self._leaves_room(choice, bundle):
                best, least = bundle, breach
                if breach == (False, bundle.recency, False):  # the rest was seen as late or later
                    break
        if best is None:
            raise UnfillableCell(choice.cell.position, choice.cell.cases, choice.cell.cases - left)
        return best

    def _breach(self, bundle: _Bundle) -> tuple[bool, int, bool]:
        repeats_family = not self.families.isdisjoint(bundle.families)
        repeats_company = self.minds_companies and not self.companies.isdisjoint(bundle.companies)
        return repeats_family, bundle.recency, repeats_company

    def _leaves_room(self, choice: _Choice, bundle: _Bundle) -> bool:
        """With this bundle gone, each cell that could use it can still be filled."""
        for other in self.plan.guarded.get(bundle, ()):
            left = self.left[other] - (bundle.size if other is choice else 0)
            free = (each.size for each in other.bundles if each not in self.drawn and each is not bundle)
            if left and not _sums(free) >> left & 1:
                return False
        return True

    def _take(self, choice: _Choice, bundle: _Bundle) -> None:
        self.left[choice] -= bundle.size
        self.drawn[bundle] = None
        self.families |= bundle.families
        self.companies |= bundle.companies

    def items(self) -> list[BankItem]:
        return [item for bundle in self.drawn for item in bundle.items]

    def breaches(self) -> dict[str, int]:
        """How much each wish is broken; 0 where it is met."""
        rules, decoys = self.plan.rules, self._decoys()
        fewest, most = rules.decoys or (decoys, decoys)
        return {
            "company": sum(len(bundle.companies) for bundle in self.drawn) - len(self.companies),
            "decoys": max(fewest - decoys, decoys - most, 0),
            "dimensions": max(rules.dimensions - self._dimensions(), 0),
            "contrasts": sum(rules.per_contrast - times for times in self._rare_contrasts().values()),
            "unseen": sum(bundle.recency * len(bundle.items) for bundle in self.drawn),
            "family": sum(len(bundle.families) for bundle in self.drawn) - len(self.families),
        }

    def notes(self) -> tuple[Note, ...]:
        values = {
            "company": _repeated(name for bundle in self.drawn for name in bundle.companies),
            "decoys": [str(self._decoys())],
            "dimensions": [str(self._dimensions())],
            "contrasts": [f"{contrast} {times}" for contrast, times in self._rare_contrasts().items()],
            "unseen": [item.uid for item in self.items() if item.id in self.plan.seen],
            "family": _repeated(name for bundle in self.drawn for name in bundle.families),
        }
        breaches = self.breaches()
        return tuple(Note(wish, tuple(sorted(values[wish]))) for wish in RELAX_ORDER if breaches[wish])

    def _decoys(self) -> int:
        return sum(bundle.decoys for bundle in self.drawn)

    def _dimensions(self) -> int:
        return len(frozenset[str]().union(*(bundle.dimensions for bundle in self.drawn)))

    def _rare_contrasts(self) -> dict[str, int]:
        drawn = [contrast for bundle in self.drawn for contrast in bundle.contrasts]
        counts = {contrast: drawn.count(contrast) for contrast in self.plan.contrasts}
        return {contrast: times for contrast, times in counts.items() if times < self.plan.rules.per_contrast}


def _in_random_order(tickets: Iterable[Sequence[_Bundle]], random: Callable[[], float]) -> Iterator[_Bundle]:
    """Group by group, and mixed only as far as is asked for: mostly the first one will do."""
    for group in tickets:
        rest = list(group)
        while rest:
            place = int(random() * len(rest))
            rest[place], rest[-1] = rest[-1], rest[place]
            yield rest.pop()


def _sums(sizes: Iterable[int]) -> int:
    """Bit n is set where some of the sizes add up to n."""
    sums = 1
    for size in sizes:
        sums |= sums << size
    return sums


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


# --- many tries ---------------------------------------------------------------------------------------------------
def _drawn(plan: _Plan, seed: int) -> Draw:
    rng = Random(seed)  # noqa: S311
    best = _best_filling(plan, rng)
    items = sorted(best.items(), key=lambda item: item.uid)
    rng.shuffle(items)
    return Draw(tuple(item.id for item in items), best.notes())


def _fillings(plan: _Plan, rng: Random, tries: int) -> Iterator[_Filling]:
    """The tries that filled every cell. Raises UnfillableCell after the last one if there was none."""
    stuck: UnfillableCell | None = None
    filled = False
    for number in range(tries):
        left = {choice: choice.cell.cases for choice in plan.choices}
        filling = _Filling(plan, rng.random, left, minds_companies=number >= tries // 2)
        try:
            filling.run()
        except UnfillableCell as error:
            stuck = error
            continue
        filled = True
        yield filling
    if stuck and not filled:
        raise stuck


def _best_filling(plan: _Plan, rng: Random) -> _Filling:
    best: _Filling | None = None
    lowest: tuple[int, ...] = ()
    for filling in _fillings(plan, rng, TRIES):
        cost = _cost(filling.breaches())
        if best is None or cost < lowest:
            best, lowest = filling, cost
        if lowest == plan.lowest:
            break
    assert best is not None
    return best


def _cost(breaches: Mapping[str, int]) -> tuple[int, ...]:
    """The gravest first: of two fillings the one with the lower cost is better."""
    return tuple(breaches[wish] for wish in reversed(RELAX_ORDER))
