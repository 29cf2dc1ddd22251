"""What the house style says of a text in the editor, in the author's language. It keeps nothing from being saved.

The core's own sentences are English, for the linter; here its codes get theirs, with the piece of text in question.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from coursesite.markup.limits import MAX_PROBLEMS
from coursesite.wording import MAX_QUOTED
from lessons.files.problem import Problem
from lessons.files.style.course import has_house_style
from lessons.files.style.lesson import lesson_text_problems
from lessons.models import Lesson
from lessons.queries.vocabulary import vocabulary_in

WORDS: Mapping[str, Any] = {
    # any text
    "double-space": _("There are two spaces in a row here."),
    "du-form": _("The course addresses its readers formally (in German: Sie)."),
    "exclamation-mark": _("The course does not use exclamation marks."),
    "foreign-word": _("A word from another language must be marked: [word]{lang=en}."),
    "hyphen-as-dash": _("A dash is longer than a hyphen: –"),
    "long-sentence": _("This sentence has too many words."),
    "misquoted": _("The course’s decision questions must be quoted word for word."),
    "straight-quote": _("Quotation marks and apostrophes are typographic: „…“ and ’"),
    "term-variant": _("The course spells this word differently; see its terms and its glossary."),
    "three-dots": _("Three dots should be a single character: …"),
    # a lesson
    "before-comparison": _("Only the subject of the lesson comes before the comparison."),
    "block-missing": _("A section of the lesson is missing."),
    "block-order": _("This section is in the wrong place."),
    "lesson-length": _("A lesson should have 900 to 1,200 words."),
    "no-caption": _("The figure has no caption."),
    "no-figure": _("There should be a figure after the comparison."),
    "short-alt": _("The description for people who cannot see the figure says too little."),
    "table-count": _("A lesson should have exactly one table, after the comparison."),
}


def style_message(problem: Problem, words: Mapping[str, Any] = WORDS) -> str:
    """The core's sentence for a code without words here: better English than nothing."""
    if problem.code not in words:
        return problem.message
    detail = f" ({Truncator(problem.detail).chars(MAX_QUOTED)})" if problem.detail else ""
    return f"{words[problem.code]}{detail}"


def style_of_lesson(lesson: Lesson, source: str) -> list[Problem]:
    """By lines of the text that was typed."""
    course = lesson.unit.course
    if not has_house_style(course.language):
        return []
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    found = sorted(lesson_text_problems("", 1, text, vocabulary_in(course)))
    return list(islice(found, MAX_PROBLEMS))
