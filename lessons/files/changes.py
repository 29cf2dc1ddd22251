"""Who has changed what since the last load: the files, the editors, or both? And what stands afterwards?

Three digests decide for each item: as it was last loaded, as it is in the database, as it is in the file. An edit
made in the database survives unless the file changed as well and the file is told to win.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from lessons.files.checks import units_of
from lessons.files.items import CHAPTER, FIGURE, GLOSSARY, HEAD, HEAD_UID
from lessons.files.part import CoursePart, UnitFile
from lessons.files.structure import LESSON, ChapterFile, CourseFile, GlossaryFile, UnitRef

Key = tuple[str, str]
"""Part and uid of an item."""

Entry = TypeVar("Entry")


class Decision(StrEnum):
    SAME = "same"
    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"
    KEEP = "keep"  # changed (or deleted) in the database only
    CONFLICT = "conflict"  # changed on both sides: what is in the database stays
    GONE = "gone"  # neither here nor there any more


KEEPS = frozenset({Decision.KEEP, Decision.CONFLICT})
WRITES = frozenset({Decision.CREATE, Decision.UPDATE})


def decide(files: Mapping[Key, str], stored: Mapping[Key, str], loaded: Mapping[Key, str]) -> dict[Key, Decision]:
    """From digests by key. What only the database has ever known is not mentioned: it stays."""
    return {key: _decision(files.get(key), stored.get(key), loaded.get(key)) for key in {**files, **loaded}}


def overwrite(decisions: Mapping[Key, Decision], files: Iterable[Key], stored: Iterable[Key]) -> dict[Key, Decision]:
    """The same decisions where the files win each conflict."""
    files, stored = frozenset(files), frozenset(stored)
    return {
        key: _won(key in files, key in stored) if decision is Decision.CONFLICT else decision
        for key, decision in decisions.items()
    }


def _decision(file: str | None, stored: str | None, loaded: str | None) -> Decision:
    if file is None:
        if stored is None:
            return Decision.GONE
        return Decision.REMOVE if stored == loaded else Decision.CONFLICT
    if stored == file:
        return Decision.SAME
    if loaded is None:
        return Decision.CREATE if stored is None else Decision.CONFLICT
    if file == loaded:
        return Decision.KEEP
    return Decision.UPDATE if stored == loaded else Decision.CONFLICT


def _won(in_files: bool, in_database: bool) -> Decision:
    if not in_files:
        return Decision.REMOVE
    return Decision.UPDATE if in_database else Decision.CREATE


@dataclass(frozen=True)
class Merge:
    """`moved`: parts whose items stand in another order (units: in another chapter) in the files than when loaded."""

    files: CourseFile
    stored: CourseFile
    decisions: Mapping[Key, Decision]
    moved: frozenset[str]
    parts: Sequence[CoursePart]

    def course(self) -> CourseFile:
        """The course as it will stand after the load."""
        head = self.stored if self.decisions[HEAD, HEAD_UID] in KEEPS else self.files
        whole = replace(
            head,
            slug=self.files.slug,
            lessons=tuple(sorted(self._chosen(LESSON, lambda course: course.lessons), key=lambda one: one.path)),
            glossary=GlossaryFile(
                terms=self._chosen(GLOSSARY, lambda course: course.glossary.terms), source=self.files.glossary.source
            ),
            figures=tuple(sorted(self._chosen(FIGURE, lambda course: course.figures), key=lambda one: one.path)),
            parts={part.key: self._chosen(part.key, _entries_of(part.key)) for part in self.parts},
        )
        units = units_of(whole, self.parts).values()
        return replace(whole, chapters=Outline(self, {unit.uid: unit for unit in units}).chapters())

    def takes_stored(self, part: str, uid: str) -> bool:
        return self.decisions.get((part, uid), Decision.KEEP) in KEEPS

    def is_removed(self, part: str, uid: str) -> bool:
        return self.decisions.get((part, uid)) is Decision.REMOVE

    def _chosen(self, part: str, entries: Callable[[CourseFile], Sequence[Entry]]) -> tuple[Entry, ...]:
        """Of each entry the file's or the stored one; in the order of the files if that has changed."""
        files = {_uid(entry): entry for entry in entries(self.files)}
        stored = {_uid(entry): entry for entry in entries(self.stored)}
        chosen: dict[str, Entry] = {}
        for uid in _order(files, stored, by_files=part in self.moved):
            entry = self._choice(part, uid, files.get(uid), stored.get(uid))
            if entry is not None:
                chosen[uid] = entry
        return tuple(chosen.values())

    def _choice(self, part: str, uid: str, file: Any, stored: Any) -> Any:
        if self.is_removed(part, uid):
            return None
        if file is None or not self.takes_stored(part, uid):
            return file or stored
        return _moved_to(stored, file) if stored is not None else None


