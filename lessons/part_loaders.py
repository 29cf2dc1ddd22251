"""How do the course files of a floor above get into the database and out again? That floor registers a PartLoader.

Nothing here imports a floor above; `register` is called from AppConfig.ready().
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from coursesite.markup.rendered import Rendered
from lessons import kinds
from lessons.files.part import CoursePart

Html = Mapping[str, Mapping[str, Rendered]]
"""uid → key of a text → what was rendered."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text to render. `inline` ones depend on nothing around them but the figures, where they may show `pictures`;
    the others on the whole course (glossary …)."""

    key: str
    source: str
    path: str
    line: int
    inline: bool = False
    pictures: bool = False


@dataclass(frozen=True)
class Change:
    """An entry as it is and as it would be; None where there is none."""

    uid: str
    before: Any
    after: Any


class PartLoader(Protocol):
    """A part's data is a tuple of entries; each has `uid` and `path`."""

    part: CoursePart

    def stored(self, course: Any, paths: Mapping[str, str]) -> tuple[Any, ...]:
        """The entries as they are in the database, in order, without retired ones. `paths`: uid → file it came from."""

    def texts(self, entry: Any) -> Sequence[Text]:
        """All texts of an entry that are kept as HTML."""

    def wordings(self, course: Any, word: str) -> Iterable[tuple[str, str]]:
        """(uid, text) of all that is kept beside `stored` and shows pictures: drafts, earlier wordings that are still
        seen in what people answered. Those that hold the word suffice."""

    def write(self, course: Any, entries: Sequence[Any], *, changed: frozenset[str], html: Html, now: datetime) -> None:
        """All entries as they shall be, in order. Content of those `changed`; only the position of the others."""

    def write_html(self, course: Any, html: Html) -> int:
        """Texts that are not inline, rendered anew since what they refer to has changed; how many differ."""

    def remove(self, course: Any, uids: Iterable[str]) -> None:
        """What is referred to is retired, the rest deleted."""

    def rerender(self, course: Any) -> int:
        """Bring stored HTML up to the present renderer; the number of things that were behind."""

    def askable(self, entries: Sequence[Any]) -> frozenset[str]:
        """uids of the questions that a lesson's text may ask."""

    def differences(self, course: Any, changes: Sequence[Change]) -> Iterable[str]:
        """What would be written, in sentences in the reader's language."""


_loaders: dict[str, PartLoader] = {}


def register(loader: PartLoader) -> None:
    """In the order in which parts are written: what others refer to first."""
    kinds.register_part(loader.part)
    _loaders[loader.part.key] = loader


def all_loaders() -> tuple[PartLoader, ...]:
    return tuple(_loaders.values())
