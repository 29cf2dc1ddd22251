"""A Markdown file with front matter: `---`, YAML, `---`, then the text."""

import re
from dataclasses import dataclass
from typing import Any

from lessons.files import canonical
from lessons.files.problem import Said as _
from lessons.files.problem import Source
from lessons.files.yaml_lines import parse

FENCE = "---"


@dataclass(frozen=True)
class FrontMatter:
    """`body_line` is the line of the file on which the body begins, so that its problems can be named by line."""

    data: Any
    body: str
    body_line: int


def read(text: str, source: Source) -> FrontMatter | None:
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        source.error_at(1, "front-matter", _("the file must begin with front matter between two lines ---"))
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        source.error_at(1, "front-matter", _("the front matter is never closed: a second line --- is missing"))
        return None
    data = parse("\n".join(lines[1:end]), source, first_line=2)
    body = "\n".join(lines[end + 1 :])
    return FrontMatter(data, tidy(body), end + 2 + _blank_lines(body))


def tidy(body: str) -> str:
    """Without the blank lines around it, which carry no meaning."""
    return body[_blank_prefix(body) :].rstrip()


def write(data: dict[str, Any], body: str) -> str:
    head = f"{FENCE}\n{canonical.dump(data)}{FENCE}\n"
    return f"{head}\n{tidy(body)}\n" if tidy(body) else head


def _blank_prefix(body: str) -> int:
    found = re.match(r"(?:[^\S\n]*\n)+", body)
    return found.end() if found else 0


def _blank_lines(body: str) -> int:
    return body.count("\n", 0, _blank_prefix(body))
