"""Does a course keep to the house style? Only German ones have one; the rules of other parts come through the registry.

A load never asks: what is written badly can be read all the same, and who mends it must be able to load it first.
"""

from collections.abc import Iterator, Mapping, Sequence

from lessons.files.claims import untaught
from lessons.files.part import CoursePart
from lessons.files.problem import Problem
from lessons.files.structure import CourseFile, LessonFile
from lessons.files.style.lesson import lesson_problems, words_in
from lessons.files.style.overlap import runs_of, shared_words
from lessons.files.style.passages import Passage, passages
from lessons.files.style.readability import outliers, readability_of
from lessons.files.style.texts import course_excerpts, glossary_problems, head_problems
from lessons.files.style.vocabulary import vocabulary_of

GERMAN = "de"


def has_house_style(language: str) -> bool:
    return language.split("-", maxsplit=1)[0] == GERMAN


def style_problems(course: CourseFile, parts: Sequence[CoursePart]) -> list[Problem]:
    if not has_house_style(course.language):
        return []
    found = _own_problems(course)
    return sorted([*found, *(problem for part in parts for problem in part.style(course.parts[part.key], course))])


def copied_words(course: CourseFile, parts: Sequence[CoursePart], others: Mapping[str, str]) -> list[Problem]:
    """`others`: name → text that must not be copied. In every language."""
    texts = [*course_excerpts(course)]
    texts += [excerpt for part in parts for excerpt in part.excerpts(course.parts[part.key], course)]
    return sorted(shared_words(texts, runs_of(others)))


def _own_problems(course: CourseFile) -> Iterator[Problem]:
    vocabulary = vocabulary_of(course)
    yield from head_problems(course, vocabulary)
    yield from glossary_problems(course, vocabulary)
    yield from _claim_problems(course)
    yield from _outliers(course)
    for lesson in course.lessons:
        yield from lesson_problems(lesson, vocabulary)


def style_report(course: CourseFile, parts: Sequence[CoursePart]) -> list[str]:
    """The figures that its authors steer by, a line each."""
    if not has_house_style(course.language):
        return []
    lessons = [
        f"{lesson.folder}: {words_in(read)}, {readability_of(read).figure:.1f}" for lesson, read in _read(course)
    ]
    more = [line for part in parts for line in part.report(course.parts[part.key], course)]
    return ["Lesson: words, readability (Amstad)", *lessons, *more]


def _outliers(course: CourseFile) -> Iterator[Problem]:
    """A lesson much harder or easier to read than the others was written in another voice."""
    figures = {lesson.path: readability_of(read).figure for lesson, read in _read(course)}
    for path, unusual in outliers(figures).items():
        message = f"readability {unusual}: long sentences or words, or very short ones"
        yield Problem(path, 1, "readability-outlier", message)


def _read(course: CourseFile) -> list[tuple[LessonFile, list[Passage]]]:
    return [(lesson, passages(lesson.body)) for lesson in course.lessons]


def _claim_problems(course: CourseFile) -> Iterator[Problem]:
    """A course that says which claims it teaches teaches them all."""
    taught = {claim for lesson in course.lessons for claim in lesson.claims}
    for claim in untaught(taught) if taught else ():
        yield course.source.problem((), "claim-not-taught", f"no lesson lists {claim} among its claims")
