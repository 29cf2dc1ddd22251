"""What the house style says of files: `path:line code` for each problem."""

from collections.abc import Mapping

from lessons.files.course import read_course
from lessons.files.problem import Problem
from lessons.files.structure import CourseFile
from lessons.files.style.course import style_problems
from lessons.kinds import parts
from tests.factories.course_files import folder_of


def course_of(files: Mapping[str, str]) -> CourseFile:
    reading = read_course(folder_of(files), parts())
    assert reading.course, reading.problems
    return reading.course


def style_of(files: Mapping[str, str], path: str) -> list[str]:
    """Only of the files whose path begins so."""
    return [place_of(problem) for problem in style_problems(course_of(files), parts()) if problem.path.startswith(path)]


def place_of(problem: Problem) -> str:
    return f"{problem.path}:{problem.line} {problem.code}"
