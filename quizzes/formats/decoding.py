"""Which characters are these bytes? UTF-8 with and without a mark, UTF-16, and what Windows wrote before."""

from quizzes.formats.base import MAX_BYTES, Unreadable

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes) -> str:
    """The text with plain line ends. Raises Unreadable for what is no text, or too much of it."""
    if len(content) > MAX_BYTES:
        raise Unreadable("file-too-large", str(MAX_BYTES // 1_000_000))
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = _windows(content)
    if "\0" in text:
        raise Unreadable("not-text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable("not-text") from None
