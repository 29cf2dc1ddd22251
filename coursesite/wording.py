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
    Code.BLOCK_UNCLOSED: gettext_lazy("The block “%(name)s” is not closed. It ends with a line of its own: ///"),
    Code.BLOCK_UNKNOWN: gettext_lazy("There is no block called “%(name)s”."),
    Code.CHECK_REPEATED: gettext_lazy("The question “%(uid)s” is asked twice in this text."),
    Code.CHECK_UNKNOWN: gettext_lazy("There is no question “%(uid)s” that a lesson could ask."),
    Code.FOOTNOTE_UNKNOWN: gettext_lazy("The footnote “%(name)s” has no text."),
    Code.HEADING_H1: gettext_lazy("“%(title)s” is a heading of the first level, which is the title's. Begin with ##."),
    Code.HEADING_SKIP: gettext_lazy(
        "The heading “%(title)s” skips a level: it is of level %(found)s, at most %(wanted)s can follow here."
    ),
    Code.HTML_ESCAPED: gettext_lazy("The HTML tag “%(tag)s” is shown as text; only Markdown is understood."),
    Code.IMAGE_UNKNOWN: gettext_lazy("The course has no figure “%(name)s”."),
    Code.IMAGE_WITHOUT_ALT: gettext_lazy(
        "The figure “%(name)s” has no text for people who cannot see it. Write it between the square brackets."
    ),
    Code.LINK_TEXT_BAD: gettext_lazy("The link text “%(text)s” does not say where the link leads."),
    Code.LINK_UNKNOWN: gettext_lazy("The link leads nowhere: “%(target)s”."),
    Code.NOT_INLINE: gettext_lazy(
        "“%(found)s” has no place in a short text: no links, headings or blocks. A picture may stand in the text of a "
        "question only, without a caption."
    ),
    Code.TABLE_WITHOUT_CAPTION: gettext_lazy("The table has no caption. Put it into a block: /// table | Caption"),
    Code.TABLE_WITHOUT_HEADER: gettext_lazy("The table has no row of column titles."),
    Code.TERM_KEY_UNKNOWN: gettext_lazy("The course has no term with the key “%(key)s”."),
    Code.TERM_UNKNOWN: gettext_lazy("The glossary has no word “%(term)s”."),
}
FAILURES: Mapping[str, Any] = {
    Failure.TOO_LONG: gettext_lazy(
        "This text is too long to be shown. A lesson may have %(lesson)s characters, a question's text %(short)s."
    ),
    Failure.TOO_DEEP: gettext_lazy(
        "This text is nested too deeply to be shown: lists, quotations, blocks or brackets inside one another."
    ),
    Failure.TOO_SLOW: gettext_lazy("This text takes too long to be shown. Please make it simpler or shorter."),
    Failure.CRASHED: gettext_lazy("This text cannot be shown because of an error of ours. Please tell the operator."),
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
