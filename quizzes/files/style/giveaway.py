"""Do single words give the answer away? As well as somebody finds the term who counts words and understands nothing.

A multinomial naive Bayes classifier with Laplace smoothing (Manning, Raghavan & Schütze 2008, Introduction to
Information Retrieval, 13.2) learns from all cases of a pool but one and judges that one, for each in turn. Where it is
often right, learners who listen to words are, too, and the pool does not ask what it means to ask.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from lessons.files.problem import Problem
from lessons.files.style.passages import visible
from lessons.files.style.sentences import bare_words
from quizzes.files.bank import BankEntry
from quizzes.files.style.texts import CaseText, case_texts

MAX_ACCURACY = 0.65
LEAST_CASES = 5  # of each term; from fewer nothing can be learnt, by a machine or by a person
SHOWN_WORDS = 10

Document = tuple[str, Sequence[str]]
"""The right term, and the words of a case."""


@dataclass(frozen=True)
class Giveaway:
    documents: tuple[Document, ...]

    @cached_property
    def counts(self) -> Mapping[str, Counter[str]]:
        """Term → word → how often it stands in cases of the term."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for term, words in self.documents:
            counts[term].update(words)
        return counts

    @cached_property
    def vocabulary(self) -> list[str]:
        return sorted({word for counts in self.counts.values() for word in counts})

    @property
    def terms(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def hits(self) -> int:
        """How many cases are judged right by what the others teach."""
        return sum(self._judged(term, words) == term for term, words in self.documents)

    @property
    def accuracy(self) -> float:
        return self.hits / len(self.documents)

    def telling_words(self) -> list[tuple[str, str, float]]:
        """(word, term it speaks for, how many times likelier than with the next term), the most telling first."""
        found = [self._telling(word) for word in self.vocabulary]
        return sorted(found, key=lambda one: (-one[2], one[0]))[:SHOWN_WORDS]

    def _judged(self, own: str, words: Sequence[str]) -> str:
        """As if this case were not known. Terms are equally likely: to leave one out would speak against its own.

        A word that stands in no other case tells nothing. Counted, it would speak for the term with fewer words, which
        is the case's own, since its words are left out.
        """
        without = Counter(words)
        known = [word for word in words if self._everywhere[word] > without[word]]
        scores = {
            term: sum(log(self._likelihood(term, word, without if term == own else Counter())) for word in known)
            for term in self.terms
        }
        return max(self.terms, key=lambda term: scores[term])

    def _likelihood(self, term: str, word: str, without: Counter[str]) -> float:
        seen = self.counts[term][word] - without[word]
        return (seen + 1) / (self._totals[term] - without.total() + len(self.vocabulary))

    @cached_property
    def _everywhere(self) -> Counter[str]:
        return sum(self.counts.values(), Counter())

    @cached_property
    def _totals(self) -> dict[str, int]:
        return {term: counts.total() for term, counts in self.counts.items()}

    def _telling(self, word: str) -> tuple[str, str, float]:
        ranked = sorted(((self._likelihood(term, word, Counter()), term) for term in self.terms), reverse=True)
        (most, term), (next_most, _other) = ranked[:2]
        return word, term, most / next_most


def pool_giveaways(entries: Iterable[BankEntry]) -> dict[str, tuple[Giveaway, CaseText]]:
    """Pool → what its words tell, and its first case. Pools with too few cases are left out."""
    pools: dict[str, list[CaseText]] = defaultdict(list)
    for entry in entries:
        if entry.is_live:
            pools[entry.pool] += case_texts(entry)
    return {pool: (_giveaway(texts), texts[0]) for pool, texts in sorted(pools.items()) if _is_enough(texts)}


def giveaway_problems(entries: Iterable[BankEntry]) -> Iterator[Problem]:
    """A warning: what a machine counts, no author can see, and which word to change takes judgement."""
    for pool, (found, first) in pool_giveaways(entries).items():
        if found.accuracy > MAX_ACCURACY:
            words = ", ".join(f"{word} ({term} ×{ratio:.1f})" for word, term, ratio in found.telling_words())
            message = f"single words find the term in {found.accuracy:.0%} of the pool {pool}, most of all: {words}"
            yield first.entry.source.warning((first.entry.index,), "give-away", message)


def giveaway_report(entries: Iterable[BankEntry]) -> Iterator[str]:
    for pool, (found, _first) in pool_giveaways(entries).items():
        yield f"Pool {pool}: single words find the term in {found.accuracy:.0%} of {len(found.documents)} cases"


def _giveaway(texts: Iterable[CaseText]) -> Giveaway:
    return Giveaway(tuple((text.case.term, tuple(bare_words(visible(text.text)))) for text in texts))


def _is_enough(texts: Sequence[CaseText]) -> bool:
    cases = Counter(text.case.term for text in texts)
    return len(cases) > 1 and min(cases.values()) >= LEAST_CASES
