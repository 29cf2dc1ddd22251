"""What markup has to say about a text, in words. Markup itself only knows codes (coursesite/markup/problems.py)."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.markup.limits import MAX_INLINE_BYTES, MAX_SOURCE_BYTES
from coursesite.markup.problems import Code, Failure, Problem

PROBLEMS: Mapping[str, Any] = {
    Code.BLOCK_UNCLOSED: gettext_lazy("The block “%(name)s” is not closed. End it with a line containing only: ///"),
    Code.BLOCK_UNKNOWN: gettext_lazy("There is no block called “%(name)s”."),
    Code.CHECK_REPEATED: gettext_lazy("The question “%(uid)s” appears twice in this text."),
    Code.CHECK_UNKNOWN: gettext_lazy("There is no question “%(uid)s” that a lesson can ask."),
    Code.FOOTNOTE_UNKNOWN: gettext_lazy("The footnote “%(name)s” has no text."),
    Code.HEADING_H1: gettext_lazy(
        "“%(title)s” is a first-level heading, which is reserved for the title. Begin with ##."
    ),
    Code.HEADING_SKIP: gettext_lazy(
        "The heading “%(title)s” skips a level: it is at level %(found)s, but level %(wanted)s is the deepest "
        "possible here."
    ),
    Code.HTML_ESCAPED: gettext_lazy("The HTML tag “%(tag)s” is shown as text; only Markdown is supported."),
    Code.IMAGE_UNKNOWN: gettext_lazy("The course has no figure “%(name)s”."),
    Code.IMAGE_WITHOUT_ALT: gettext_lazy(
        "The figure “%(name)s” has no description for people who cannot see it. Write one between the square brackets."
    ),
    Code.LINK_TEXT_BAD: gettext_lazy("The link text “%(text)s” does not say where the link leads."),
    Code.LINK_UNKNOWN: gettext_lazy("The link leads nowhere: “%(target)s”."),
    Code.NOT_INLINE: gettext_lazy(
        "“%(found)s” is not allowed in a short text: no links, headings or blocks. Only the text of a question may "
        "contain a picture, and without a caption."
    ),
    Code.TABLE_MISSING: gettext_lazy(
        "This block contains no table. The line below the column headings needs as many cells as they have: | --- |"
    ),
    Code.TABLE_WITHOUT_CAPTION: gettext_lazy("The table has no caption. Put it into a block: /// table | Caption"),
    Code.TABLE_WITHOUT_HEADER: gettext_lazy("The table has no row of column headings."),
    Code.TERM_KEY_UNKNOWN: gettext_lazy("The course has no term with the key “%(key)s”."),
    Code.TERM_UNKNOWN: gettext_lazy("The glossary does not contain the word “%(term)s”."),
}
FAILURES: Mapping[str, Any] = {
    Failure.TOO_LONG: gettext_lazy(
        "This text is too long to be displayed. A lesson may have %(lesson)s characters, a text within a question "
        "%(short)s."
    ),
    Failure.TOO_DEEP: gettext_lazy(
        "This text is nested too deeply to be displayed: lists, quotations, blocks or brackets inside one another."
    ),
    Failure.TOO_SLOW: gettext_lazy("This text takes too long to be displayed. Please simplify or shorten it."),
    Failure.CRASHED: gettext_lazy(
        "This text cannot be displayed because of an error on our side. Please tell the operator."
    ),
}


MAX_QUOTED = 80  # characters of the text that a message repeats


def problem_message(problem: Problem) -> str:
    words, values = problem_parts(problem)
    return words % values


def problem_parts(problem: Problem) -> tuple[str, dict[str, str]]:
    """The words, and what is put into them."""
    values = {name: Truncator(value).chars(MAX_QUOTED) for name, value in problem.message_args.items()}
    return str(PROBLEMS[problem.code]), values


def failure_message(code: str) -> str:
    words, values = failure_parts(code)
    return words % values


def failure_parts(code: str) -> tuple[str, dict[str, str]]:
    limits = {"lesson": MAX_SOURCE_BYTES, "short": MAX_INLINE_BYTES}
    values = {name: number_format(limit, force_grouping=True) for name, limit in limits.items()}
    return str(FAILURES[code]), values


def line_message(problem: Problem) -> str:
    return _("Line %(line)d: %(problem)s") % {"line": problem.line, "problem": problem_message(problem)}
