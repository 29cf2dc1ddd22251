"""pages/*.md: texts beside the lessons, such as a comparison on one sheet or a guide. Nobody finishes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lessons.files import canonical, front, schema
from lessons.files.folder import Folder
from lessons.files.part import CoursePart, Excerpt, Item
from lessons.files.problem import Problem, Source, nowhere
from lessons.files.problem import Said as _
from lessons.files.references import checks_in, figures_in
from lessons.files.structure import CourseFile
from lessons.files.style.texts import body_excerpts, body_problems, text_problems
from lessons.files.style.vocabulary import vocabulary_of
from lessons.files.text import decode

KEY = "pages"
PATTERN = "pages/*.md"


@dataclass(frozen=True, kw_only=True)
class PageFile:
    """`sheet`: the one that a link in the head of every page leads to."""

    uid: str = schema.slug()
    slug: str = schema.slug()
    title: str = schema.text()
    summary: str = schema.text(required=False, limit=1000)
    sheet: bool = schema.flag(default=False)
    note: str = schema.note()

    body: str
    path: str
    body_line: int = field(default=1, compare=False)
    source: Source = nowhere()


def read_pages(folder: Folder, _course: CourseFile) -> tuple[tuple[PageFile, ...], list[Problem]]:
    problems: list[Problem] = []
    found = [_read_page(path, folder.files[path], problems) for path in folder.paths(PATTERN)]
    return tuple(page for page in found if page), problems


def _read_page(path: str, raw: bytes, problems: list[Problem]) -> PageFile | None:
    source = Source(path, problems=problems)
    if not schema.SLUG.fits(PurePosixPath(path).stem):
        source.error_at(
            1, "file-name", _("the file name of a page may contain %(shape)s only", shape=schema.SLUG.words)
        )
    text = decode(raw, source)
    before = len(problems)
    found = front.read(text, source) if text is not None else None
    if found is None or len(problems) > before:
        return None
    if not found.body:
        source.error_at(found.body_line, "empty", _("the page has no text"))
    given: dict[str, Any] = {"body": found.body, "body_line": found.body_line, "path": path, "source": source}
    page: PageFile | None = schema.read(PageFile, found.data, source, **given)
    return page


def check_pages(pages: tuple[PageFile, ...], _course: CourseFile) -> list[Problem]:
    return [*_slug_problems(pages), *_sheet_problems(pages), *_place_problems(pages)]


def _slug_problems(pages: tuple[PageFile, ...]) -> Iterator[Problem]:
    first: dict[str, PageFile] = {}
    for page in pages:
        known = first.setdefault(page.slug, page)
        if known is not page:
            message = _('the slug "%(slug)s" is already used by %(path)s', slug=page.slug, path=known.path)
            yield page.source.problem(("slug",), "duplicate-slug", message)


def _sheet_problems(pages: tuple[PageFile, ...]) -> Iterator[Problem]:
    for page in [page for page in pages if page.sheet][1:]:
        message = _("a course can have only one page that every other page links to")
        yield page.source.problem(("sheet",), "second-sheet", message)


def _place_problems(pages: tuple[PageFile, ...]) -> Iterator[Problem]:
    """Questions and figures belong to lessons, which know who asks and where the pictures are."""
    for page in pages:
        for code, mentions, message in (
            ("check-outside-lesson", checks_in(page.body), _("only lessons can contain questions")),
            ("figure-outside-lesson", figures_in(page.body), _("only lessons can contain figures")),
        ):
            for mention in mentions:
                line = page.body_line + mention.line - 1
                yield Problem(page.path, line, code, message)


def page_items(pages: tuple[PageFile, ...], _course: CourseFile) -> tuple[Item, ...]:
    return tuple(
        Item(KEY, page.uid, page.path, f"{canonical.comparable(schema.plain(page))}---\n{page.body}\n", position)
        for position, page in enumerate(pages)
    )


def write_pages(pages: tuple[PageFile, ...], _course: CourseFile) -> dict[str, bytes]:
    return {page.path: front.write(schema.plain(page), page.body).encode() for page in pages}


def page_style(pages: tuple[PageFile, ...], course: CourseFile) -> Iterator[Problem]:
    vocabulary = vocabulary_of(course)
    for page in pages:
        yield from text_problems(page.source, ("summary",), page.summary, vocabulary)
        yield from body_problems(page.path, page.body_line, page.body, vocabulary)


def page_excerpts(pages: tuple[PageFile, ...], _course: CourseFile) -> Iterator[Excerpt]:
    for page in pages:
        yield Excerpt(page.path, page.source.line(("summary",)), page.summary)
        yield from body_excerpts(page.path, page.body_line, page.body)


PAGES = CoursePart(
    key=KEY,
    patterns=(PATTERN,),
    read=read_pages,
    check=check_pages,
    items=page_items,
    write=write_pages,
    style=page_style,
    excerpts=page_excerpts,
)
