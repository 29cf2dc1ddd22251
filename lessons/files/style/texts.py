"""The rules of prose, applied to each text of a course that is no question."""

from collections.abc import Iterator

from lessons.files.part import Excerpt
from lessons.files.problem import Problem, Source, Where
from lessons.files.structure import CourseFile
from lessons.files.style.passages import Kind, passages
from lessons.files.style.prose import LESSON_SENTENCE, long_sentences, prose_findings
from lessons.files.style.vocabulary import Vocabulary

HEAD_FIELDS = ("title", "summary", "audience", "contact", "rule")


def body_problems(path: str, first_line: int, body: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Of a whole Markdown text whose first line is `first_line` of its file."""
    for passage in passages(body):
        findings = list(prose_findings(passage.source, vocabulary))
        if passage.kind is Kind.PROSE:
            findings += long_sentences(passage.source, LESSON_SENTENCE)
        for finding in findings:
            line = first_line + passage.line - 1
            yield Problem(path, line, finding.code, finding.message, detail=finding.detail)


def text_problems(source: Source, where: Where, text: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Of a text in front matter."""
    for finding in (*prose_findings(text, vocabulary), *long_sentences(text, LESSON_SENTENCE)):
        yield source.problem(where, finding.code, finding.message, detail=finding.detail)


def head_problems(course: CourseFile, vocabulary: Vocabulary) -> Iterator[Problem]:
    for where, text in _head_texts(course):
        yield from text_problems(course.source, where, text, vocabulary)
    yield from body_problems(course.source.path, course.body_line, course.body, vocabulary)


def glossary_problems(course: CourseFile, vocabulary: Vocabulary) -> Iterator[Problem]:
    for index, term in enumerate(course.glossary.terms):
        where = ("terms", index, "definition")
        yield from text_problems(course.glossary.source, where, term.definition, vocabulary)


def course_excerpts(course: CourseFile) -> Iterator[Excerpt]:
    """Lessons, glossary, welcome; what the floors above own, their parts give."""
    for where, text in _head_texts(course):
        yield Excerpt(course.source.path, course.source.line(where), text)
    yield from body_excerpts(course.source.path, course.body_line, course.body)
    for index, term in enumerate(course.glossary.terms):
        source = course.glossary.source
        yield Excerpt(source.path, source.line(("terms", index, "definition")), term.definition)
    for lesson in course.lessons:
        yield Excerpt(lesson.path, lesson.source.line(("objective",)), lesson.objective)
        yield from body_excerpts(lesson.path, lesson.body_line, lesson.body)


def body_excerpts(path: str, first_line: int, body: str) -> Iterator[Excerpt]:
    for passage in passages(body):
        yield Excerpt(path, first_line + passage.line - 1, passage.source)


def _head_texts(course: CourseFile) -> Iterator[tuple[Where, str]]:
    for name in HEAD_FIELDS:
        yield (name,), getattr(course, name)
    for index, term in enumerate(course.terms):
        yield ("terms", index, "definition"), term.definition
