"""Which words of a text are the same word, and which are nearly what somebody typed?

"Häuser" and "Haus" have one stem. Stems are lower-case ASCII, so that both databases sort and compare them alike.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import snowballstemmer

VERSION = 1  # raise it with every change that gives a text other stems or passages: it is read anew
ALGORITHMS = {"de": "german", "en": "english"}
MAX_STEM = 60
MIN_STEM = 2
MIN_WITHIN = 4  # letters of a word that is looked for inside others: shorter ones stand in everything
MAX_WORDS = 8  # of a query
NEAR_ENOUGH = 0.74  # two letters wrong in a word of eight
MOST_NEAR = 3

_WORD = re.compile(r"[^\W_]+(?:[-‑–·:*/][^\W_]+)*")
_JOINT = re.compile(r"[-‑–·:*/]")

# What stands in every text and finds nothing.
COMMON = {
    "de": frozenset(
        [
            "aber",
            "als",
            "am",
            "an",
            "auch",
            "auf",
            "aus",
            "bei",
            "bin",
            "bis",
            "da",
            "damit",
            "dann",
            "das",
            "dass",
            "dem",
            "den",
            "der",
            "des",
            "die",
            "dies",
            "diese",
            "diesem",
            "diesen",
            "dieser",
            "dieses",
            "doch",
            "du",
            "durch",
            "ein",
            "eine",
            "einem",
            "einen",
            "einer",
            "eines",
            "er",
            "es",
            "für",
            "hat",
            "hier",
            "ich",
            "ihr",
            "ihre",
            "im",
            "in",
            "ist",
            "ja",
            "kann",
            "man",
            "mit",
            "nach",
            "nicht",
            "noch",
            "nur",
            "ob",
            "oder",
            "schon",
            "sein",
            "sich",
            "sie",
            "sind",
            "so",
            "über",
            "um",
            "und",
            "uns",
            "vom",
            "von",
            "vor",
            "war",
            "was",
            "wenn",
            "wer",
            "wie",
            "wir",
            "wird",
            "wo",
            "zu",
            "zum",
            "zur",
        ]
    ),
    "en": frozenset(
        [
            "a",
            "an",
            "and",
            "are",
            "as",
            "at",
            "be",
            "but",
            "by",
            "for",
            "from",
            "has",
            "have",
            "if",
            "in",
            "is",
            "it",
            "its",
            "not",
            "of",
            "on",
            "or",
            "so",
            "that",
            "the",
            "their",
            "this",
            "to",
            "was",
            "what",
            "when",
            "which",
            "who",
            "will",
            "with",
            "you",
            "your",
        ]
    ),
}


@dataclass(frozen=True)
class Token:
    """A word where it stands. `stems`: its own first, then those of its parts if it has hyphens."""

    form: str
    start: int
    stems: tuple[str, ...]


def tokens(text: str, language: str) -> Iterator[Token]:
    """
    >>> [token.stems for token in tokens("Zwei Häuser, ein Kunden-Fokus", "de")]
    [('zwei',), ('haus',), ('kundenfokus', 'kund', 'fokus')]
    """
    common = COMMON.get(language, frozenset())
    for match in _WORD.finditer(text):
        form = match.group()
        if form.lower() in common:
            continue
        parts = _JOINT.split(form)
        words = ["".join(parts), *parts] if len(parts) > 1 else parts
        stems = tuple(dict.fromkeys(stem for word in words if len(stem := stem_of(word, language)) >= MIN_STEM))
        if stems:
            yield Token(form, match.start(), stems)


@lru_cache(maxsize=20_000)
def stem_of(word: str, language: str) -> str:
    """
    >>> [stem_of(word, "de") for word in ("Haus", "Häuser", "Straßen", "Strasse")]
    ['haus', 'haus', 'strass', 'strass']
    """
    low = unicodedata.normalize("NFC", word).lower()
    algorithm = ALGORITHMS.get(language.partition("-")[0])
    stem = _stemmer(algorithm).stemWord(low) if algorithm else low
    flat = unicodedata.normalize("NFKD", stem.replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]", "", flat)[:MAX_STEM]


@lru_cache(maxsize=len(ALGORITHMS))
def _stemmer(algorithm: str) -> Any:
    return snowballstemmer.stemmer(algorithm)


def query_tokens(text: str, language: str) -> tuple[Token, ...]:
    """What is looked for, each word once. Where all of it is common words, those are taken as they are."""
    found = {token.stems[0]: token for token in tokens(text, language)}
    if not found:
        found = {token.stems[0]: token for token in tokens(text, "")}
    return tuple(found.values())[:MAX_WORDS]


def after_all_that_begin_with(stem: str) -> str:
    """The first word that is sorted behind them; "z" has none, and needs none behind a letter before it.

    >>> after_all_that_begin_with("haus"), after_all_that_begin_with("holz")
    ('haut', 'hom')
    """
    head = stem.rstrip("z")
    if not head:
        return "{" * (len(stem) + 1)
    last = "a" if head[-1] == "9" else chr(ord(head[-1]) + 1)
    return head[:-1] + last


def near(stem: str, known: Collection[str]) -> list[str]:
    """The words of a text that are spelt nearly like this one, nearest first."""
    return get_close_matches(stem, known, n=MOST_NEAR, cutoff=NEAR_ENOUGH)
