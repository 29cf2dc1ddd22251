"""The child's side of `pdf.py`: a table comes in as JSON, a PDF goes out.

A character that no font has is refused by PDF/UA-1, since nobody could read it. typst brings Latin, Greek and
Cyrillic, the system's fonts may have more. What is left is shown by its number, as [U+674E], and the name stays legible
otherwise; an invisible character is left out.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

import typst

from coursesite.tables.pdf import SECONDS

try:
    import resource
except ImportError:  # Windows: the parent's clock is the only limit
    resource = None  # type: ignore[assignment]

TEMPLATE = Path(__file__).with_name("table.typ")
MEMORY_BYTES = 2 * 1024 * 1024 * 1024  # address space: fonts are mapped, threads have their stacks
LAST_COMMON = 0x17F  # Latin-1 and Latin Extended-A are in the font that typst brings, so Öztürk, Łukasz and Đorđe

_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def typeset(table: dict[str, Any], fonts: typst.Fonts | None = None) -> bytes:
    """Raises typst.TypstError where it is no matter of characters.

    What no font has is asked first, with nothing but the rare characters: typesetting a long table twice takes twice
    the memory. In a text they may still fail, such as a letter with a mark above it from two fonts.
    """
    compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts or typst.Fonts())
    rare = sorted({sign for sign in "".join(texts_in(table)) if ord(sign) > LAST_COMMON and not _is_control(sign)})
    missing = _missing_among(compiler, rare, table) if rare else set()
    try:
        return _compiled(compiler, in_texts(table, lambda text: legible(text, missing)))
    except typst.TypstError as error:
        if not missing_in(error.diagnostic):
            raise
    return _compiled(compiler, in_texts(table, plain))


def _missing_among(compiler: typst.Compiler, signs: list[str], table: dict[str, Any]) -> set[str]:
    columns = [{"title": "-", "right": False}]
    probe = {**table, "title": "-", "as_of": "", "selection": [], "columns": columns, "cells": signs}
    try:
        _compiled(compiler, probe)
    except typst.TypstError as error:
        return missing_in(error.diagnostic)
    return set()


def _compiled(compiler: typst.Compiler, table: Any) -> bytes:
    inputs = {"table": json.dumps(table)}
    made = compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def missing_in(diagnostic: str) -> set[str]:
    """The characters that typst complains of, in the spelling of Rust's strings."""
    texts = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _MISSING.findall(diagnostic))
    return {character for text in texts for character in text if not (character.isascii() and character.isprintable())}


def legible(text: str, missing: set[str]) -> str:
    """The text with what can be shown; control characters never can.

    >>> legible("李 Wei\\x00", {"李"})
    '[U+674E] Wei'
    """
    spaced = " ".join(text.split("\n"))
    return "".join(_stand_in(sign) if sign in missing or _is_control(sign) else sign for sign in spaced)


def _stand_in(sign: str) -> str:
    return "" if unicodedata.category(sign) in {"Cc", "Cf"} else f"[U+{ord(sign):04X}]"


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"}


def plain(text: str) -> str:
    """The last resort: all that is rare by its number."""
    return legible(text, {sign for sign in text if ord(sign) > LAST_COMMON})


def texts_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | dict():
            for item in value.values() if isinstance(value, dict) else value:
                yield from texts_in(item)


def in_texts(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of the JSON value, with each text in it changed."""
    match value:
        case str():
            return change(value)
        case list():
            return [in_texts(item, change) for item in value]
        case dict():
            return {key: in_texts(item, change) for key, item in value.items()}
    return value


def main(job: BinaryIO, out: BinaryIO) -> None:
    out.write(typeset(json.loads(job.read())))


def limit_child() -> None:
    """No core file either. macOS refuses some limits; the parent's clock holds there, too."""
    if resource is None:
        return
    seconds = ceil(SECONDS) + 1  # of CPU: this stops a child whose parent has gone
    limits = ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, seconds))
    for kind, most in limits:
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    limit_child()
    main(sys.stdin.buffer, sys.stdout.buffer)
