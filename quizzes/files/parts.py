"""What does this floor add to a course folder? The bank and the quizzes, each with its rules of style."""

from collections.abc import Iterator

from lessons.files.part import CoursePart, Excerpt
from lessons.files.problem import Problem
from lessons.files.structure import CourseFile
from lessons.files.style.vocabulary import vocabulary_of
from quizzes.files import bank, quiz
from quizzes.files.style.bank import pool_problems
from quizzes.files.style.exam import exam_problems
from quizzes.files.style.giveaway import giveaway_problems, giveaway_report
from quizzes.files.style.question import question_problems
from quizzes.files.style.texts import said

RETIRED = "retired"

Entries = tuple[bank.BankEntry, ...]
Quizzes = tuple[quiz.QuizFile, ...]


def bank_style(entries: Entries, course: CourseFile) -> list[Problem]:
    """Nobody reads a retired question any more."""
    vocabulary = vocabulary_of(course)
    read = (entry for entry in entries if entry.status != RETIRED)
    found = [problem for entry in read for problem in question_problems(entry, vocabulary)]
    return [*found, *pool_problems(entries, vocabulary), *giveaway_problems(entries)]


def bank_report(entries: Entries, _course: CourseFile) -> Iterator[str]:
    return giveaway_report(entries)


def bank_excerpts(entries: Entries, _course: CourseFile) -> Iterator[Excerpt]:
    for entry in entries:
        for one in said(entry):
            yield Excerpt(entry.path, entry.source.line((entry.index, *one.where)), one.text)


def quiz_style(quizzes: Quizzes, course: CourseFile) -> list[Problem]:
    return list(exam_problems(quizzes, course.parts.get(bank.KEY, ()), course))


def quiz_excerpts(quizzes: Quizzes, _course: CourseFile) -> Iterator[Excerpt]:
    for one in quizzes:
        yield Excerpt(one.path, one.source.line(("intro",)), one.intro)


BANK = CoursePart(
    key=bank.KEY,
    patterns=(bank.PATTERN,),
    read=bank.read_bank,
    check=bank.check_bank,
    items=bank.bank_items,
    write=bank.write_bank,
    style=bank_style,
    report=bank_report,
    excerpts=bank_excerpts,
)
QUIZZES = CoursePart(
    key=quiz.KEY,
    patterns=(quiz.PATTERN,),
    read=quiz.read_quizzes,
    check=quiz.check_quizzes,
    items=quiz.quiz_items,
    write=quiz.write_quizzes,
    unit_kind=quiz.UNIT_KIND,
    units=quiz.quiz_units,
    style=quiz_style,
    excerpts=quiz_excerpts,
)
