"""From the database to a course folder: the same bytes as the files that were loaded, if those were canonical."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy, override

from lessons.errors import LessonsError
from lessons.files.canonical import Unwritable
from lessons.files.course import COURSE, course_paths, read_course, write_course
from lessons.files.folder import Folder, NotACourseFolder, read_folder, write_folder
from lessons.files.problem import Problem
from lessons.files.structure import CourseFile
from lessons.kinds import parts
from lessons.models import Course
from lessons.queries.stored import stored_course
from lessons.services.loading import ENGLISH


@dataclass(frozen=True)
class Written:
    """`changed`: paths that were written or removed. `problems`: what `load_course` would say about the result."""

    changed: tuple[str, ...]
    problems: tuple[Problem, ...]


def dump_course(*, course: Course, folder: Path) -> Written:
    """Writes what differs and removes files of the course that it does not have any more; strange files stay.

    Raises LessonsError for a folder that is not this course's, and for contents that no file can hold.
    """
    files = canonical_files(stored_course(course))
    with override(ENGLISH):
        problems = read_course(Folder(files), parts()).problems
    try:
        obsolete = _own_paths(folder, course.slug)
        changed = write_folder(files, folder, obsolete=obsolete)
    except (NotACourseFolder, ValueError) as refusal:
        raise LessonsError(str(refusal), "not-a-course-folder") from None
    return Written(tuple(changed), problems)


def canonical_files(course: CourseFile) -> dict[str, bytes]:
    """Path → bytes. Raises LessonsError for contents that no file can hold."""
    try:
        return write_course(course, parts())
    except Unwritable as refusal:
        message = gettext_lazy("This course cannot be exported to files: %(reason)s") % {"reason": refusal}
        raise LessonsError(message, "unwritable") from None


def _own_paths(folder: Path, slug: str) -> frozenset[str]:
    """The course's files that are there already; raises NotACourseFolder for those of another course."""
    if not (folder / COURSE).is_file():
        return frozenset()
    found, _problems = read_folder(folder)
    lines = found.files.get(COURSE, b"").decode(errors="replace").splitlines()
    if f"slug: {slug}" not in lines:
        raise NotACourseFolder(f"{folder} holds another course than {slug}")
    return course_paths(found, parts())
