"""The colleague who reads every line: all checks of a load without loading, and the house style besides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import override

from lessons.errors import LessonsError
from lessons.files.course import Reading, read_course, uncanonical
from lessons.files.folder import Folder, write_folder
from lessons.files.problem import Problem, Severity, has_errors
from lessons.files.structure import CourseFile
from lessons.files.style.course import copied_words, style_problems, style_report
from lessons.kinds import parts
from lessons.services.dumping import canonical_files
from lessons.services.load_plan import make_first_plan
from lessons.services.load_rendering import render_plan
from lessons.services.loading import ENGLISH

COMPARABLE = frozenset({".txt", ".md"})


@dataclass(frozen=True)
class Lint:
    """`problems` are those of a load, `style` those that only the linter minds.

    `files` are the canonical ones, None where the course cannot be read. Its texts are read all the same, if each file
    by itself can be: who writes a course piece by piece need not wait for the last one.
    """

    problems: tuple[Problem, ...]
    style: tuple[Problem, ...]
    uncanonical: tuple[Problem, ...]
    files: Mapping[str, bytes] | None
    folder: Folder
    report: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not has_errors((*self.problems, *self.style)) and not self.uncanonical


def lint_course(*, folder: Path, against: Path | None = None) -> Lint:
    """Without a database, rendering included. `against`: a folder of texts that must not be copied."""
    others = _texts_in(against) if against else {}
    with override(ENGLISH):
        reading = read_course(folder, parts())
        if reading.course is None:
            return _lint_pieces(reading, others)
        rendering = render_plan(make_first_plan(reading.course))
    files = canonical_files(reading.course)
    rendered = (replace(problem, severity=Severity.ERROR) for problem in rendering.problems)
    return Lint(
        problems=tuple(sorted([*reading.problems, *rendered])),
        style=_style(reading.course, others),
        uncanonical=tuple(uncanonical(files, reading.folder)),
        files=files,
        folder=reading.folder,
        report=tuple(style_report(reading.course, parts())),
    )


def fix_course(*, folder: Path, lint: Lint) -> list[str]:
    """Brings a folder that was linted into canonical form; the paths that changed."""
    if lint.files is None:
        return []
    return write_folder(lint.files, folder, obsolete=frozenset(lint.folder.files))


def _lint_pieces(reading: Reading, others: Mapping[str, str]) -> Lint:
    pieces = reading.pieces
    return Lint(
        problems=reading.problems,
        style=_style(pieces, others) if pieces else (),
        uncanonical=(),
        files=None,
        folder=reading.folder,
        report=tuple(style_report(pieces, parts())) if pieces else (),
    )


def _style(course: CourseFile, others: Mapping[str, str]) -> tuple[Problem, ...]:
    return tuple(sorted([*style_problems(course, parts()), *copied_words(course, parts(), others)]))


def _texts_in(folder: Path) -> dict[str, str]:
    """Name → text of each readable file in the folder and below it."""
    if not folder.is_dir():
        raise LessonsError(f"There is no folder {folder}.", "no-folder")
    paths = sorted(path for path in folder.rglob("*") if path.suffix in COMPARABLE and path.is_file())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace") for path in paths}
