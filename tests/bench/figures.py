"""From nanoseconds to the table: medians of interleaved rounds, as multiples of the bare view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# A page whose cost differs by less than this between 10 and 10,000 learners does not grow: it is the noise of a run.
NOISE = 0.15


@dataclass(frozen=True)
class Row:
    """`costs`: nanoseconds a request, one a round."""

    name: str
    costs: tuple[float, ...]
    limit: float | None = None

    @property
    def cost(self) -> float:
        return median(self.costs)


def interleaved(probes: Sequence[Callable[[], float]], *, rounds: int) -> list[tuple[float, ...]]:
    """Each probe once a round, so that a busy moment of the machine touches all of them alike."""
    results: list[list[float]] = [[] for _probe in probes]
    for _round in range(rounds):
        for probe, kept in zip(probes, results, strict=True):
            kept.append(probe())
    return [tuple(kept) for kept in results]


def ratio(row: Row, bare: Row) -> float:
    """>>> ratio(Row("lesson", (3.0, 4.0, 9.0)), Row("bare", (1.0, 1.0, 2.0)))
    4.0
    """
    return row.cost / bare.cost


def verdict(multiple: float, limit: float | None) -> str:
    """>>> verdict(4.9, 5), verdict(5.1, 5), verdict(9, None)
    ('ok', 'over', '')
    """
    if limit is None:
        return ""
    return "ok" if multiple <= limit else "over"


def grows(small: Row, large: Row) -> bool:
    """Whether a page costs more with many learners than with few, beyond the noise."""
    return large.cost > small.cost * (1 + NOISE)


def page_table(bare: Row, pairs: Sequence[tuple[Row, Row]], sizes: tuple[int, int]) -> list[str]:
    """One line a page: the cost at both sizes, the limit, and whether it grew."""
    lines = [f"{'page':24}{sizes[0]:>10,}{sizes[1]:>10,}   limit", f"{'bare view':24}{bare.cost / 1e6:>8.2f} ms"]
    for small, large in pairs:
        multiples = ratio(small, bare), ratio(large, bare)
        limit = f"{small.limit:g}x {verdict(max(multiples), small.limit)}" if small.limit else ""
        growth = "grows" if grows(small, large) else ""
        lines.append(f"{small.name:24}{multiples[0]:>9.1f}x{multiples[1]:>9.1f}x   {limit:8} {growth}".rstrip())
    return lines


def share_table(bare: Row, steps: Sequence[Row]) -> list[str]:
    """What each middleware adds to those before it; `steps` are the bare view behind none, one, two … of ours."""
    lines = [f"{'our middleware around the bare view':58}{ratio(steps[-1], bare):>6.2f}x"]
    lines += [f"  {step.name:56}{(step.cost - before.cost) / bare.cost:>+6.2f}x" for before, step in pairwise(steps)]
    return lines