@dataclass(frozen=True)
class Outline:
    """The chapters after the load, with the units that will be there."""

    merge: Merge
    units: Mapping[str, UnitFile]

    @property
    def by_files(self) -> bool:
        return CHAPTER in self.merge.moved

    def chapters(self) -> tuple[ChapterFile, ...]:
        files = {chapter.uid: chapter for chapter in self.merge.files.chapters}
        stored = {chapter.uid: chapter for chapter in self.merge.stored.chapters}
        places = self._places()
        return tuple(
            replace(chapter, units=self._refs(uid, places.get(uid, [])))
            for uid in _order(files, stored, by_files=self.by_files)
            if (chapter := self._choice(files.get(uid), stored.get(uid), in_use=uid in places))
        )

    def _choice(self, file: ChapterFile | None, stored: ChapterFile | None, *, in_use: bool) -> ChapterFile | None:
        """A chapter that was taken away on one side stays as long as it must hold a unit."""
        if file is None or stored is None:
            only = file or stored
            wanted = only and self.merge.decisions.get((CHAPTER, only.uid)) not in (Decision.KEEP, Decision.REMOVE)
            return only if in_use or wanted else None
        return stored if self.merge.takes_stored(CHAPTER, file.uid) else file

    def _places(self) -> dict[str, list[str]]:
        """Chapter → uids of its units: where the leading side has them, else where the other one has."""
        files, stored = self._placed(self.merge.files), self._placed(self.merge.stored)
        chapter_of: dict[str, str] = {}
        for placed in (files, stored) if self.by_files else (stored, files):
            for chapter, uid, _note in placed:
                chapter_of.setdefault(uid, chapter)
        places: dict[str, list[str]] = {}
        for uid, chapter in chapter_of.items():
            if uid in self.units:
                places.setdefault(chapter, []).append(uid)
        return places

    def _refs(self, chapter: str, uids: Sequence[str]) -> tuple[UnitRef, ...]:
        kept = self.merge.takes_stored(CHAPTER, chapter)
        placed = self._placed(self.merge.stored if kept else self.merge.files)
        notes = {uid: note for _chapter, uid, note in placed}
        return tuple(_ref(self.units[uid], notes.get(uid, "")) for uid in uids)

    def _placed(self, course: CourseFile) -> list[tuple[str, str, str]]:
        """(chapter, unit, the chapter's note on it), in the order of the outline."""
        units = units_of(course, self.merge.parts)
        refs = [(chapter.uid, ref) for chapter in course.chapters for ref in chapter.units]
        return [(uid, units[ref.kind, ref.target].uid, ref.note) for uid, ref in refs]


def _ref(unit: UnitFile, note: str) -> UnitRef:
    return UnitRef(kind=unit.kind, target=unit.target, note=note)


def _order(files: Mapping[str, Any], stored: Mapping[str, Any], *, by_files: bool) -> list[str]:
    return list({**files, **stored} if by_files else {**stored, **files})


def _entries_of(key: str) -> Callable[[CourseFile], Sequence[Any]]:
    return lambda course: course.parts.get(key, ())


def _uid(entry: Any) -> str:
    return str(entry.uid)


def _moved_to(stored: Any, file: Any) -> Any:
    """What is kept still moves with its file."""
    return replace(stored, path=file.path) if hasattr(file, "path") else stored
