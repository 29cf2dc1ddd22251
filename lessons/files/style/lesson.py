"""Has a lesson its eight blocks, and is it as long as a lesson may be?

A pair of cases to compare comes first, since what is told before the comparison spares the reader to see it
(Schwartz & Bransford 1998, A time for telling). The blocks and their order are the house style, not the site's: a
lesson without them can be shown.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lessons.files.problem import Problem
from lessons.files.structure import LessonFile
from lessons.files.style.passages import Kind, Passage, passages
from lessons.files.style.sentences import word_count
from lessons.files.style.texts import body_problems, text_problems
from lessons.files.style.vocabulary import Vocabulary

COMPARISON = "Vergleichen Sie"
# Seven headings: the table and the figure, one block each, may stand inside the explanation or anywhere later.
BLOCKS = (
    "Lernziel und Dauer",
    COMPARISON,
    "Erklärung",
    "Gelöstes Beispiel",
    "In Ihrem Arbeitsalltag",
    "Kurz gesagt",
    "Kurzcheck",
)
BLOCK_LEVEL = 2
WORDS = (900, 1_200)  # ten to fifteen minutes with the questions at its end
LEAST_ALT = 20  # characters; less names a figure instead of saying what it shows


def lesson_problems(lesson: LessonFile, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from text_problems(lesson.source, ("title",), lesson.title, vocabulary)
    yield from text_problems(lesson.source, ("objective",), lesson.objective, vocabulary)
    yield from lesson_text_problems(lesson.path, lesson.body_line, lesson.body, vocabulary)


def lesson_text_problems(path: str, first_line: int, body: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    read = passages(body)
    yield from body_problems(path, first_line, body, vocabulary)
    for rule in (_blocks, _opening, _table, _figures, _length):
        for line, code, message, detail in rule(read):
            yield Problem(path, first_line + line - 1, code, message, detail=detail)


def words_in(read: Sequence[Passage]) -> int:
    """What a reader reads: all of the text with headings, titles of boxes, table and captions, without its markup, its
    front matter and the questions. The words for those who cannot see a figure are another way to read it.
    """
    return sum(word_count(passage.text) for passage in read if passage.kind is not Kind.ALT)


Fault = tuple[int, str, str, str]
"""Line, code, message, detail."""


def _blocks(read: Sequence[Passage]) -> Iterator[Fault]:
    found = [one for one in read if one.kind is Kind.HEADING and one.level == BLOCK_LEVEL and one.text in BLOCKS]
    titles = [heading.text for heading in found]
    for block in BLOCKS:
        if block not in titles:
            yield 1, "block-missing", f"the block “## {block}” is missing", block
    for before, after in pairwise(found):
        if BLOCKS.index(after.text) <= BLOCKS.index(before.text):
            yield after.line, "block-order", f"“{after.text}” cannot follow “{before.text}”", after.text


def _opening(read: Sequence[Passage]) -> Iterator[Fault]:
    """Before the comparison stand what one will learn and how long it takes: one heading and plain text."""
    before = read[: _place_of(COMPARISON, read)]
    begins_well = before[:1] and before[0].kind is Kind.HEADING and before[0].text == BLOCKS[0]
    strange = [passage for passage in before[1:] if passage.kind is not Kind.PROSE]
    for passage in strange if begins_well else before[:1]:
        yield passage.line, "before-comparison", f"before “{COMPARISON}” stands the text of “{BLOCKS[0]}” only", ""


def _place_of(block: str, read: Sequence[Passage]) -> int:
    """Where its heading stands; 0 where it is missing, which is said already."""
    titles = [passage.text if passage.kind is Kind.HEADING else "" for passage in read]
    return titles.index(block) if block in titles else 0


def _after_comparison(read: Sequence[Passage]) -> Sequence[Passage]:
    return read[_place_of(COMPARISON, read) :]


def _table(read: Sequence[Passage]) -> Iterator[Fault]:
    """One: readers who compare two tables compare tables."""
    rows = [passage.line for passage in _after_comparison(read) if passage.kind is Kind.ROW]
    # The line of dashes under the titles of columns is no row.
    tables = rows[:1] + [line for before, line in pairwise(rows) if line > before + 2]
    if not tables:
        yield 1, "table-count", f"there is no table after “{COMPARISON}”", "0"
    for line in tables[1:]:
        yield line, "table-count", "a lesson has one table", str(len(tables))


def _figures(read: Sequence[Passage]) -> Iterator[Fault]:
    if not any(passage.kind is Kind.ALT for passage in _after_comparison(read)):
        yield 1, "no-figure", f"there is no figure after “{COMPARISON}”", ""
    captioned = {passage.line for passage in read if passage.kind is Kind.CAPTION}
    for figure in read:
        if figure.kind is not Kind.ALT:
            continue
        if len(figure.text) < LEAST_ALT:
            message = f"“{figure.text}” does not say what the figure shows: at least {LEAST_ALT} characters"
            yield figure.line, "short-alt", message, figure.text
        if figure.line not in captioned:
            yield figure.line, "no-caption", "the figure has no caption", ""


def _length(read: Sequence[Passage]) -> Iterator[Fault]:
    least, most = WORDS
    if not least <= words_in(read) <= most:
        message = f"the lesson has {words_in(read)} words, allowed are {least} to {most}"
        yield 1, "lesson-length", message, str(words_in(read))
