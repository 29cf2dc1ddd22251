"""What is kept of a rendered text, and how is it read back without Markdown or sanitiser?"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from coursesite.markup.problems import Problem

# Raise it with every change that alters the HTML of some text: stored HTML of a lower one is rendered anew.
VERSION = 3

_CHECK = re.compile(r'<div data-check="([^"]*)"></div>')


@dataclass(frozen=True)
class TocEntry:
    """A heading that stands by itself (not inside a box); `level` as in the HTML, from 2."""

    id: str
    title: str
    level: int


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """`plain` is for searching, one line a block; `images` and `checks` are those shown, in order."""

    html: str
    toc: tuple[TocEntry, ...] = ()
    plain: str = ""
    minutes: int = 0
    checks: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dicts, as `json.dumps` and a JSON column take them."""
        return {
            "html": self.html,
            "toc": [asdict(entry) for entry in self.toc],
            "plain": self.plain,
            "minutes": self.minutes,
            "checks": list(self.checks),
            "images": list(self.images),
            "problems": [problem.to_json() for problem in self.problems],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **data,
                "toc": tuple(TocEntry(**entry) for entry in data["toc"]),
                "checks": tuple(data["checks"]),
                "images": tuple(data["images"]),
                "problems": tuple(Problem.from_json(problem) for problem in data["problems"]),
            }
        )


@dataclass(frozen=True)
class Check:
    """The place of a self-check in a lesson."""

    uid: str


def split_checks(html: str) -> list[str | Check]:
    """HTML and self-checks in turn; empty pieces are left out.

    >>> split_checks('<p>a</p>\\n<div data-check="w-1"></div>')
    ['<p>a</p>\\n', Check(uid='w-1')]
    """
    parts = _CHECK.split(html)
    pieces = (Check(part) if position % 2 else part for position, part in enumerate(parts))
    return [piece for piece in pieces if piece]


def as_phrase(html: str) -> str:
    """Paragraphs as running text, for places where a `<p>` may not stand (a label, a summary).

    >>> as_phrase("<p>Ja</p>\\n<p><em>Nein</em></p>")
    'Ja<br><em>Nein</em>'
    """
    return re.sub(r"</p>\s*<p>", "<br>", html.strip()).removeprefix("<p>").removesuffix("</p>")
