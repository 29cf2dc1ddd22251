"""Figures that are uploaded on the site: checked, freed of what they tell beside the picture, named, taken away.

Those of the course files are changed there. Names are made here, so that each can stand in a text, an address and a
file: `dump_course` writes uploaded figures beside course.md, where any text may show them.
"""

import re
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Length
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.enums import Origin
from lessons.errors import LessonsError
from lessons.files.pictures import MAX_PIXELS, MAX_UPLOAD_BYTES, Picture, PictureFault, prepared
from lessons.files.text import INVISIBLE
from lessons.models import Course, Figure
from lessons.queries.figures import uses_of

MAX_ALT = 300
MAX_STEM = 60
MAX_COURSE_BYTES = 40_000_000  # a course folder of more than 50 MB is not read, and texts need their part of it
MAX_NAMED = 5  # lessons, in a refusal
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")  # Windows keeps them for devices

FAULTS = {
    "empty": _("The file is empty."),
    "too-large": _(
        "The picture is too large: uploads may have up to %(megabytes)d MB, and the version kept for the course up "
        "to 1 MB. Photos become smaller as JPEG or WebP."
    ),
    "no-picture": _("Pictures of this kind are not accepted: please use PNG, JPEG, WebP or SVG."),
    "too-many-pixels": _("The picture has too many pixels: the limit is %(millions)d million."),
    "moving": _("Animated pictures are not accepted; please upload a still picture."),
    "active": _("The drawing contains something that is not allowed in a picture: %(detail)s"),
}


def add_figure(*, course: Course, name: str, content: bytes, alt: str, author: Any, now: datetime) -> Figure:
    """`name` is only a wish; the figure says which one it got. The same picture again is the one that is there.

    Raises LessonsError with the code of `FAULTS`, no-alt, long-alt or full.
    """
    alt = described(alt)
    picture = checked_picture(content)
    with write_transaction():
        course = Course.objects.select_for_update().get(pk=course.pk)
        return keep_picture(course=course, name=name, picture=picture, alt=alt, author=author, now=now)


def keep_picture(*, course: Course, name: str, picture: Picture, alt: str, author: Any, now: datetime) -> Figure:
    """Checked and described already, inside a transaction that holds the course. Raises LessonsError with code full."""
    digest = sha256(picture.content).hexdigest()
    known = course.figures.filter(content_hash=digest).defer("content").first()
    if known:
        return known
    _refuse_full(course, picture)
    free = _free_name(course, name, picture.suffix)
    return Figure.objects.create(
        course=course,
        uid=free,
        name=free,
        media_type=picture.media_type,
        content=picture.content,
        content_hash=digest,
        origin=Origin.EDITOR,
        alt=alt,
        width=picture.width,
        height=picture.height,
        uploaded_by=author,
        uploaded_at=now,
    )


def remove_figure(*, figure: Figure) -> None:
    """Refused while a text shows it, drafts included, and for figures of the course files."""
    with write_transaction():
        figure = Figure.objects.select_for_update().select_related("course").defer("content").get(pk=figure.pk)
        if figure.origin == Origin.FILES:
            raise LessonsError(
                _("This figure comes from the course files and can only be removed there."), "from-files"
            )
        uses = [use.title for use in uses_of(figure)]
        if uses:
            named = ", ".join(uses[:MAX_NAMED]) + (" …" if len(uses) > MAX_NAMED else "")
            message = _("This figure is in use and cannot be removed: %(uses)s")
            raise LessonsError(message % {"uses": named}, "in-use")
        figure.delete()


def described(alt: str) -> str:
    """The description in one line. Raises LessonsError with the code no-alt or long-alt."""
    alt = " ".join(INVISIBLE.sub(" ", alt).split())
    if not alt:
        raise LessonsError(_("Please describe what the picture shows, for people who cannot see it."), "no-alt")
    if len(alt) > MAX_ALT:
        message = _("The description may have at most %(length)d characters.")
        raise LessonsError(message % {"length": MAX_ALT}, "long-alt")
    return alt


def checked_picture(content: bytes) -> Picture:
    """As it will be stored. Raises LessonsError with a code of `FAULTS`."""
    try:
        return prepared(content)
    except PictureFault as fault:
        values = {
            "megabytes": MAX_UPLOAD_BYTES // 1_000_000,
            "millions": MAX_PIXELS // 1_000_000,
            "detail": fault.detail,
        }
        raise LessonsError(FAULTS[fault.code] % values, fault.code) from None


def _refuse_full(course: Course, picture: Picture) -> None:
    if bytes_taken(course) + len(picture.content) > MAX_COURSE_BYTES:
        message = _("The figures of the course take up %(megabytes)d MB; please remove some that are not used.")
        raise LessonsError(message % {"megabytes": MAX_COURSE_BYTES // 1_000_000}, "full")


def bytes_taken(course: Course) -> int:
    taken: int | None = course.figures.aggregate(size=Sum(Length("content")))["size"]
    return taken or 0


def _free_name(course: Course, wish: str, suffix: str) -> str:
    """Lower-case letters, digits and hyphens, as in every course folder; numbered where it is taken."""
    plain = wish.replace("\\", "/").rpartition("/")[2]
    plain = plain.rpartition(".")[0] or plain
    stem = slugify(plain.translate(UMLAUTS)).replace("_", "-").strip("-")[:MAX_STEM].strip("-") or "bild"
    stem = f"bild-{stem}" if RESERVED.fullmatch(stem) else stem
    taken = set(course.figures.filter(name__startswith=stem).values_list("name", flat=True))
    names = (f"{stem}{number}{suffix}" for number in ("", *(f"-{n}" for n in range(2, len(taken) + 3))))
    return next(name for name in names if name not in taken)
