"""Would the same people pass if they sat a second, equivalent exam? Decision consistency p0 and kappa, by simulation.

Everybody gets questions drawn for her, so there are no two fixed forms to compare. Instead the distribution of the
abilities behind the observed totals is estimated, without a shape given beforehand, since a course has masters and
others and no bell between: weights on a grid of abilities that make the totals most likely (Kiefer & Wolfowitz 1956, by
the EM steps of Laird 1978). Then simulated people of that distribution each take two of the forms that were really
drawn. An item is easier or harder by its observed facility, on the log-odds; the rule is the exam's own, with its
points per term. p0 is how often both decisions agree, kappa what of that is beyond chance (Cohen 1960; Swaminathan,
Hambleton & Algina 1974).

What it leaves out: a person who confuses one pair of terms is treated as equally able in all of them, and facilities
are taken as if people of equal ability had answered each item. It is a figure to the nearest few hundredths.

How near is near? Lord's (1955) standard error of one total at the cut: √(c·(k - c)/(k - 1)) points, for 19 of 24: 2.03.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

PEOPLE = 4000  # simulated; both figures are then known to about .01
EDGE = 0.005  # keeps log-odds of what everybody or nobody knows finite
GRID = tuple(step / 5 for step in range(-25, 26))  # abilities from -5 to 5 on the log-odds; 0: as the mean item
STEPS = 60  # of EM: the bulk is settled, and a small group is not yet followed into its accidents
MOST_FORMS = 20  # for the chances of each total; more would change them little


@dataclass(frozen=True)
class Case:
    """One point of a form: how many got it (0 to 1), and the term it counts for."""

    facility: float
    term: str = ""


@dataclass(frozen=True)
class Cut:
    """Points in all, and for each term that a form asks for."""

    points: int
    per_term: int = 0


@dataclass(frozen=True)
class Consistency:
    """`agree`: p0, 0 to 1. `kappa`: at most 1; None where all decisions are the same and chance explains everything."""

    agree: float
    kappa: float | None


Form = Sequence[Case]
Totals = Mapping[int, int]
"""Whole points → how many people have them."""
Eases = Sequence[tuple[str, float]]
"""Of a form: term and ease of each case, on the log-odds."""


def consistency(forms: Sequence[Form], cut: Cut, *, totals: Totals, seed: int, people: int = PEOPLE) -> Consistency:
    """`forms`: one or more that were drawn, all as long as the totals go. A quarter of a second for 24 cases."""
    rng = Random(seed)  # noqa: S311
    eases = _eases(forms)
    weights = abilities(eases, totals)
    both = passed = 0
    for ability in rng.choices(GRID, weights, k=people):
        first, second = (_passes(rng.choice(eases), ability, cut, rng) for _form in range(2))
        both += first == second
        passed += first + second
    return Consistency(both / people, _kappa(both / people, passed / (2 * people)))


def abilities(eases: Sequence[Eases], totals: Totals) -> list[float]:
    """A weight for each ability of the grid, 1 in all: those under which such totals are the least surprise."""
    chances = [_chances_of_totals(eases[:MOST_FORMS], ability) for ability in GRID]
    weights = [1 / len(GRID)] * len(GRID)
    people = sum(totals.values())
    for _step in range(STEPS):
        new = [0.0] * len(GRID)
        for total, count in totals.items():
            parts = [weight * chance[total] for weight, chance in zip(weights, chances, strict=True)]
            whole = sum(parts)
            if whole > 0:
                new = [sofar + count * part / whole for sofar, part in zip(new, parts, strict=True)]
        weights = [weight / people for weight in new]
    return weights


def error_at(cut: float, length: int) -> float:
    """Lord's standard error of a total at the cut, in points."""
    return sqrt(max(0.0, cut * (length - cut)) / (length - 1)) if length > 1 else 0.0


def _eases(forms: Sequence[Form]) -> list[Eases]:
    """A case as easy as the mean case has 0."""
    odds = [_log_odds(case.facility) for form in forms for case in form]
    mean = sum(odds) / len(odds)
    return [[(case.term, _log_odds(case.facility) - mean) for case in form] for form in forms]


def _chances_of_totals(eases: Sequence[Eases], ability: float) -> list[float]:
    """P(total) of 0 to k, mean over the forms."""
    each = [_chances(form, ability) for form in eases]
    return [sum(column) / len(each) for column in zip(*each, strict=True)]


def _chances(form: Eases, ability: float) -> list[float]:
    """Case by case: whoever had n before has n or n + 1 now."""
    chances = [1.0]
    for _term, ease in form:
        right = _chance(ease, ability)
        stays = [chance * (1 - right) for chance in chances] + [0.0]
        rises = [0.0] + [chance * right for chance in chances]
        chances = [one + other for one, other in zip(stays, rises, strict=True)]
    return chances


def _passes(form: Eases, ability: float, cut: Cut, rng: Random) -> bool:
    reached: dict[str, int] = {}
    for term, ease in form:
        reached[term] = reached.get(term, 0) + (rng.random() < _chance(ease, ability))
    return sum(reached.values()) >= cut.points and all(
        points >= cut.per_term for term, points in reached.items() if term
    )


def _chance(ease: float, ability: float) -> float:
    return 1 / (1 + exp(-ease - ability))


def _kappa(agree: float, passed: float) -> float | None:
    """Both forms are exchangeable, so both pass shares are estimated by their mean."""
    chance = passed**2 + (1 - passed) ** 2
    return (agree - chance) / (1 - chance) if chance < 1 else None


def _log_odds(share: float) -> float:
    share = min(1 - EDGE, max(EDGE, share))
    return log(share / (1 - share))
