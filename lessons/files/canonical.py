"""The one way a value is written as YAML, so that equal contents are equal bytes.

Block style, two spaces, at most 100 columns where words allow. Keys keep the order in which they are given: that of
the dataclass or the question type they come from. A text is written plain where it reads back as itself, else in
quotes; folded (`>-`) when its line would grow too long; literal (`|-`) when it holds line ends. A list of plain words
that fits on its line stands there: `[S1-01, S2-03]`. `parse(dump(value)) == value`, so writing is a fixed point.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lessons.files.text import is_clean
from lessons.files.yaml_lines import plain_value

WIDTH = 100

# An unquoted text begins with a letter, a digit or a mark without a meaning in YAML.
PLAIN_START = re.compile(r"[^\W_]|[_„“”‚‘’«»‹›(/.…–—+§$€^;<=~]")
# Words that mean themselves between the commas of [a, b].
WORD = re.compile(r"[^\W_][\w-]*")
# ": ", " #" and a colon at the end would end the text or make it a mapping.
PLAIN_BREAK = re.compile(r":(?:\s|$)|\s#|\n")


class Unwritable(ValueError):
    """The value has no form in a course file (a control character, a number without end, an object)."""


def dump(value: dict[str, Any] | list[Any]) -> str:
    """YAML for a whole file, or for the front matter of one."""
    if not value:
        return "{}\n" if isinstance(value, dict) else "[]\n"
    return "".join(line + "\n" for line in _block(value, 0))


def comparable(value: dict[str, Any] | list[Any]) -> str:
    """As `dump`; for a value that no file can hold, a text that equals no file's."""
    try:
        return dump(value)
    except Unwritable:
        return f"unwritable {value!r}"


def dump_entries(entries: Iterable[str]) -> str:
    """A list of mappings from the text of each (see `dump`), with an empty line between them."""
    return "\n".join(_entry(text.splitlines()) for text in entries) or "[]\n"


def _entry(lines: list[str]) -> str:
    return "".join(_indented("- " if number == 0 else "  ", line) for number, line in enumerate(lines))


def _indented(margin: str, line: str) -> str:
    return f"{margin}{line}\n" if line else "\n"


def _block(value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _item(f"{' ' * indent}{_key(key)}:", item, indent)
        return
    for item in value:
        yield from _list_item(item, indent)


def _list_item(item: Any, indent: int) -> Iterator[str]:
    margin = " " * indent + "-"
    if not isinstance(item, dict) or not item:
        yield from _item(margin, item, indent)
        return
    first, *rest = _block(item, indent + 2)
    yield f"{margin} {first.lstrip(' ')}"
    yield from rest


def _item(head: str, item: Any, indent: int) -> Iterator[str]:
    """The lines of `key: value` or `- value`; head stands with its margin."""
    if (line := _words_on(head, item)) is not None:
        yield line
    elif isinstance(item, dict | list | tuple) and item:
        yield head
        yield from _block(item, indent + 2)
    elif isinstance(item, str):
        yield from _text(head, item, " " * (indent + 2))
    else:
        yield f"{head} {_scalar(item)}"


def _words_on(head: str, item: Any) -> str | None:
    """`key: [a, b]`, if the item is a list of plain words and the line is not too long."""
    if not isinstance(item, list | tuple) or not item:
        return None
    if not all(isinstance(word, str) and WORD.fullmatch(word) and plain_value(word) == word for word in item):
        return None
    line = f"{head} [{', '.join(item)}]"
    return line if len(line) <= WIDTH else None


def _scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{}"
        case list() | tuple():
            return "[]"
        case int() | float() if plain_value(str(value)) == value:
            return str(value)
    raise Unwritable(f"no YAML form for {value!r}")


def _text(head: str, text: str, margin: str) -> Iterator[str]:
    if not is_clean(text):
        raise Unwritable(f"control character in {text!r}")
    if _is_literal(text):
        yield f"{head} |-"
        yield from ((margin + line if line else "") for line in text.split("\n"))
        return
    line = f"{head} {_inline(text)}"
    if len(line) <= WIDTH or not _is_foldable(text):
        yield line
        return
    yield f"{head} >-"
    yield from (margin + part for part in _folded(text, WIDTH - len(margin)))


def _is_literal(text: str) -> bool:
    """Line ends inside, none outside, and no line that begins or ends in a way YAML would read differently."""
    lines = text.split("\n")
    return len(lines) > 1 and lines[0][:1] not in {"", " "} and lines[-1].strip(" ") != "" and _solid(lines)


def _solid(lines: list[str]) -> bool:
    return all(line == "" or line.strip(" ") for line in lines)


def _is_foldable(text: str) -> bool:
    return "\n" not in text and text == text.strip(" ")


def _folded(text: str, width: int) -> Iterator[str]:
    """Lines broken at single spaces: a run of spaces must stay inside a line to survive."""
    words = re.split(r"(?<! ) (?! )", text)
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}"
    yield line


def _inline(text: str) -> str:
    return text if _is_plain(text) and isinstance(plain_value(text), str) else _quoted(text)


def _key(key: Any) -> str:
    if not isinstance(key, str) or not is_clean(key):
        raise Unwritable(f"{key!r} cannot be a key")
    return key if _is_plain(key) else _quoted(key)


def _is_plain(text: str) -> bool:
    return (
        bool(PLAIN_START.match(text))
        and not text.endswith((" ", "\u00a0"))
        and not PLAIN_BREAK.search(text)
        and not text.startswith("...")
    )


def _quoted(text: str) -> str:
    """Double quotes, single ones where that saves escapes."""
    if "\n" not in text and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
