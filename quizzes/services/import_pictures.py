"""The pictures that a file of questions brings along: checked like those that are uploaded, named, put into the stems.

Their names are made here, from their bytes. Learners can read a picture's address; neither its name in the file nor the
identifier of the question may stand there, since both may tell the right answer.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from lessons.errors import LessonsError
from lessons.files.pictures import Picture, pixels_of
from lessons.models import Course
from lessons.queries.rendering import figure_address
from lessons.services.illustrating import MAX_COURSE_BYTES, bytes_taken, checked_picture, described, keep_picture
from quizzes.errors import QuizzesError
from quizzes.formats.base import Exchanged
from quizzes.formats.markup import words_of
from quizzes.formats.texts import texts_of

MAX_PICTURES = 200  # of one file
MAX_PIXELS = 200_000_000  # of one file: decoded one after the other, some seconds
NAME_DIGITS = 16  # nobody guesses the address of an exam's picture
SHOWN = re.compile(r'!\[(?P<alt>[^\[\]]*)\]\((?P<name>[^()\s]+)(?P<title>\s+"[^"]*")?\)')


@dataclass(frozen=True)
class Brought:
    name: str
    picture: Picture
    alt: str

    @property
    def digest(self) -> str:
        return sha256(self.picture.content).hexdigest()


class Pictures:
    """Of one file. What the course has already is taken from there. Two queries, none for a file without pictures."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.brought: dict[str, Brought] = {}
        self._refused: set[str] = set()
        self._pixels = 0

    @cached_property
    def _known(self) -> dict[str, str]:
        """Digest of what is in the file or will be stored → name."""
        return dict(self.course.figures.values_list("content_hash", "name"))

    @cached_property
    def _taken(self) -> int:
        return bytes_taken(self.course)

    @property
    def addresses(self) -> dict[str, str]:
        """Name → where it will be."""
        return {name: figure_address(self.course.slug, name, one.digest) for name, one in self.brought.items()}

    def placed(self, question: Exchanged, note: Any) -> Exchanged:
        """The question with the names that its pictures get. What cannot be taken is noted by name."""
        if not question.images:
            return question
        item: Any = question.item
        names = {}
        for shown in SHOWN.finditer(item.prompt):
            name = shown["name"]
            if name in question.images and name not in names:
                names[name] = self._name_for(name, question.images[name], words_of(shown["alt"]), note)
        elsewhere = [target for text in texts_of(item)[1:] for target in _targets(text)]
        for name in question.images:
            if name in elsewhere:
                note("picture-not-in-stem", name)
            elif name not in names:
                note("picture-left-out", name, is_error=False)
        if any(shown["title"] and shown["name"] in names for shown in SHOWN.finditer(item.prompt)):
            note("markup-left-out", "title", is_error=False)
        prompt = SHOWN.sub(lambda shown: _renamed(shown, names), item.prompt)
        return replace(question, item=replace(item, prompt=prompt))

    def store(self, *, author: Any, now: datetime) -> None:
        """Inside the transaction of the import, which holds the course."""
        for one in self.brought.values():
            made = keep_picture(
                course=self.course, name=one.name, picture=one.picture, alt=one.alt, author=author, now=now
            )
            if made.name != one.name:
                message = _("The figures of the course have changed in the meantime. Please check the file again.")
                raise QuizzesError(message, "changed-meanwhile")

    def _name_for(self, name: str, content: bytes, alt: str, note: Any) -> str:
        """As the course knows the picture, or a new name; the name in the file where it cannot be taken."""
        raw = sha256(content).hexdigest()
        try:
            alt = described(alt)
            if raw in self._known:
                return self._known[raw]
            if raw in self._refused or not self._may_decode(content, note):
                return name
            self._refused.add(raw)  # until it has proved to be good: none is decoded twice
            picture = checked_picture(content)
        except LessonsError as refusal:
            note("picture-refused", f"{name}: {refusal}")
            return name
        digest = sha256(picture.content).hexdigest()
        if digest not in self._known:
            more = sum(len(one.picture.content) for one in self.brought.values()) + len(picture.content)
            if self._taken + more > MAX_COURSE_BYTES:
                note("figures-full", str(MAX_COURSE_BYTES // 1_000_000))
                return name
            made = Brought(f"bild-{digest[:NAME_DIGITS]}{picture.suffix}", picture, alt)
            self.brought[made.name] = made
            self._known[digest] = made.name
        self._known[raw] = self._known[digest]
        return self._known[raw]

    def _may_decode(self, content: bytes, note: Any) -> bool:
        """By their heads, before a pixel is decoded."""
        self._pixels += pixels_of(content)
        if len(self.brought) >= MAX_PICTURES:
            note("too-many-pictures", str(MAX_PICTURES))
        elif self._pixels > MAX_PIXELS:
            note("too-many-pixels", str(MAX_PIXELS // 1_000_000))
        else:
            return True
        self._refused.add(sha256(content).hexdigest())
        return False


def _targets(text: str) -> list[str]:
    return [shown["name"] for shown in SHOWN.finditer(text)]


def _renamed(shown: re.Match[str], names: dict[str, str]) -> str:
    """A caption has no place in a stem."""
    name = names.get(shown["name"])
    return f"![{shown['alt']}]({name})" if name else shown[0]
