"""From the database to a course folder: the same bytes as the files that were loaded, if those were canonical."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import override

from lessons.errors import LessonsError
from lessons.files.canonical import Unwritable
from lessons.files.course import COURSE, course_paths, read_course, uncanonical, write_course
from lessons.files.folder import Folder, NotACourseFolder, read_folder, write_folder
from lessons.files.problem import Problem, has_errors
from lessons.files.structure import CourseFile
from lessons.kinds import parts
from lessons.models import Course
from lessons.queries.stored import stored_course
from lessons.services.load_plan import make_first_plan
from lessons.services.load_rendering import render_plan
from lessons.services.loading import ENGLISH


@dataclass(frozen=True)
class Written:
    """`changed`: paths that were written or removed. `problems`: what `load_course` would say about the result."""

    changed: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Lint:
    """`files` are the canonical ones, None where the course cannot be read."""

    problems: tuple[Problem, ...]
    uncanonical: tuple[Problem, ...]
    files: Mapping[str, bytes] | None
    folder: Folder

    @property
    def is_clean(self) -> bool:
        return not has_errors(self.problems) and not self.uncanonical


def dump_course(*, course: Course, folder: Path) -> Written:
    """Writes what differs and removes files of the course that it does not have any more; strange files stay.

    Raises LessonsError for a folder that is not this course's, and for contents that no file can hold.
    """
    files = _canonical(stored_course(course))
    with override(ENGLISH):
        problems = read_course(Folder(files), parts()).problems
    try:
        obsolete = _own_paths(folder, course.slug)
        changed = write_folder(files, folder, obsolete=obsolete)
    except (NotACourseFolder, ValueError) as refusal:
        raise LessonsError(str(refusal), "not-a-course-folder") from None
    return Written(tuple(changed), problems)


def lint_course(*, folder: Path) -> Lint:
    """All checks of a load without a database, rendering included, and whether the files are canonical."""
    with override(ENGLISH):
        reading = read_course(folder, parts())
        if reading.course is None:
            return Lint(reading.problems, (), None, reading.folder)
        rendering = render_plan(make_first_plan(reading.course))
    files = _canonical(reading.course)
    problems = tuple(sorted([*reading.problems, *rendering.problems]))
    return Lint(problems, tuple(uncanonical(files, reading.folder)), files, reading.folder)


def fix_course(*, folder: Path, lint: Lint) -> list[str]:
    """Brings a folder that was linted into canonical form; the paths that changed."""
    if lint.files is None:
        return []
    return write_folder(lint.files, folder, obsolete=frozenset(lint.folder.files))


def _canonical(course: CourseFile) -> dict[str, bytes]:
    try:
        return write_course(course, parts())
    except Unwritable as refusal:
        raise LessonsError(f"This course cannot be written to files: {refusal}", "unwritable") from None


def _own_paths(folder: Path, slug: str) -> frozenset[str]:
    """The course's files that are there already; raises NotACourseFolder for those of another course."""
    if not (folder / COURSE).is_file():
        return frozenset()
    found, _problems = read_folder(folder)
    lines = found.files.get(COURSE, b"").decode(errors="replace").splitlines()
    if f"slug: {slug}" not in lines:
        raise NotACourseFolder(f"{folder} holds another course than {slug}")
    return course_paths(found, parts())
