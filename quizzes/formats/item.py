"""What do question types and exchange formats have in common?

A neutral interaction: what is asked and what is right, without the model of this site. A question type turns
its content into one of these and back; an exchange format reads and writes these. So nine types and seven
formats are sixteen pieces of code, not sixty-three. A question that none of the five can say is an `Own`, which
our own format alone takes along.

What only this site knows (term tags, misconceptions, cases) travels in `extras`. A format with room for it
carries it along; one without leaves it out, and the type then says what is missing when the question comes
back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Alternative:
    """Something to choose, or something that gets a partner."""

    id: str
    text: str
    feedback: str = ""


@dataclass(frozen=True)
class Choice:
    """Choose from a list.

    `right` holds the ids of all that are right; `shuffle` is False where the order means something.
    """

    prompt: str
    alternatives: tuple[Alternative, ...]
    right: tuple[str, ...]
    shuffle: bool = True
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """Give each source one target; a target may serve several sources or none.

    `right` holds (source, target) pairs, `feedback` what to say where that pair was chosen.
    """

    prompt: str
    sources: tuple[Alternative, ...]
    targets: tuple[Alternative, ...]
    right: tuple[tuple[str, str], ...]
    feedback: Mapping[tuple[str, str], str] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """Bring into an order; `steps` stand in the right one. `feedback` belongs to the whole."""

    prompt: str
    steps: tuple[Alternative, ...]
    feedback: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """`alternatives` to choose from, with the ids of the `right` ones; or none, and `right` holds what may be typed."""

    id: str
    right: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()
    feedback: str = ""


@dataclass(frozen=True)
class Gaps:
    """Fill the gaps of a text, which are marked `___` in their order."""

    prompt: str
    gaps: tuple[Gap, ...]
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """Write. `right` holds the answers a machine accepts; none where a person reads them."""

    prompt: str
    right: tuple[str, ...] = ()
    sample: str = ""
    feedback: str = ""
    is_long: bool = False
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Own:
    """What only this site asks: no neutral form holds it. `data` is the question as its type dumps it."""

    data: Mapping[str, Any]
    extras: Mapping[str, Any] = field(default_factory=dict)


Interaction = Choice | Match | Order | Gaps | Text | Own
