"""Who asks the questions on what has changed in substance? The floor above: it registers itself here.

This floor knows which lessons a run asks for; whoever has questions knows which of them are about these lessons, and
how many somebody has had right.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lessons.completion import COMPLETED, UnitStanding, share_of


@dataclass(frozen=True)
class Asked:
    """`wanted`: so many have to be right, fewer where the course has no more. `url`: where they are asked."""

    right: int
    wanted: int
    url: str = ""

    @property
    def left(self) -> int:
        return max(0, self.wanted - self.right)

    @property
    def standing(self) -> UnitStanding:
        """As one more thing to complete, in which nobody can fail."""
        state = "" if self.left else COMPLETED
        return UnitStanding(required=self.wanted > 0, state=state, share=share_of(self.right, self.wanted), weight=1)


class Provider(Protocol):
    def asked(self, runs: Collection[Any]) -> Mapping[int, Asked]:
        """By the run's pk, of runs on the path "difference". As many queries for ten as for one."""


@dataclass
class _Registry:
    provider: Provider | None = None


_registry = _Registry()


def register(provider: Provider) -> None:
    _registry.provider = provider


def asked(runs: Collection[Any]) -> Mapping[int, Asked]:
    """Nothing, and no query, where no run asks for a difference."""
    return _registry.provider.asked(runs) if _registry.provider and runs else {}
