"""The pairs of cases to compare between files and database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lessons.files.problem import Source
from lessons.models import Course
from lessons.part_loaders import Change, Html, Text
from lessons.queries.stored import clean
from lessons.services.load_tables import save_changed
from quizzes.files.contrast_pair import CONTRASTS, TEXTS, ContrastPairFile
from quizzes.models import ContrastPair
from quizzes.services.load_differences import contrast_lines

DEFAULT_PATH = "contrasts/contrasts.yaml"
COLUMNS = ("expected", "given", *TEXTS, "note")


class ContrastLoader:
    part = CONTRASTS

    def stored(self, course: Course, paths: Mapping[str, str]) -> tuple[ContrastPairFile, ...]:
        rows = ContrastPair.objects.filter(course=course).order_by("position", "uid")
        return tuple(_pair_file(row, paths) for row in rows)

    def texts(self, entry: ContrastPairFile) -> list[Text]:
        """They are plain sentences."""
        return []

    def wordings(self, course: Course, word: str) -> Iterable[tuple[str, str]]:
        return ()

    def write(
        self, course: Course, entries: Sequence[ContrastPairFile], *, changed: frozenset[str], html: Html, now: datetime
    ) -> None:
        rows = {row.uid: row for row in ContrastPair.objects.filter(course=course)}
        for position, entry in enumerate(entries):
            wanted: dict[str, object] = {"position": position}
            if entry.uid in changed:
                wanted |= {name: getattr(entry, name) for name in COLUMNS} | {"apply": list(entry.apply)}
            save_changed(rows.get(entry.uid) or ContrastPair(course=course, uid=entry.uid), wanted)

    def write_html(self, course: Course, html: Html) -> int:
        return 0

    def remove(self, course: Course, uids: Iterable[str]) -> None:
        """Nothing refers to a pair."""
        ContrastPair.objects.filter(course=course, uid__in=uids).delete()

    def rerender(self, course: Course) -> int:
        return 0

    def askable(self, entries: Sequence[ContrastPairFile]) -> frozenset[str]:
        return frozenset()

    def differences(self, course: Course, changes: Sequence[Change]) -> Iterable[str]:
        return contrast_lines(changes)


def _pair_file(row: ContrastPair, paths: Mapping[str, str]) -> ContrastPairFile:
    path = paths.get(row.uid, DEFAULT_PATH)
    values = {name: clean(getattr(row, name)) for name in COLUMNS}
    return ContrastPairFile(uid=row.uid, apply=tuple(row.apply), **values, path=path, source=Source(path))
