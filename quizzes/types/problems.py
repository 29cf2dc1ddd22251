"""What can be wrong with a question's data, or with an answer?

A problem is a code, a place and some values; the words for each code stand here once, for the linter, the
loader and the authoring form alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

Path = tuple[str | int, ...]

LABELS: Mapping[str, Any] = {
    "not-a-mapping": _("This must be a block of keys and values."),
    "not-a-list": _("This must be a list."),
    "not-text": _("This must be text. Put it in quotation marks."),
    "not-yes-or-no": _("This must be true or false."),
    "not-a-number": _("This must be a whole number from 1 to %(limit)s."),
    "not-a-share": _("“%(value)s” is no share. Write a fraction above 0 and up to 1, for example “1/3”."),
    "not-an-id": _("Only plain letters, digits and hyphens are allowed here, at most %(limit)s of them."),
    "unknown-key": _("This key is not known here."),
    "missing": _("This is missing."),
    "too-long": _("This is too long: at most %(limit)s characters."),
    "unprintable": _("This text holds a control character that cannot be stored."),
    "too-few": _("These are too few: at least %(limit)s."),
    "too-many": _("These are too many: at most %(limit)s."),
    "repeated": _("“%(value)s” occurs twice; it must be unique within the question."),
    "unknown-form": _("“%(value)s” is not a form of this question type. Known are: %(known)s."),
    "unknown-term": _("“%(value)s” is not a term of this course. Known are: %(known)s."),
    "unknown-contrast": _("“%(value)s” is not a pair of the course's terms that holds the case's term."),
    "unknown-misconception": _("“%(value)s” is not in the catalogue of misconceptions, M1 to M15."),
    "term-without-option": _("No option stands for the term “%(value)s”."),
    "not-in-term-order": _("In this form the options stand in the order of the terms: %(order)s."),
    "key-count": _("Exactly one option is the right answer; here it is %(count)s."),
    "key-term-differs": _("The right answer stands for “%(value)s”, but the case's term is “%(term)s”."),
    "key-missing": _("At least one option must be right."),
    "nothing-wrong": _("At least one option must be wrong."),
    "shares-do-not-sum": _("The shares of the right options must add up to 1; here it is %(sum)s."),
    "unknown-target": _("“%(value)s” is none of the targets. Known are: %(known)s."),
    "gap-count": _("The text has %(found)s gaps (___), but %(count)s are described."),
    "all-or-none": _("Either every gap is a case, or none."),
    "sign-count": _("Mark the places that decide with [[ and ]]: 1 to %(limit)s of them; here it is %(count)s."),
    "nothing-else": _("There must be more words than those that decide."),
    "brackets": _("The marks [[ and ]] do not match."),
    "too-many-words": _("These are too many words: at most %(limit)s."),
    "pass-points": _("The points to pass are more than the criteria give (%(limit)s)."),
    "truth-with-misconception": _("A true statement carries no misconception."),
    "key-with-misconception": _("The right answer carries no misconception."),
}


@dataclass(frozen=True)
class Problem:
    """`path` leads into the data: `("options", 1, "feedback")` is the feedback of the second option."""

    path: Path
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The path as people write it: `options[1].feedback`; empty for the data as a whole."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(steps).removeprefix(".")

    @property
    def template(self) -> str:
        return str(LABELS[self.code])

    @property
    def message(self) -> str:
        return self.template % self.values

    def __str__(self) -> str:
        return f"{self.place}: {self.code}" if self.path else self.code


class ParseError(ValueError):
    """The data is no question of this type; `problems` holds all that was found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class AnswerProblem(ValueError):
    """An answer that no page of ours sends: a wrong shape, or something that was not offered."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
