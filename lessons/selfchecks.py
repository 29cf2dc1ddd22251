"""Who answers for the self-check blocks in a lesson's text? The floor above: it registers itself here.

A lesson's HTML holds a placeholder with the question's uid; the page asks the provider once for all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Panel:
    """One self-check as the lesson's page shows it: a template of the provider, which gets `data` as `check`."""

    template: str
    data: Any


class Provider(Protocol):
    def uids(self, course: Any) -> frozenset[str]:
        """The questions a lesson of this course may ask. One query."""

    def panels(self, request: Any, *, lesson: Any, version: Any, enrolment: Any) -> Mapping[str, Panel]:
        """uid → its block; a question that is not live has none. A constant number of queries."""


@dataclass
class _Registry:
    provider: Provider | None = None


_registry = _Registry()


def register(provider: Provider) -> None:
    _registry.provider = provider


def uids(course: Any) -> frozenset[str]:
    return _registry.provider.uids(course) if _registry.provider else frozenset()


def panels(request: Any, *, lesson: Any, version: Any, enrolment: Any) -> Mapping[str, Panel]:
    if _registry.provider is None or not version.checks:
        return {}
    return _registry.provider.panels(request, lesson=lesson, version=version, enrolment=enrolment)
