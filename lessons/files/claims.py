"""Which claims does the course teach? Their ids: source, number, and a letter for one part of a claim.

The list of claims belongs to the two sources and is closed, so a typing error in an id is always found.
"""

import re

CLAIMS_PER_SOURCE = {"S1": 16, "S2": 17}

_CLAIM = re.compile(r"(S[0-9])-([0-9]{2})[a-c]?")


def is_claim(text: str) -> bool:
    """`S1-01` to `S1-16`, `S2-01` to `S2-17`, also `S2-15b`."""
    found = _CLAIM.fullmatch(text)
    return found is not None and 1 <= int(found[2]) <= CLAIMS_PER_SOURCE.get(found[1], 0)
