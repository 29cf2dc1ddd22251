"""From a stored version to what its type works with.

Versions never change, so what was parsed once per process stays: a question page parses nothing.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from coursesite.markup.rendered import as_phrase
from quizzes.models import QuestionVersion
from quizzes.types import get_type

KEPT_CONTENTS = 2000  # versions; a few kilobytes each


def content_of(version: QuestionVersion, terms: tuple[str, ...]) -> Any:
    """The type's content; `terms` are the course's term keys in their order."""
    return _parsed(version.pk, version.content_hash, terms, _Uncompared(version))


def html_of(version: QuestionVersion) -> Mapping[str, SafeString]:
    """The texts as they were rendered and sanitised when the version was saved."""
    return {key: mark_safe(_fitting(key, html)) for key, html in version.rendered.items()}  # by coursesite.markup  # noqa: S308


def _fitting(key: str, html: str) -> str:
    """Stems and options stand in legends and labels, where a paragraph may not; feedback has room for one."""
    return html if ".feedback" in key else as_phrase(html)


class _Uncompared:
    """Carries the version into the cache without being part of the key."""

    def __init__(self, version: QuestionVersion) -> None:
        self.version = version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Uncompared)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=KEPT_CONTENTS)
def _parsed(pk: int, content_hash: str, terms: tuple[str, ...], carrier: _Uncompared) -> Any:
    version = carrier.version
    carrier.version = None  # type: ignore[assignment]  # the cache shall not keep the row
    return get_type(version.type).parse(version.content, terms=terms)
