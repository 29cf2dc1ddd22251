"""Does each answer on offer do its work? Who chose it: all, the bottom third, the top third, the strong.

A wrong answer that hardly anybody below the middle chooses costs reading time and separates nobody; the usual limit is
5 % (Haladyna & Downing 1993). One that the top third chooses *more* often than the bottom third draws those who know
too much for the key: it may be right as well. That is a flag only where it is more than chance: the difference of two
shares, one-sided at 5 %, and chosen by 5 % of the top third at least.
"""

from dataclasses import dataclass
from math import sqrt

LEAST_SHARE = 0.05
Z = 1.645  # one-sided 5 %
SUSPECT, IDLE = "option-suspect", "option-idle"


@dataclass(frozen=True)
class Chosen:
    """How often a choice was made: among all, in the bottom and the top third, among strong learners."""

    all: int = 0
    bottom: int = 0
    top: int = 0
    strong: int = 0

    def __add__(self, other: "Chosen") -> "Chosen":
        return Chosen(
            self.all + other.all, self.bottom + other.bottom, self.top + other.top, self.strong + other.strong
        )


def is_suspect(chosen: Chosen, of: Chosen) -> bool:
    """A wrong answer that the top third chose more often than the bottom third. 10 of 50 and 2 of 50: yes."""
    if not (of.top and of.bottom) or chosen.top < LEAST_SHARE * of.top:
        return False
    together = (chosen.top + chosen.bottom) / (of.top + of.bottom)
    spread = sqrt(together * (1 - together) * (1 / of.top + 1 / of.bottom))
    return spread > 0 and (chosen.top / of.top - chosen.bottom / of.bottom) / spread > Z


def is_idle(chosen: Chosen, of: Chosen) -> bool:
    """A wrong answer that fewer than 5 % of the bottom third chose, and of all: one that draws the best is not idle."""
    return of.bottom > 0 and chosen.bottom < LEAST_SHARE * of.bottom and chosen.all < LEAST_SHARE * of.all
