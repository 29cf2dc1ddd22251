"""What is wrong with a course file, and where? One line an author can act on: `file:line: message`.

On a shell messages are English. Who shows them on a page says them in the reader's language, by the words and values
that each of them knows (`Said`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

# The way to a value inside a document: keys and indices, from the outside in. () is the document itself.
Where = tuple[str | int, ...]


class Said(str):
    """English words filled in, which still knows the words and the values; a value may be Said itself.

    Called as `_`, so that `make messages` finds the words.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        said = super().__new__(cls, template % values)
        said.template, said.values = template, values
        return said


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """An error keeps a course from being loaded, a warning does not.

    `detail` is the piece of text or the number in question, for those who say the rest in another language.
    """

    path: str
    line: int
    code: str
    message: str
    severity: Severity = Severity.ERROR
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        mark = "" if self.is_error else f"{self.severity}: "
        return f"{self.path}:{self.line}: {mark}{self.message}"

    @property
    def coded(self) -> str:
        """With the code of the rule, by which authors speak of it."""
        mark = "" if self.is_error else f"{self.severity}: "
        return f"{self.path}:{self.line}: {self.code} {mark}{self.message}"

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


@dataclass
class Source:
    """One file while it is read: where its values stand, and what was found wrong so far."""

    path: str
    lines: Mapping[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: Where = ()) -> int:
        """The line of the value, or of the nearest one around it."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.lines:
                return self.lines[where[:end]]
        return 1

    def error(self, where: Where, code: str, message: str) -> None:
        self.problems.append(self.problem(where, code, message))

    def error_at(self, line: int, code: str, message: str) -> None:
        self.problems.append(Problem(self.path, line, code, message))

    def problem(self, where: Where, code: str, message: str, *, detail: str = "") -> Problem:
        return Problem(self.path, self.line(where), code, message, detail=detail)

    def warning(self, where: Where, code: str, message: str) -> Problem:
        return Problem(self.path, self.line(where), code, message, Severity.WARNING)


def nowhere() -> Any:
    """Field of a file's dataclass: where its values stood. Empty for what came from the database, never compared."""
    return field(default_factory=lambda: Source(""), compare=False, repr=False)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)
