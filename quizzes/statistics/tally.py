"""All that figures of an item are made of, as sums: two tallies of different answers add up to the tally of both.

So what answers said of an item stays known when the answers are deleted. A tally holds no answer and nobody's number.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from quizzes.statistics.options import Chosen
from quizzes.statistics.sums import ByClass, Sums, thirds

ByName = Mapping[str, int]
"""Name of a choice → how often it was made."""


@dataclass(frozen=True)
class Sure:
    """Of those who said so: how many, and their facility; None while nobody said it."""

    sure: int
    unsure: int
    sure_right: float | None
    unsure_right: float | None


@dataclass(frozen=True)
class Tally:
    """By class of rest: the sums of marks, and the choices. By what somebody said: how many, and the sum of shares."""

    classes: ByClass = field(default_factory=dict)
    chosen: Mapping[int, ByName] = field(default_factory=dict)
    said: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            {
                key: self.classes.get(key, Sums()) + other.classes.get(key, Sums())
                for key in sorted({*self.classes, *other.classes})
            },
            {
                key: dict(Counter(self.chosen.get(key, {})) + Counter(other.chosen.get(key, {})))
                for key in sorted({*self.chosen, *other.chosen})
            },
            {key: _both(self.said.get(key), other.said.get(key)) for key in sorted({*self.said, *other.said})},
        )

    @property
    def people(self) -> Chosen:
        """How many there are to choose: all, bottom third, top third."""
        return self._in_thirds({key: sums.n for key, sums in self.classes.items()})

    @property
    def choices(self) -> dict[str, Chosen]:
        """How often each answer on offer was chosen, by its name; empty where a type offers none."""
        names = sorted({name for found in self.chosen.values() for name in found})
        return {
            name: self._in_thirds({key: found.get(name, 0) for key, found in self.chosen.items()}) for name in names
        }

    def sureness(self, sure: str, unsure: str) -> Sure:
        """`sure` and `unsure`: what people say."""
        counts, points = zip(*(self.said.get(key, (0, 0.0)) for key in (sure, unsure)), strict=True)
        return Sure(*counts, *(reached / n if n else None for reached, n in zip(points, counts, strict=True)))

    def to_json(self) -> dict[str, Any]:
        return {
            "classes": {str(key): list(astuple(sums)) for key, sums in self.classes.items()},
            "chosen": {str(key): dict(found) for key, found in self.chosen.items()},
            "said": {key: list(pair) for key, pair in self.said.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Tally":
        return cls(
            {int(key): Sums(*sums) for key, sums in data["classes"].items()},
            {int(key): found for key, found in data["chosen"].items()},
            {key: (n, points) for key, (n, points) in data["said"].items()},
        )

    def _in_thirds(self, counts: Mapping[int, int]) -> Chosen:
        ends = thirds(self.classes)
        return Chosen(
            all=sum(counts.values()),
            bottom=sum(n for key, n in counts.items() if ends and key <= ends[0]),
            top=sum(n for key, n in counts.items() if ends and key >= ends[1]),
        )


def _both(one: tuple[int, float] | None, other: tuple[int, float] | None) -> tuple[int, float]:
    (n, points), (more, further) = one or (0, 0.0), other or (0, 0.0)
    return n + more, points + further
