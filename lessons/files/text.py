"""Are these bytes a text that a course may hold? UTF-8, lines ended by one line feed, no invisible characters.

A byte order mark and Windows line ends are accepted and taken away. Everything else that cannot be seen on screen is
refused by line: tabs mean different widths to different programs, bidirectional marks reorder what a reviewer sees,
and no database keeps a NUL.
"""

import re

from lessons.files.problem import Said as _
from lessons.files.problem import Source

# C0 but line feed, DEL and C1, the line separators that only some programs know, the byte order mark inside a text,
# and the marks that reorder a line.
INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
SURROGATE = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, source: Source) -> str | None:
    """The text of a file with LF line ends; None when there is a problem, which is added to the source."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = _("byte 0x%(byte)02x is not UTF-8; save the file as UTF-8", byte=raw[error.start])
        source.error_at(line, "not-utf-8", message)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = INVISIBLE.search(text)
    if not found:
        return text
    source.error_at(text.count("\n", 0, found.start()) + 1, "invisible-character", _name(found[0]))
    return None


def is_clean(text: str) -> bool:
    """Whether a value can be written to a file and read again: an escaped YAML string may smuggle anything in."""
    return not INVISIBLE.search(text) and not SURROGATE.search(text)


def _name(character: str) -> str:
    if character == "\t":
        return _("tab character; use spaces")
    if character == "\x00":
        return _("NUL byte; this is not a text file")
    return _("invisible control character U+%(number)04X; delete it", number=ord(character))
