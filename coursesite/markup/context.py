"""What does a text refer to: which terms, images, links, question uids exist, and what are they called?

The caller collects it (from files or from the database); markup itself never looks anything up.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Self

# Words that rendering adds to a text. German, as the first course; others come by `Context.labels`.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "enlarge": "Groß ansehen",
        "footnote": "Fußnote {}",
        "footnote_back": "Zurück zum Text, Fußnote {}",
        "footnotes": "Fußnoten",
        "glossary": "Im Glossar nachlesen",
        "solution": "Auflösung",
        "table": "Tabelle",
    }
)


@dataclass(frozen=True, kw_only=True)
class GlossaryEntry:
    """`html` is the definition, made by `render_inline`; `lang` the term's language if it is another one."""

    uid: str
    term: str
    aliases: tuple[str, ...] = ()
    html: str = ""
    lang: str = ""


@dataclass(frozen=True)
class TermLook:
    """How one of the course's terms (F, O, Z) is shown: its name, glyph and colour token."""

    name: str
    glyph: str
    colour: str


@dataclass(frozen=True, kw_only=True)
class Context:
    """`images`: file name → address. `links`: target as written (`lektion:uid`) → address.

    `checks` None means that every question uid counts as known. `glossary_url` empty: no link to the page.
    """

    glossary: tuple[GlossaryEntry, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, TermLook] = field(default_factory=dict)
    checks: frozenset[str] | None = None
    glossary_url: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        return self.labels.get(name, LABELS[name])

    def to_json(self) -> dict[str, Any]:
        return {
            "glossary": [asdict(entry) for entry in self.glossary],
            "images": dict(self.images),
            "links": dict(self.links),
            "terms": {key: asdict(look) for key, look in self.terms.items()},
            "checks": None if self.checks is None else sorted(self.checks),
            "glossary_url": self.glossary_url,
            "labels": dict(self.labels),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        entries = (GlossaryEntry(**{**entry, "aliases": tuple(entry["aliases"])}) for entry in data["glossary"])
        return cls(
            **{
                **data,
                "glossary": tuple(entries),
                "terms": {key: TermLook(**look) for key, look in data["terms"].items()},
                "checks": None if data["checks"] is None else frozenset(data["checks"]),
            }
        )
