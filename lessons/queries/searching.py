"""What does a course say about these words? Best passages first, under what they stand in.

A word finds its other forms, longer words that begin with it, and compounds that hold it, in this order. A passage
that holds all words of the query comes before, and instead of, those that hold some.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from lessons.models import SearchPassage, SearchPlace, SearchWord
from lessons.search.passages import Piece, marked, snippet
from lessons.search.words import MIN_WITHIN, Token, after_all_that_begin_with, near, query_tokens
from lessons.searchables import Place, Reader, Searchable, all_searchables

SAME, BEGINS, WITHIN = 8, 4, 2
MOST_SHOWN = 15  # of each kind of text
MOST_OF_ONE = 3  # passages of one text


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    heading: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True)
class Group:
    """Hits in one kind of text. `more`: how many are not shown."""

    key: str
    label: Any
    hits: tuple[Hit, ...]
    more: int


@dataclass(frozen=True)
class Found:
    """`is_partial`: no passage holds all words. `instead`: queries of words that the course does hold."""

    words: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    is_partial: bool = False
    instead: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(len(group.hits) + group.more for group in self.groups)


@dataclass
class _Match:
    """A passage: what each word of the query is worth in it, by the word's place in the query."""

    passage: int
    part: str
    source: int
    worth: dict[int, int]
    starts: dict[int, int]
    stems: set[str]

    @property
    def rank(self) -> tuple[int, int, int]:
        return -len(self.worth), -sum(self.worth.values()), self.passage


def search(reader: Reader, query: str) -> Found:
    """Of texts that the reader may see. A constant number of queries."""
    wanted = query_tokens(query, reader.course.language)
    words = tuple(token.form for token in wanted)
    if not wanted:
        return Found(words)
    places = {searchable.key: searchable.places(reader) for searchable in all_searchables()}
    matches = [match for match in _matches(reader.course, wanted) if match.source in places[match.part]]
    most = max((len(match.worth) for match in matches), default=0)
    best = sorted((match for match in matches if len(match.worth) == most), key=lambda match: match.rank)
    groups = _groups(best, places, reader.course.language)
    known = frozenset(number for match in matches if _is_shared(match.part) for number in match.worth)
    return Found(
        words,
        groups,
        is_partial=bool(best) and most < len(wanted),
        instead=_instead(reader.course, wanted, known) if most < len(wanted) else (),
    )


def _is_shared(part: str) -> bool:
    return any(searchable.key == part and searchable.is_shared for searchable in all_searchables())


def _matches(course: Any, wanted: Sequence[Token]) -> Iterable[_Match]:
    """Two queries."""
    words = _words(course, wanted)
    columns = ("word", "weight", "start", "passage", "passage__part", "passage__source")
    found: dict[int, _Match] = {}
    for word, weight, start, passage, part, source in (
        SearchPlace.objects.filter(word__in=_candidates(course, wanted)).order_by().values_list(*columns)
    ):
        match = found.setdefault(passage, _Match(passage, part, source, {}, {}, set()))
        stem, fits = words[word]
        match.stems.add(stem)
        for number, fit in fits.items():
            if fit * weight > match.worth.get(number, 0):
                match.worth[number], match.starts[number] = fit * weight, start
    return found.values()


def _words(course: Any, wanted: Sequence[Token]) -> dict[int, tuple[str, dict[int, int]]]:
    """Words of the course that are or hold one that is wanted: stem, and how well it fits which."""
    rows = _candidates(course, wanted).values_list("pk", "stem")
    return {
        pk: (stem, {number: fit for number, token in enumerate(wanted) if (fit := _fit(stem, token.stems[0]))})
        for pk, stem in rows
    }


def _candidates(course: Any, wanted: Sequence[Token]) -> Any:
    """By the index of stems as far as they begin alike; inside words by a look at the course's few thousand."""
    fitting = Q()
    for token in wanted:
        stem = token.stems[0]
        fitting |= Q(stem__gte=stem, stem__lt=after_all_that_begin_with(stem))
        if len(stem) >= MIN_WITHIN:
            fitting |= Q(stem__contains=stem)
    return SearchWord.objects.filter(fitting, course=course).order_by()


def _fit(stem: str, wanted: str) -> int:
    if stem == wanted:
        return SAME
    if stem.startswith(wanted):
        return BEGINS
    return WITHIN if len(wanted) >= MIN_WITHIN and wanted in stem else 0


def _groups(matches: Sequence[_Match], places: Mapping[str, Mapping[int, Place]], language: str) -> tuple[Group, ...]:
    """One query."""
    chosen, counts = _chosen(matches)
    rows = SearchPassage.objects.in_bulk([match.passage for shown in chosen.values() for match in shown])
    return tuple(
        Group(
            searchable.key,
            searchable.label,
            hits=tuple(
                _hit(rows[match.passage], match, places[match.part][match.source], language)
                for match in chosen[searchable.key]
                if match.passage in rows
            ),
            more=counts[searchable.key] - len(chosen[searchable.key]),
        )
        for searchable in _with_hits(chosen)
    )


def _with_hits(chosen: Mapping[str, Collection[_Match]]) -> list[Searchable]:
    return [searchable for searchable in all_searchables() if chosen.get(searchable.key)]


def _chosen(matches: Sequence[_Match]) -> tuple[Mapping[str, list[_Match]], Mapping[str, int]]:
    """Those shown of each kind, and how many there are; no text pushes all others aside."""
    chosen: dict[str, list[_Match]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    of_one: dict[tuple[str, int], int] = defaultdict(int)
    for match in matches:
        counts[match.part] += 1
        one = match.part, match.source
        if len(chosen[match.part]) < MOST_SHOWN and of_one[one] < MOST_OF_ONE:
            chosen[match.part].append(match)
            of_one[one] += 1
    return chosen, counts


def _hit(row: SearchPassage, match: _Match, place: Place, language: str) -> Hit:
    stems = frozenset(match.stems)
    return Hit(
        title=place.title,
        url=f"{place.url}#{row.anchor}" if row.anchor else place.url,
        heading=marked(row.heading, stems, language),
        snippet=snippet(row.text, list(match.starts.values()), stems, language),
    )


def _instead(course: Any, wanted: Sequence[Token], known: frozenset[int]) -> tuple[str, ...]:
    """The query with the words that are not known as others are spelt here. One query."""
    shared = [searchable.key for searchable in all_searchables() if searchable.is_shared]
    rows = SearchWord.objects.filter(course=course, part__in=shared).order_by()
    forms = dict(rows.values_list("stem", "form"))
    spelt = [
        [token.form] if number in known else [forms[stem] for stem in near(token.stems[0], forms)]
        for number, token in enumerate(wanted)
    ]
    if not all(spelt):
        return ()
    most = max(len(forms) for forms in spelt)
    proposals = (" ".join(forms[min(choice, len(forms) - 1)] for forms in spelt) for choice in range(most))
    typed = " ".join(token.form for token in wanted)
    return tuple(dict.fromkeys(proposal for proposal in proposals if proposal != typed))
