"""What should the author of a text be told, and in which line? Codes and arguments only; the web makes words.

A *problem* belongs to a text that was rendered; it names a line of the source (from 1). A *failure* means
that there is no result, because the text is too large, nested too deeply or needs too much time or memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self


class Code(StrEnum):
    """Problems; in brackets the names of `message_args`."""

    BLOCK_UNCLOSED = "block-unclosed"  # [name]
    BLOCK_UNKNOWN = "block-unknown"  # [name]
    CHECK_REPEATED = "check-repeated"  # [uid]
    CHECK_UNKNOWN = "check-unknown"  # [uid]
    FOOTNOTE_UNKNOWN = "footnote-unknown"  # [name]
    HEADING_H1 = "heading-h1"  # [title]
    HEADING_SKIP = "heading-skip"  # [title, wanted, found]
    HTML_ESCAPED = "html-escaped"  # [tag]
    IMAGE_UNKNOWN = "image-unknown"  # [name]
    IMAGE_WITHOUT_ALT = "image-without-alt"  # [name]
    LINK_TEXT_BAD = "link-text-bad"  # [text]
    LINK_UNKNOWN = "link-unknown"  # [target]
    NOT_INLINE = "not-inline"  # [found]: links, images, terms and blocks have no place in a short text
    TABLE_MISSING = "table-missing"
    TABLE_WITHOUT_CAPTION = "table-without-caption"
    TABLE_WITHOUT_HEADER = "table-without-header"
    TERM_KEY_UNKNOWN = "term-key-unknown"  # [key]
    TERM_UNKNOWN = "term-unknown"  # [term]


class Failure(StrEnum):
    TOO_LONG = "too-long"
    TOO_DEEP = "too-deep"
    TOO_SLOW = "too-slow"  # more time or memory than one text may have
    CRASHED = "crashed"  # a defect of ours: the detail says which


# With one of these a text must not be published: a reader would miss something or see raw markup.
BLOCKING = frozenset(
    {
        Code.BLOCK_UNCLOSED,
        Code.BLOCK_UNKNOWN,
        Code.CHECK_REPEATED,
        Code.CHECK_UNKNOWN,
        Code.FOOTNOTE_UNKNOWN,
        Code.IMAGE_UNKNOWN,
        Code.IMAGE_WITHOUT_ALT,
        Code.LINK_UNKNOWN,
        Code.NOT_INLINE,
        Code.TERM_KEY_UNKNOWN,
    }
)


@dataclass(frozen=True, kw_only=True)
class Problem:
    line: int
    code: str
    message_args: Mapping[str, str] = field(default_factory=dict)

    def moved_by(self, lines: int) -> Self:
        """The same problem where the text starts `lines` further down (below front matter, say)."""
        return replace(self, line=self.line + lines)

    def to_json(self) -> dict[str, Any]:
        return {"line": self.line, "code": str(self.code), "message_args": dict(self.message_args)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


class RefusedError(Exception):
    """A text that is not rendered at all."""

    def __init__(self, code: Failure) -> None:
        super().__init__(code.value)
        self.code = code
