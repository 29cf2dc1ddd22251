"""What is wrong with a German text, wherever it stands? Signs, address, foreign words, agreed words, agreed wordings.

Each rule gives a code and a sentence for the author; whoever owns the text knows its file and line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.files.style.passages import LANGUAGE, visible
from lessons.files.style.sentences import bare_words, sentences, word_count
from lessons.files.style.vocabulary import Vocabulary, folded

QUESTION_WORD = "Prüffrage"
LESSON_SENTENCE = 30  # words; who reads it has nothing to decide yet
QUESTION_SENTENCE = 20  # words; it is read under pressure of time

SIGNS = (
    ("straight-quote", re.compile(r"[\"']"), "straight quotation mark or apostrophe: write „…“, ‚…‘ or ’"),
    ("hyphen-as-dash", re.compile(r"(?<=[^\s|·]) --? (?=[^\s|·])"), "a hyphen between blanks: write –"),
    ("three-dots", re.compile(r"\.\.\."), "three dots: write …"),
    ("exclamation-mark", re.compile(r"!"), "exclamation mark: the course speaks calmly"),
)
DU = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
# Words of the field that German readers meet in English. A screen reader says them right only when they are marked.
FOREIGN_WORDS = (
    "Business Model", "Customer Centricity", "Customer Experience", "Customer Focus", "Customer Journey",
    "Customer Journeys", "Customer Lifetime Value", "Customer Orientation", "Design Thinking", "End-to-End",
    "Feedback", "Feedbacks", "Insight", "Insights", "Mindset", "Mindsets", "Pain Point", "Pain Points",
    "Service Design", "Stakeholder", "Touchpoint", "Touchpoints", "Usability", "User Experience", "User Journey",
    "Value Proposition", "Value Propositions",
)  # fmt: skip
# "Feedback-Bogen" is a German word; only its half could be marked.
_FOREIGN = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, FOREIGN_WORDS))})(?![\w-])", re.IGNORECASE)
# "Kundenzentriertheit", "Kundenfokussierung": nouns that mean a term and are none of the course's words.
NOUN_ENDINGS = ("heit", "keit", "ung", "ik", "ität", "ismus")
MAX_TERM_WORDS = 4
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_DOUBLE_SPACE = re.compile(r"\S {2,}\S")
_CODE = re.compile(r"`[^`\n]+`")

# Who begins like a Prüffrage or says so much of it in a row quotes it. Less is how one speaks about it: "die Änderung
# reicht über Kauf, Nutzung und Angebot hinaus" has six of its words.
QUOTED_START = 6
QUOTED_RUN = 8
_QUOTATION = re.compile(rf"{QUESTION_WORD} ([0-9])\b[^„“\n]{{0,20}}[:(,] *„([^“]{{1,1000}})“")


@dataclass(frozen=True)
class Finding:
    """`detail` is what is quoted."""

    code: str
    message: str
    detail: str = ""


def prose_findings(source: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    """`source` with its inline markup."""
    text = visible(source)
    if _DOUBLE_SPACE.search(_CODE.sub("x", source)):
        yield Finding("double-space", "two spaces in a row")
    for code, pattern, message in SIGNS:
        if pattern.search(text):
            yield Finding(code, message)
    for address in dict.fromkeys(found[0] for found in DU.finditer(text)):
        yield Finding("du-form", f"“{address}”: the course says Sie", address)
    yield from _foreign_words(source, vocabulary)
    yield from _variants(visible(LANGUAGE.sub(_without_titles, source)), vocabulary)
    yield from _misquotations(text, vocabulary)


def long_sentences(source: str, most: int) -> Iterator[Finding]:
    for sentence in sentences(visible(source)):
        count = word_count(sentence)
        if count > most:
            message = f"a sentence of {count} words, at most {most}: “{sentence[:50]}…”"
            yield Finding("long-sentence", message, sentence)


def _foreign_words(source: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    unmarked = visible(LANGUAGE.sub(" ", source))
    for word in dict.fromkeys(found[0] for found in _FOREIGN.finditer(unmarked)):
        if folded(word) not in vocabulary.explained:
            yield Finding("foreign-word", f"“{word}” is English: write [{word}]{{lang=en}}", word)


def _without_titles(marked: re.Match[str]) -> str:
    """A book in English writes as English does; a term in English is the course's."""
    return marked[0] if word_count(marked[1]) <= MAX_TERM_WORDS else ""


def _variants(text: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A word that the course writes otherwise, or a noun that it does not use for one of its terms."""
    for word in dict.fromkeys(_phrases(text)):
        known = vocabulary.spellings.get(folded(word))
        if known and _is_variant(word, known):
            spelled = " or ".join(sorted(known))
            yield Finding("term-variant", f"“{word}” is written {spelled} in this course", word)
        elif not known and _is_other_noun(word, vocabulary):
            names = ", ".join(vocabulary.names.values())
            yield Finding("term-variant", f"“{word}” is none of the terms: {names}", word)


def _phrases(text: str) -> Iterator[str]:
    """Every word, and every few words with one blank between them."""
    tokens = list(_TOKEN.finditer(text))
    for first, token in enumerate(tokens):
        yield token[0]
        for last in range(first + 1, min(first + MAX_TERM_WORDS, len(tokens))):
            if text[tokens[last - 1].end() : tokens[last].start()] != " ":
                break
            yield text[token.start() : tokens[last].end()]


def _is_variant(word: str, known: frozenset[str]) -> bool:
    """A sentence may begin with it. “Mehr Wert” is no way to write Mehrwert, “Mehr-Wert” is one."""
    if " " in word and not any(" " in spelling or "-" in spelling for spelling in known):
        return False
    return word not in known and word[0].lower() + word[1:] not in known


def _is_other_noun(word: str, vocabulary: Vocabulary) -> bool:
    small, names = folded(word), [folded(name) for name in vocabulary.names.values()]
    stems = tuple(vocabulary.prefix + stem for stem in vocabulary.stems)
    is_compound = any(small.startswith(name + "s") and not small.endswith("sierung") for name in names)
    return " " not in word and small.startswith(stems) and small.endswith(NOUN_ENDINGS) and not is_compound


def _misquotations(text: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    """The Prüffragen are quoted in exactly their words: learners shall know them by heart."""
    words = bare_words(text)
    for number, question in vocabulary.questions.items():
        for part in _quotable(question):
            if _is_quoted(bare_words(part), words) and part not in text:
                yield Finding("misquoted", f"{QUESTION_WORD} {number} is quoted in other words than “{part}”", part)
    for number, quotation in _QUOTATION.findall(text):
        exact = vocabulary.questions.get(int(number), "")
        if len(bare_words(quotation)) >= QUOTED_START and quotation.rstrip(" .?…") not in exact:
            yield Finding("misquoted", f"“{quotation[:50]}…” is not {QUESTION_WORD} {number}", quotation)


def _quotable(question: str) -> list[str]:
    """Its sentences without their last mark; arrows part what follows from what is asked."""
    parts = [part.strip(" .?:") for sentence in sentences(question) for part in sentence.split("→")]
    return [part for part in parts if len(bare_words(part)) >= QUOTED_START]


def _is_quoted(part: list[str], words: list[str]) -> bool:
    said = f" {' '.join(words)} "
    runs = [part[start : start + QUOTED_RUN] for start in range(max(1, len(part) - QUOTED_RUN + 1))]
    return any(f" {' '.join(run)} " in said for run in [part[:QUOTED_START], *runs])
