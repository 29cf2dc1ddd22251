"""How many cards a day, and in which order?

Mixed cases teach telling apart better than the same pair several times in a row: one has to find out first which terms
are in question.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

CARDS_A_DAY = 10  # some seven minutes beside the work; what is more waits for the next day
SECONDS_A_CARD = 40  # to read a case of sixty words, to decide, and to read why

T = TypeVar("T")


def interleaved(cards: Sequence[T], pair_of: Callable[[T], Hashable], last: Hashable = None) -> list[T]:
    """In an order in which no pair follows itself as long as there is another one. `last`: asked just before.

    Pairs with most cards left go first, so that none of them stays alone at the end.
    """
    left, ordered = list(cards), []
    while left:
        pairs = [pair_of(card) for card in left]
        others = [pair for pair in dict.fromkeys(pairs) if pair != last] or pairs
        last = max(others, key=pairs.count)
        ordered.append(left.pop(pairs.index(last)))
    return ordered


def minutes_for(cards: int) -> int:
    """Whole minutes, rounded up: six cards take about four."""
    return -(-cards * SECONDS_A_CARD // 60)
