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
    "not-a-share": _("“%(value)s” is not a valid share. Write a fraction above 0 and up to 1, for example “1/3”."),
    "not-an-id": _("Only plain letters, digits and hyphens are allowed here, with at most %(limit)s characters."),
    "unknown-key": _("This key is not known here."),
    "missing": _("This field is empty."),
    "too-long": _("This is too long: the limit is %(limit)s characters."),
    "unprintable": _("This text contains a control character that cannot be stored."),
    "too-few": _("There are too few: at least %(limit)s are required."),
    "too-many": _("There are too many: the limit is %(limit)s."),
    "repeated": _("“%(value)s” occurs twice; it must be unique within the question."),
    "unknown-form": _("“%(value)s” is not a form of this question type. Possible values: %(known)s."),
    "unknown-term": _("“%(value)s” is not a term of this course. Possible values: %(known)s."),
    "unknown-contrast": _("“%(value)s” is not a pair of terms in this course that includes the case’s term."),
    "unknown-misconception": _("“%(value)s” is not in the catalogue of misconceptions, M1 to M15."),
    "term-without-option": _("No option represents the term “%(value)s”."),
    "not-in-term-order": _("In this form, the options must follow the order of the terms: %(order)s."),
    "key-count": _("Exactly one option must be correct; here there are %(count)s."),
    "key-term-differs": _("The correct answer stands for “%(value)s”, but the case’s term is “%(term)s”."),
    "key-missing": _("At least one option must be correct."),
    "nothing-wrong": _("At least one option must be wrong."),
    "shares-do-not-sum": _("The shares of the correct options must add up to 1; here they add up to %(sum)s."),
    "unknown-target": _("“%(value)s” is not one of the targets. Possible values: %(known)s."),
    "gap-count": _("The text has %(found)s gaps (___), but %(count)s are described."),
    "all-or-none": _("Either every gap is a case, or none is."),
    "sign-count": _("Mark the places that decide with [[ and ]]: 1 to %(limit)s of them; here there are %(count)s."),
    "nothing-else": _("There must be other words besides those that decide."),
    "brackets": _("The marks [[ and ]] do not match up."),
    "too-many-words": _("There are too many words: the limit is %(limit)s."),
    "pass-points": _("More points are required to pass than the criteria give (%(limit)s)."),
    "truth-with-misconception": _("A true statement cannot have a misconception."),
    "key-with-misconception": _("The correct answer cannot have a misconception."),
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
