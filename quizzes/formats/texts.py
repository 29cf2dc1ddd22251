"""Which texts does a question hold, whatever its kind?"""

from collections.abc import Iterator, Sequence
from typing import Any

from quizzes.formats.item import Alternative, Choice, Gaps, Match, Order, Text


def texts_of(item: Any) -> list[str]:
    """All texts that people read, and the answers that a machine accepts."""
    return [item.prompt, *_parts_of(item)]


def _parts_of(item: Any) -> Iterator[str]:
    match item:
        case Choice():
            yield from _both(item.alternatives)
        case Match():
            yield from _both((*item.sources, *item.targets))
            yield from item.feedback.values()
        case Order():
            yield from (*_both(item.steps), item.feedback)
        case Gaps():
            for gap in item.gaps:
                yield from (*_both(gap.alternatives), gap.feedback)
                yield from () if gap.alternatives else gap.right
        case Text():
            yield from (*item.right, item.sample, item.feedback)


def _both(alternatives: Sequence[Alternative]) -> Iterator[str]:
    for alternative in alternatives:
        yield from (alternative.text, alternative.feedback)
