"""A course out of the site as a ZIP file, and back in two steps: check, then load. Four eyes where the site asks it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.errors import LessonsError
from lessons.files.archive import BadArchive, read_archive, write_archive
from lessons.files.folder import Folder
from lessons.files.problem import Problem
from lessons.models import Course, StagedFile, StagedKind
from lessons.queries.stored import stored_course
from lessons.services.dumping import canonical_files
from lessons.services.load_differences import conflict_lines, difference_lines
from lessons.services.loading import Loaded, LoadRefused, load_course, prepare_load
from lessons.services.staging import KEPT, discard_file, stage_file

REFUSALS = {
    "no-archive": gettext_lazy("This is not a ZIP file, or it is damaged."),
    "too-large": gettext_lazy("The file is too large: the limit is 10 MB."),
    "too-many": gettext_lazy("The ZIP file contains too many files for a course."),
    "too-much": gettext_lazy("“%(name)s” would be too large once unpacked."),
    "path": gettext_lazy("“%(name)s” is not a valid name for a course file."),
    "link": gettext_lazy("“%(name)s” is a link or a special file; only ordinary files are allowed."),
    "encrypted": gettext_lazy("“%(name)s” is encrypted; please pack the course without a password."),
    "duplicate": gettext_lazy("“%(name)s” appears twice in the ZIP file."),
    "method": gettext_lazy("“%(name)s” is compressed in a way that cannot be read here."),
}
MAX_NAME_SHOWN = 100


@dataclass(frozen=True)
class Check:
    """What a load would do. With `errors` nothing else is known."""

    errors: tuple[Problem, ...] = ()
    differences: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


def course_archive(*, course: Course) -> bytes:
    return write_archive(canonical_files(stored_course(course)))


def stage_course(*, course: Course, name: str, content: bytes, winning: bool, user: Any, now: datetime) -> StagedFile:
    """`winning`: where file and site have both changed, the file wins. A file that is no course archive is not kept."""
    _folder(content)
    options = {"winning": winning}
    return stage_file(
        kind=StagedKind.COURSE, course=course, name=name, content=content, options=options, user=user, now=now
    )


def waiting_files(*, course: Course, now: datetime) -> QuerySet[StagedFile]:
    """Of everybody who writes this course: whoever uploaded one may need another person to load it."""
    rows = StagedFile.objects.filter(kind=StagedKind.COURSE, course=course, made_at__gt=now - KEPT)
    return rows.select_related("course", "uploaded_by").defer("content")


def check_course(*, staged: StagedFile) -> Check:
    try:
        plan, _rendering, warnings = prepare_load(
            origin=_folder(bytes(staged.content)), winning=staged.options["winning"], into=staged.course
        )
    except LoadRefused as refused:
        return Check(errors=refused.problems)
    return Check((), tuple(difference_lines(plan)), tuple(conflict_lines(plan)), warnings)


def needs_another(*, staged: StagedFile, user: Any) -> bool:
    return bool(settings.FOUR_EYES) and staged.uploaded_by_id == user.pk


def load_staged(*, staged: StagedFile, by: Any, now: datetime) -> Loaded:
    """Raises LessonsError; nothing is loaded then, and the file stays."""
    if needs_another(staged=staged, user=by):
        raise LessonsError(_("You uploaded this file. Another author of this course must load it."), "own-file")
    origin = _folder(bytes(staged.content))
    loaded = load_course(origin=origin, now=now, winning=staged.options["winning"], into=staged.course)
    discard_file(staged=staged)
    return loaded


def _folder(content: bytes) -> Folder:
    try:
        return read_archive(content)
    except BadArchive as refusal:
        message = str(REFUSALS[refusal.code]) % {"name": refusal.name[:MAX_NAME_SHOWN]}
        raise LessonsError(message, refusal.code) from None
