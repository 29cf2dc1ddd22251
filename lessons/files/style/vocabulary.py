"""Which words has a course agreed on? All that a rule of style must know of the course around a text."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from lessons.files.structure import CourseFile, GlossaryTermFile

# "Orientierung" also sounds in "orientiert", "Zentrierung" in "Zentrum": these endings are no part of the sound.
ENDINGS = ("ierung", "ung")
LEAST_STEM = 4  # letters; what is shorter sounds in words that have nothing to do with it


@dataclass(frozen=True)
class Vocabulary:
    """`names`: term key → name, in the order of the course. `questions`: number → wording of the Prüffrage."""

    names: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[int, str] = field(default_factory=dict)
    glossary: tuple[GlossaryTermFile, ...] = ()

    @cached_property
    def prefix(self) -> str:
        """What all names begin with, folded: "kunden"; nothing where too little of a name would be left."""
        letters = zip(*(name.casefold() for name in self.names.values()), strict=False)
        shared = "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, letters))
        return shared if all(len(name) - len(shared) >= LEAST_STEM for name in self.names.values()) else ""

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """What the names sound like, without what they share: "fokus", "orient", "zentr"."""
        rests = (name.casefold().removeprefix(self.prefix) for name in self.names.values())
        return tuple(_without_ending(rest) for rest in rests)

    @cached_property
    def spellings(self) -> Mapping[str, frozenset[str]]:
        """Folded word → how the course writes it: names, words of the glossary and their aliases."""
        known: dict[str, set[str]] = defaultdict(set)
        listed = [word for entry in self.glossary for word in (entry.term, *entry.aliases)]
        for word in [*self.names.values(), *listed]:
            known[folded(word)].add(word)
        return {key: frozenset(words) for key, words in known.items()}

    @cached_property
    def explained(self) -> frozenset[str]:
        """Folded words of another language that the glossary marks as such wherever it explains them."""
        return frozenset(folded(entry.term) for entry in self.glossary if entry.lang)


def vocabulary_of(course: CourseFile) -> Vocabulary:
    return Vocabulary(
        names={term.key: term.name for term in course.terms},
        questions={question.number: question.text for question in course.questions},
        glossary=course.glossary.terms,
    )


def folded(word: str) -> str:
    """
    >>> folded("Kunden-Fokus") == folded("Kundenfokus")
    True
    """
    return re.sub(r"[\s-]", "", word).casefold()


def _without_ending(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word.removesuffix(ending)
    return word
