"""Does a pool betray its keys, although each question is sound? What only somebody sees who reads them all.

A cue that one question may have, such as the longest option being right, becomes a rule for guessing when most have it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from lessons.files.problem import Problem
from lessons.files.style.passages import visible
from lessons.files.style.sentences import bare_words, sentences, word_count
from lessons.files.style.vocabulary import Vocabulary
from quizzes.files.bank import BankEntry
from quizzes.files.style.question import SHUFFLED, are_names, question_sentence
from quizzes.files.style.texts import CaseText, Choice, Role, case_texts, choices, said

MAX_LONGEST = 0.4  # share of questions whose key alone is the longest; chance gives a third
LEAST_FOR_LONGEST = 5  # questions; among fewer a share says nothing
MAX_AT_ONE_PLACE = 0.5
LEAST_FOR_PLACES = 9  # questions: three for each place

MAX_OVERLAP = 0.6  # of the words of the shorter text
LEAST_LETTERS = 5  # shorter words hold German sentences together and say nothing about their subject
LEAST_WORDS = 5  # of such words; fewer are a phrase, not a text
LEAST_STEM_WORDS = 12  # a question whose stem has fewer is told apart by its options or steps

LEAST_CASES = 12  # of each term, before it means anything with which of them a word stands
LEAST_OCCURRENCES = 4
# Words that learners take for signs. Where one stands with cases of a single term, it becomes a sign.
SURFACE_WORDS = {
    "alle Bereiche": r"\b(?:alle[nr]?|sämtliche[nr]?) (?:Bereiche|Abteilungen)",
    "Leitbild": r"\bLeitbild",
    "von sich aus": r"\b(?:von sich aus|ungefragt|proaktiv)",
    "Beschwerde": r"beschwer|\b(?:be)?klag",
    "Agentur": r"Agentur",
    "Werbung": r"\bwerb|\wwerbung|Kampagne|\bAnzeige",
    "Mittelpunkt": r"Mittelpunkt",
    "Umfrage": r"\b(?:Umfrage|befrag)",
}
_SURFACE = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in SURFACE_WORDS.items()}

Pool = Sequence[BankEntry]


def pool_problems(entries: Iterable[BankEntry], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Of the questions that are asked: drafts and retired ones give nothing away."""
    live = [entry for entry in entries if entry.is_live]
    pools: dict[str, list[BankEntry]] = defaultdict(list)
    for entry in live:
        pools[entry.pool].append(entry)
    for pool in pools.values():
        for form in sorted(SHUFFLED):
            yield from _key_problems(_written(pool, form, vocabulary), form)
        yield from _surface_words(pool, vocabulary)
    yield from _near_duplicates(live, vocabulary)


# --- keys --------------------------------------------------------------------------------------------------------
def _written(pool: Pool, form: str, vocabulary: Vocabulary) -> list[tuple[BankEntry, Choice]]:
    """The choices of a form whose options were written for them."""
    found = ((entry, choice) for entry in pool if entry.form == form for choice in choices(entry))
    return [(entry, choice) for entry, choice in found if not are_names(choice, vocabulary)]


def _key_problems(written: list[tuple[BankEntry, Choice]], form: str) -> Iterator[Problem]:
    longest = [entry for entry, choice in written if _is_longest(choice)]
    if len(written) >= LEAST_FOR_LONGEST and len(longest) > MAX_LONGEST * len(written):
        message = f"the key alone is the longest option in {len(longest)} of {len(written)} ({form}): {_uids(longest)}"
        yield longest[0].problem(("options",), "longest-key", message)
    places: dict[int, list[BankEntry]] = defaultdict(list)
    for entry, choice in written:
        places[choice.options.index(choice.key)].append(entry)
    for place, there in sorted(places.items()):
        if len(written) >= LEAST_FOR_PLACES and len(there) > MAX_AT_ONE_PLACE * len(written):
            message = f"the key is option {place + 1} in {len(there)} of {len(written)} ({form}): {_uids(there)}"
            yield there[0].problem(("options",), "key-position", message)


def _is_longest(choice: Choice) -> bool:
    lengths = [len(visible(option.text)) for option in choice.options]
    return lengths.count(max(lengths)) == 1 and len(visible(choice.key.text)) == max(lengths)


def _uids(entries: Iterable[BankEntry]) -> str:
    return ", ".join(dict.fromkeys(entry.uid for entry in entries))


# --- words -------------------------------------------------------------------------------------------------------
def _surface_words(pool: Pool, vocabulary: Vocabulary) -> Iterator[Problem]:
    cases = [text for entry in pool for text in case_texts(entry)]
    per_term = Counter(text.case.term for text in cases)
    if min((per_term[term] for term in vocabulary.names), default=0) < LEAST_CASES:
        return
    for name, pattern in _SURFACE.items():
        with_word = [text for text in cases if pattern.search(visible(text.text))]
        terms = {text.case.term for text in with_word}
        if len(with_word) >= LEAST_OCCURRENCES and len(terms) == 1:
            yield _one_sided(name, with_word)


def _one_sided(name: str, texts: list[CaseText]) -> Problem:
    first, uids = texts[0], _uids(text.entry for text in texts)
    message = f"“{name}” stands with {first.case.term} only, in {len(texts)} cases of this pool: {uids}"
    return first.entry.problem(first.where, "surface-word", message)


# --- duplicates --------------------------------------------------------------------------------------------------
def _near_duplicates(entries: Pool, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Two of one family are meant to be alike, and are never asked together."""
    matters = [(entry, words) for entry in entries for words in _matters(entry, vocabulary)]
    for (known, those), (entry, these) in combinations(matters, 2):
        shared = len(those & these) / min(len(those), len(these))
        if shared > MAX_OVERLAP and known.family != entry.family:
            message = f"{shared:.0%} of its words are those of {known.uid} ({known.path}:{known.line})"
            yield entry.problem((), "near-duplicate", message)


def _matters(entry: BankEntry, vocabulary: Vocabulary) -> Iterator[frozenset[str]]:
    """What it is about: each row of a set; else the stem without the sentence that asks, as many ask alike."""
    rows = [text.text for text in case_texts(entry) if text.case.row_id]
    for text in rows or [_told(entry)]:
        words = {word for word in bare_words(text) if len(word) >= LEAST_LETTERS}
        words -= {name.casefold() for name in vocabulary.names.values()}
        if len(words) >= LEAST_WORDS:
            yield frozenset(words)


def _told(entry: BankEntry) -> str:
    asked = question_sentence(entry.content.stem)
    told = " ".join(one for one in sentences(visible(entry.content.stem)) if one != asked)
    if word_count(told) >= LEAST_STEM_WORDS:
        return told
    return " ".join([told, *(visible(one.text) for one in said(entry) if one.role is Role.CHOICE)])
