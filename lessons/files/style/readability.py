"""How hard is a German text to read? The figure of Amstad, who fitted Flesch's Reading Ease to German.

    180 − ASL − 58.5 × ASW

ASL is the mean number of words in a sentence, ASW that of syllables in a word (Amstad 1978, Wie verständlich sind
unsere Zeitungen?). Most texts lie between 0 and 100; the higher, the easier. It measures length, not sense: it finds
the lesson that reads unlike the others, not the one that is well written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, pstdev

from lessons.files.style.passages import Kind, Passage
from lessons.files.style.sentences import sentences, words_of

LEAST_LESSONS = 5  # among fewer there is no usual
MAX_DEVIATIONS = 2
MAX_POINTS = 12
LEAST_POINTS = 5  # where all lessons are alike, two deviations are less than a reader can feel

# A syllable is a run of vowels; these pairs are one sound, any other two vowels are two ("Trau-ung", "The-ater").
_DIPHTHONGS = ("aa", "ee", "oo", "ie", "ei", "ai", "au", "äu", "eu", "ey", "ay", "oi", "ui")
_SYLLABLE = re.compile(rf"{'|'.join(_DIPHTHONGS)}|[aeiouyäöü]")


@dataclass(frozen=True)
class Readability:
    words: int
    sentences: int
    syllables: int

    @property
    def figure(self) -> float:
        """
        >>> round(Readability(words=100, sentences=8, syllables=180).figure, 1)
        62.2
        """
        return 180 - self.words / self.sentences - 58.5 * self.syllables / self.words


def syllables_in(word: str) -> int:
    """By runs of vowels; an abbreviation without any is one.

    >>> [syllables_in(word) for word in ("Leitbild", "Bedürfnisse", "Kundenzentrierung", "GmbH", "Qualität")]
    [2, 4, 5, 1, 3]
    """
    return max(1, len(_SYLLABLE.findall(word.casefold().replace("qu", "q"))))


def readability_of(read: Sequence[Passage]) -> Readability:
    """Of running text: headings, tables and captions are no sentences."""
    found = [words_of(one) for passage in read if passage.kind is Kind.PROSE for one in sentences(passage.text)]
    words = [word for sentence in found for word in sentence]
    return Readability(
        words=len(words) or 1,
        sentences=sum(bool(sentence) for sentence in found) or 1,
        syllables=sum(syllables_in(word) for word in words),
    )


def outliers(figures: Mapping[str, float]) -> dict[str, str]:
    """Name → what is unusual, for figures too far from their mean. `figures`: by the name of a text.

    >>> outliers({"a": 60, "b": 61, "c": 62, "d": 60, "e": 40})
    {'e': '40 on a mean of 57'}
    """
    if len(figures) < LEAST_LESSONS:
        return {}
    usual = mean(figures.values())
    most = min(MAX_POINTS, max(LEAST_POINTS, MAX_DEVIATIONS * pstdev(figures.values())))
    unusual = {name: figure for name, figure in figures.items() if abs(figure - usual) > most}
    return {name: f"{figure:.0f} on a mean of {usual:.0f}" for name, figure in unusual.items()}
