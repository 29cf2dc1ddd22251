"""The pages of a course between files and database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lessons.files.page import PAGES, PageFile
from lessons.files.problem import Source
from lessons.models import Course, Page
from lessons.part_loaders import Change, Html, Text
from lessons.queries.stored import clean
from lessons.services.load_tables import save_changed

BODY = "body"
COLUMNS = ("slug", "title", "summary", "sheet", "note")


class PageLoader:
    part = PAGES

    def stored(self, course: Course, paths: Mapping[str, str]) -> tuple[PageFile, ...]:
        rows = Page.objects.filter(course=course).defer("html")
        return tuple(sorted((_page_file(row, paths) for row in rows), key=lambda page: page.path))

    def texts(self, entry: PageFile) -> list[Text]:
        return [Text(key=BODY, source=entry.body, path=entry.path, line=entry.body_line)]

    def wordings(self, course: Course, word: str) -> Iterable[tuple[str, str]]:
        """A page shows no pictures."""
        return ()

    def write(
        self, course: Course, entries: Sequence[PageFile], *, changed: frozenset[str], html: Html, now: datetime
    ) -> None:
        self._step_aside(course, changed)
        rows = {row.uid: row for row in Page.objects.filter(course=course)}
        for position, entry in enumerate(entries):
            wanted: dict[str, object] = {"position": position}
            if entry.uid in changed:
                wanted |= {name: getattr(entry, name) for name in COLUMNS}
                wanted |= {"source": entry.body, "html": html[entry.uid][BODY].html}
            save_changed(rows.get(entry.uid) or Page(course=course, uid=entry.uid), wanted)

    def write_html(self, course: Course, html: Html) -> int:
        rows = Page.objects.filter(course=course, uid__in=html)
        return sum(save_changed(row, {"html": html[row.uid][BODY].html}) for row in rows)

    def remove(self, course: Course, uids: Iterable[str]) -> None:
        """Nothing refers to a page."""
        Page.objects.filter(course=course, uid__in=uids).delete()

    def rerender(self, course: Course) -> int:
        """Done with the other texts that depend on the whole course (see `write_html`)."""
        return 0

    def askable(self, entries: Sequence[PageFile]) -> frozenset[str]:
        return frozenset()

    def differences(self, course: Course, changes: Sequence[Change]) -> Iterator[str]:
        for change in changes:
            state = _("new") if change.before is None else _("removed") if change.after is None else _("changed")
            title = (change.after or change.before).title
            yield _("Page “%(title)s”: %(state)s.") % {"title": title, "state": state}

    def _step_aside(self, course: Course, uids: Iterable[str]) -> None:
        """Two pages that exchange their addresses would meet for a moment."""
        for row in Page.objects.filter(course=course, uid__in=uids):
            save_changed(row, {"slug": f"-{row.pk}", "sheet": False})


def _page_file(row: Page, paths: Mapping[str, str]) -> PageFile:
    path = paths.get(row.uid, f"pages/{row.slug}.md")
    values = {name: getattr(row, name) for name in COLUMNS}
    return PageFile(uid=row.uid, **values, body=clean(row.source), path=path, source=Source(path))
