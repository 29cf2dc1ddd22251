"""From a stored version to what its type works with.

Versions never change, so what was parsed once per process stays: a question page parses nothing.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from coursesite.markup.rendered import as_phrase
from coursesite.storage.kept import Kept
from quizzes.models import QuestionVersion
from quizzes.types import get_type

KEPT_CONTENTS = 2000  # versions; a few kilobytes each
VersionKey = tuple[int, str, int]  # version, hash of its content, renderer that made its HTML
_versions: Kept[VersionKey, QuestionVersion] = Kept(limit=KEPT_CONTENTS)


def content_of(version: QuestionVersion, terms: tuple[str, ...]) -> Any:
    """The type's content; `terms` are the course's term keys in their order."""
    return _parsed(version.pk, version.content_hash, terms, _Uncompared(version))


def option_order(version: QuestionVersion, terms: tuple[str, ...], seed: int) -> list[str]:
    """The order that belongs to this seed, before and after it is kept with a slot."""
    rng = Random(f"{seed}/{version.question_id}")  # noqa: S311  # no secret: the order tells nothing
    return get_type(version.type).option_order(content_of(version, terms), rng)


def html_of(version: QuestionVersion) -> Mapping[str, SafeString]:
    """The texts as they were rendered and sanitised when the version was saved. Made once for each row object."""
    made = version.__dict__.get("_html")
    if made is None:
        made = {key: mark_safe(_fitting(key, html)) for key, html in version.rendered.items()}  # by coursesite.markup  # noqa: S308
        version.__dict__["_html"] = made
    return made


class Asked:
    """A question as its type's template shows it; put together only if the part of the page is not kept yet."""

    def __init__(self, version: QuestionVersion, names: Mapping[str, str], order: Sequence[Any], answer: Any) -> None:
        self.type = version.type
        self._given = version, names, order, answer
        wording = (version.pk, version.content_hash, version.render_version)
        self.kept_key = (*wording, json.dumps([order, answer, list(names.items())]))

    def __getitem__(self, name: str) -> Any:
        return self._parts[name]

    @cached_property
    def _parts(self) -> Mapping[str, Any]:
        version, names, order, answer = self._given
        content = content_of(version, tuple(names))
        return get_type(version.type).ask(content, html=html_of(version), order=order, names=names, answer=answer)


def kept_versions(keys: Collection[VersionKey]) -> dict[VersionKey, QuestionVersion]:
    """At most one query, none for wordings this process has shown."""
    return _versions.get_many(keys, _load_versions)


def _load_versions(keys: Collection[VersionKey]) -> dict[VersionKey, QuestionVersion]:
    rows = QuestionVersion.objects.in_bulk([pk for pk, _hash, _render_version in keys])
    return {key: rows[key[0]] for key in keys if key[0] in rows}


def _fitting(key: str, html: str) -> str:
    """Stems and options stand in legends and labels, where a paragraph may not; feedback has room for one."""
    return html if key.partition("[")[0] in ("feedback", "hints") or ".feedback" in key else as_phrase(html)


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
