"""Into which pieces is a text cut so that each has one heading, and which words does a piece hold?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coursesite.markup.plain import plain_text
from lessons.search.words import tokens

_HEADING = re.compile(r'<h([23])[^>]* id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)

HEADING_WEIGHT = 6
MOST_REPEATS = 3  # a word said ten times makes no passage three times as good as one that says it thrice
AROUND = 90
SNIPPET = 240


@dataclass(frozen=True)
class Passage:
    """A piece of text under its heading. `also`: other words by which it is found, which it does not show."""

    text: str
    heading: str = ""
    anchor: str = ""
    also: str = ""


@dataclass(frozen=True)
class Occurrence:
    """How much a word weighs in a passage, and where it first stands in its text."""

    form: str
    weight: int
    start: int


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool = False


def sections(html: str, own_headings: Iterable[str]) -> list[Passage]:
    """A lesson's HTML at its headings; `own_headings`: ids of those that stand by themselves, in no box."""
    wanted, found = frozenset(own_headings), []
    heading, anchor, begin = "", "", 0
    for match in _HEADING.finditer(html):
        if match[2] not in wanted:
            continue
        found.append(Passage(plain_text(html[begin : match.start()]), heading, anchor))
        heading, anchor, begin = " ".join(plain_text(match[3]).split()), match[2], match.end()
    found.append(Passage(plain_text(html[begin:]), heading, anchor))
    return [passage for passage in found if passage.text or passage.heading]


def occurrences(passage: Passage, language: str) -> dict[str, Occurrence]:
    """By stem."""
    found: dict[str, Occurrence] = {}
    for token in tokens(passage.text, language):
        for stem in token.stems:
            before = found.get(stem)
            weight = min(before.weight + 1, MOST_REPEATS) if before else 1
            found[stem] = Occurrence(
                before.form if before else token.form, weight, before.start if before else token.start
            )
    for token in tokens(f"{passage.heading} \n {passage.also}", language):
        for stem in token.stems:
            before = found.get(stem, Occurrence(token.form, 0, 0))
            found[stem] = Occurrence(before.form, before.weight + HEADING_WEIGHT, before.start)
    return found


def marked(text: str, stems: frozenset[str], language: str) -> tuple[Piece, ...]:
    """The text in pieces; those that are looked for are hits."""
    pieces, done = [], 0
    for token in tokens(text, language):
        if stems.isdisjoint(token.stems):
            continue
        end = token.start + len(token.form)
        pieces += [Piece(text[done : token.start]), Piece(text[token.start : end], is_hit=True)]
        done = end
    return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)


def snippet(text: str, starts: Sequence[int], stems: frozenset[str], language: str) -> tuple[Piece, ...]:
    """Some words around the first hit, cut between words."""
    begin = max(0, min(starts, default=0) - AROUND)
    end = min(len(text), begin + SNIPPET)
    if begin:
        begin = text.find(" ", begin) + 1 or begin
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + 1)
    cut = " ".join(text[begin:end].split())
    shown = f"{'… ' if begin else ''}{cut}{' …' if end < len(text) else ''}"
    return marked(shown, stems, language)
