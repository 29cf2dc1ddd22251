"""Which claims does the course teach? Their ids: source, number, and a letter for one part of a claim.

The list of claims belongs to the two sources and is closed, so a typing error in an id is always found.
"""

from collections.abc import Collection, Iterable
from itertools import chain

CLAIMS_PER_SOURCE = {"S1": 16, "S2": 17}
# Claims that say several things. A lesson may teach one of them.
PARTS = {"S2-03": "ab", "S2-04": "abc", "S2-15": "abc"}

CLAIMS = tuple(f"{source}-{number:02}" for source, most in CLAIMS_PER_SOURCE.items() for number in range(1, most + 1))
IDS = frozenset(chain(CLAIMS, (claim + part for claim, parts in PARTS.items() for part in parts)))

# The sources contradict each other about the business model: its change belongs to one term by S1-07, to another by
# S2-15b. A case that rests on nothing else has two right answers.
DISPUTED_WORD = "Geschäftsmodell"
DISPUTED_CLAIMS = frozenset({"S1-07", "S2-15", "S2-15b"})
# "… nach der ersten Quelle": then there is one answer only.
NAMED_SOURCES = ("ersten Quelle", "zweiten Quelle")


def is_claim(text: str) -> bool:
    """`S1-01` to `S1-16`, `S2-01` to `S2-17`, also `S2-15b`."""
    return text in IDS


def untaught(taught: Collection[str]) -> list[str]:
    """What is missing, in order. A claim is taught as a whole or in each of its parts.

    >>> untaught([*CLAIMS[:-3], "S2-15a", "S2-15b", "S2-17"])
    ['S2-15c', 'S2-16']
    """
    missing = (claim for claim in CLAIMS if claim not in taught)
    return [one for claim in missing for one in _ids_of(claim) if one not in taught]


def rests_on_dispute(claims: Iterable[str], text: str) -> bool:
    """Whether `text`, what is asked with its key, has no other ground than what the sources see differently."""
    disputed = DISPUTED_WORD in text and not any(source in text for source in NAMED_SOURCES)
    return disputed and DISPUTED_CLAIMS.issuperset(claims)


def _ids_of(claim: str) -> list[str]:
    return [claim + part for part in PARTS.get(claim, "")] or [claim]
