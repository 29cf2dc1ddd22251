"""Are these our own sentences? Runs of words that a text of the course shares with a text it must not copy.

Eight words in a row are hardly ever the same by chance; less may be a term with its definition.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from lessons.files.part import Excerpt
from lessons.files.problem import Problem
from lessons.files.style.passages import visible
from lessons.files.style.sentences import bare_words, word_count, words_of

CODE = "shared-words"
RUN = 8
TITLE = 12  # words in quotation marks that name a text instead of copying it

_QUOTED = re.compile(r"„[^„“]*“")

Runs = Mapping[tuple[str, ...], str]
"""Each run of words → the name of a text that has it."""


def runs_of(texts: Mapping[str, str]) -> Runs:
    """`texts`: name → text."""
    return {run: name for name, text in texts.items() for run in _runs(bare_words(text))}


def shared_words(excerpts: Iterable[Excerpt], runs: Runs) -> Iterator[Problem]:
    """One problem for each stretch that is shared, however long."""
    for excerpt in excerpts:
        text = _without_titles(visible(excerpt.text))
        last = -RUN
        for start, run in enumerate(_runs(bare_words(text))):
            if run in runs and start > last + 1:
                quoted = " ".join(words_of(text)[start : start + RUN])
                message = f"{RUN} words in a row as in {runs[run]}: “{quoted}”"
                yield Problem(excerpt.path, excerpt.line, CODE, message)
            last = start if run in runs else last


def _without_titles(text: str) -> str:
    return _QUOTED.sub(lambda quoted: "" if word_count(quoted[0]) <= TITLE else quoted[0], text)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])
