"""A question as text that people edit: YAML, read with all problems by place, line and word."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "duplicate-key": gettext_lazy("A key stands here twice."),
    "comment": gettext_lazy("Comments would be lost. Use the key “note”, or put a text with # in quotation marks."),
    "alias": gettext_lazy("Anchors (&) and references (*) are not allowed. Put the text in quotation marks."),
    "tag": gettext_lazy("Tags (!) are not allowed. Put the text in quotation marks."),
    "too-deep": gettext_lazy("This is nested too deeply."),
    "too-many-values": gettext_lazy("These are too many values."),
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
