"""What is wrong with course files, in the language of whoever uploaded them; on a shell it stays English."""

from typing import Any

from django.utils.translation import gettext as _

from lessons.files.problem import Problem, Said


def problem_words(problem: Problem) -> str:
    values = {"path": problem.path, "line": problem.line, "message": in_language(problem.message)}
    return _("%(path)s, line %(line)d: %(message)s") % values


def in_language(value: Any) -> Any:
    """Words in the reader's language, with all that is put into them; names and numbers as they are."""
    if not isinstance(value, Said):
        return value
    return _(value.template) % {name: in_language(part) for name, part in value.values.items()}
