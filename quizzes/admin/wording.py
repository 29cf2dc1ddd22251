"""A question as text that people edit: YAML, read with all problems by place, line and word."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.style import WORDS
from lessons.files import canonical
from lessons.files.problem import Source
from lessons.files.yaml_lines import parse
from quizzes.models import QuestionVersion
from quizzes.queries.contents import content_of
from quizzes.types import get_type
from quizzes.types.base import ParseError

MAX_LENGTH = 60_000

# Codes of lessons.files.yaml_lines; its own messages are for course files and English.
YAML_PROBLEMS: Mapping[str, Any] = {
    "yaml": gettext_lazy("This is not valid YAML. Check indentation, colons and quotation marks here and above."),
    "duplicate-key": gettext_lazy("A key appears twice here."),
    "comment": gettext_lazy(
        "Comments would be lost. Use the key “note”, or put a text containing # in quotation marks."
    ),
    "alias": gettext_lazy("Anchors (&) and references (*) are not allowed. Put the text in quotation marks."),
    "tag": gettext_lazy("Tags (!) are not allowed. Put the text in quotation marks."),
    "too-deep": gettext_lazy("This is nested too deeply."),
    "too-many-values": gettext_lazy("There are too many values."),
}

# Codes of quizzes.files.style.question; those of any text stand in lessons.admin.style.
STYLE_WORDS: Mapping[str, Any] = {
    **WORDS,
    "all-or-none": gettext_lazy(
        "“All” or “none of the above” is not an acceptable option: it can be right without any knowledge."
    ),
    "clang-word": gettext_lazy("The text sounds like a term. Reword it, or mark it as decoy or genuine_word."),
    "feedback-length": gettext_lazy("An explanation should have 8 to 45 words."),
    "feedback-repeated": gettext_lazy("The same explanation appears twice here."),
    "gender-cue": gettext_lazy("The words before the gap give away the grammatical gender of the answer."),
    "long-stem": gettext_lazy("The question has too many words."),
    "negation": gettext_lazy(
        "A small negation in a question is easily overlooked. Ask about what is true, or use capitals."
    ),
    "no-misconception": gettext_lazy("A wrong option must name the misconception that makes it tempting."),
    "option-lengths": gettext_lazy("The longest option has more than 1.6 times as many characters as the shortest."),
    "option-name": gettext_lazy("The options have the same names as the terms."),
    "option-terms": gettext_lazy("Each term must have exactly one option."),
    "placement-question": gettext_lazy("The decision questions are not yet known before the first lesson."),
}


def as_text(version: QuestionVersion, terms: tuple[str, ...]) -> str:
    """Keys in the order of the type, whatever the database made of it."""
    return canonical.dump(get_type(version.type).dump(content_of(version, terms)))


def read_text(text: str, type_key: str, terms: Sequence[str]) -> tuple[Any, list[str]]:
    """(data for the type, problems in words). The data is None when there are problems."""
    source = Source("")
    data = parse(text, source)
    if source.problems:
        last = text.count("\n") + 1  # a text that breaks off is wrong on its last line, not below it
        return None, [_in_line(min(problem.line, last), _yaml_words(problem.code)) for problem in source.problems]
    try:
        get_type(type_key).parse(data, terms=terms)
    except ParseError as error:
        return None, [_placed(problem, source) for problem in error.problems]
    return data, []


def _yaml_words(code: str) -> str:
    return str(YAML_PROBLEMS.get(code, YAML_PROBLEMS["yaml"]))


def _placed(problem: Any, source: Source) -> str:
    line = source.line(problem.path)
    if not problem.path:
        return _in_line(line, problem.message)
    return _("%(place)s (line %(line)d): %(problem)s") % {
        "place": problem.place,
        "line": line,
        "problem": problem.message,
    }


def _in_line(line: int, words: str) -> str:
    return _("Line %(line)d: %(problem)s") % {"line": line, "problem": words}
