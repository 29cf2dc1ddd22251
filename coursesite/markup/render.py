"""Markdown of the course dialect → HTML that is safe to store and show, with all that is derived from it.

Who renders text that others typed does it in a child process (`child.render_many`), which stops what takes
too long; this module is what the child runs. One text, one parser: nothing is carried over to the next.
"""

import re
from collections.abc import Iterable

from markdown import Extension, Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.util import Registry

from coursesite.markup.context import Context, GlossaryEntry, TermLook
from coursesite.markup.extensions.blocks import CourseBlocks
from coursesite.markup.extensions.callouts import Callout, Case, Solution
from coursesite.markup.extensions.checks import SelfCheck
from coursesite.markup.extensions.contrast import Contrast, Term
from coursesite.markup.extensions.definitions import Definitions
from coursesite.markup.extensions.figures import PICTURE, Figures, Pictures
from coursesite.markup.extensions.footnotes import Footnotes
from coursesite.markup.extensions.glossary import Glossary, popovers
from coursesite.markup.extensions.headings import Headings
from coursesite.markup.extensions.language import Language
from coursesite.markup.extensions.links import Links
from coursesite.markup.extensions.tables import CaptionedTable, CourseTables
from coursesite.markup.limits import (
    MAX_HTML_BYTES,
    MAX_INLINE_BYTES,
    MAX_PROBLEMS,
    MAX_SOURCE_BYTES,
    refuse_hostile,
)
from coursesite.markup.page import Page
from coursesite.markup.plain import plain_text, reading_minutes
from coursesite.markup.problems import Code, Failure, Problem, RefusedError
from coursesite.markup.rendered import VERSION, Check, Rendered, TocEntry, as_phrase, split_checks
from coursesite.markup.sanitise import sanitise, sanitise_inline, sanitise_stem
from coursesite.markup.source import Source, cleaned

__all__ = [
    "VERSION", "Check", "Code", "Context", "GlossaryEntry", "Problem", "RefusedError", "Rendered", "TermLook",
    "TocEntry", "as_phrase", "render", "render_inline", "split_checks",
]  # fmt: skip

BLOCKS = (Callout, CaptionedTable, Case, Contrast, SelfCheck, Solution, Term)

# What a short text knows of Markdown: paragraphs, quotes, emphasis, line breaks, backslash escapes.
_INLINE_BLOCKS = frozenset({"empty", "quote", "paragraph"})
_INLINE_PATTERNS = frozenset({"escape", "linebreak", "em_strong"})
# Raw HTML is text here. References ([a][b]) and underlined headings surprise more than they help.
_OFF = frozenset({
    "html", "html_block", "entity", "automail", "setextheader",
    "reference", "image_reference", "short_reference", "short_image_ref",
})  # fmt: skip

_TAG = re.compile(r"<([a-zA-Z][\w-]*)(?:\s[^<>\n]*)?/?>|<!--")
_NOT_INLINE = re.compile(r"(?m)!?\[[^\[\]\n]*\]\(|\[\[|^ {0,3}(?:/{3,}|#{1,6}) ")


def render(source: str, context: Context) -> Rendered:
    """A lesson or page. Raises RefusedError for a text that is too long or nested too deeply."""
    page = _page(source, context, max_bytes=MAX_SOURCE_BYTES)
    _report_html(page)
    html = _converted(_course_markdown(page), page) + popovers(page)
    return _rendered(sanitise(html), page)


def render_inline(source: str, context: Context, *, pictures: bool = False) -> Rendered:
    """A stem, an option, feedback, a definition: running text. Raises RefusedError like `render`.

    `pictures`: a stem may show figures of the course, each a part of the line and without a caption.
    """
    page = _page(source, context, max_bytes=MAX_INLINE_BYTES)
    _report_html(page)
    text = PICTURE.sub(lambda found: " " * len(found[0]), page.source.masked) if pictures else page.source.masked
    for match in _NOT_INLINE.finditer(text):
        page.report_at(page.source.line_at(match.start()), Code.NOT_INLINE, found=match[0].strip())
    markdown = _inline_markdown()
    if pictures:
        Pictures(page).extendMarkdown(markdown)
    html = _converted(markdown, page)
    return _rendered(sanitise_stem(html) if pictures else sanitise_inline(html), page)


def _page(source: str, context: Context, *, max_bytes: int) -> Page:
    text = cleaned(source)
    refuse_hostile(text, max_bytes=max_bytes)
    return Page(Source(text), context)


def _converted(markdown: Markdown, page: Page) -> str:
    try:
        return markdown.convert(page.source.text)
    except RecursionError as error:
        raise RefusedError(Failure.TOO_DEEP) from error


def _rendered(html: str, page: Page) -> Rendered:
    if len(html) > MAX_HTML_BYTES:
        raise RefusedError(Failure.TOO_LONG)
    plain = plain_text(html)
    return Rendered(
        html=html,
        toc=tuple(page.toc),
        plain=plain,
        minutes=reading_minutes(html, plain),
        checks=tuple(page.checks),
        images=tuple(dict.fromkeys(page.images)),
        problems=tuple(page.sorted_problems()[:MAX_PROBLEMS]),
    )


def _course_markdown(page: Page) -> Markdown:
    own: list[Extension] = [kind(page) for kind in (CourseTables, Figures, Footnotes, Glossary, Headings, Links)]
    more: list[Extension] = [Language(), CourseBlocks(page, BLOCKS), AbbrExtension(), Definitions()]
    markdown = Markdown(extensions=[*own, *more], output_format="html")
    for registry in _registries(markdown):
        _switch_off(registry, _OFF)
    return markdown


def _inline_markdown() -> Markdown:
    markdown = Markdown(output_format="html")
    _switch_off(markdown.preprocessors, {"html_block"})
    _switch_off(markdown.parser.blockprocessors, _names(markdown.parser.blockprocessors) - _INLINE_BLOCKS)
    _switch_off(markdown.inlinePatterns, _names(markdown.inlinePatterns) - _INLINE_PATTERNS)
    Language().extendMarkdown(markdown)
    return markdown


def _registries(markdown: Markdown) -> tuple[Registry, ...]:
    return markdown.preprocessors, markdown.parser.blockprocessors, markdown.inlinePatterns


def _names(registry: Registry) -> set[str]:
    return {item.name for item in registry._priority}  # type: ignore[attr-defined]


def _switch_off(registry: Registry, names: Iterable[str]) -> None:
    for name in _names(registry) & set(names):
        registry.deregister(name)


def _report_html(page: Page) -> None:
    """Tags are shown as they were typed, which their author hardly wants. Indented code may hold them."""
    for match in _TAG.finditer(page.source.masked):
        if not page.source.is_indented(match.start()):
            page.report_at(page.source.line_at(match.start()), Code.HTML_ESCAPED, tag=match[1] or "!--")
