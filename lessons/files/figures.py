"""Is this file a picture that a course may show?

The web server gives figures a policy under which nothing in them can run; this check is for the author: a drawing
that relies on scripts, links or outside files would not work there.
"""

import re

from lessons.files.problem import Said as _
from lessons.files.problem import Source
from lessons.files.text import decode

MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
MAGIC = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
SVG_START = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
SVG_ACTIVE = re.compile(
    r"<!DOCTYPE|<!ENTITY|<script|<foreignObject|<iframe|\son[a-z]+\s*=|javascript:|@import"
    r"|(?:href|src)\s*=\s*[\"']\s*(?!#)[^\"']|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)


def suffix_of(path: str) -> str:
    return path[path.rfind(".") :] if "." in path else ""


def check_figure(content: bytes, source: Source) -> None:
    """Adds a problem when the bytes are not what the name says, or hold something active."""
    suffix = suffix_of(source.path)
    if suffix == ".svg":
        _check_drawing(content, source)
    elif not MAGIC[suffix].match(content):
        source.error_at(1, "figure", _("this is not a %(kind)s picture", kind=suffix[1:].upper()))


def _check_drawing(content: bytes, source: Source) -> None:
    text = decode(content.replace(b"\t", b" "), source)
    if text is None:
        return
    if not SVG_START.match(text):
        source.error_at(1, "figure", _("this is not an SVG drawing: it does not begin with <svg"))
    for found in SVG_ACTIVE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        source.error_at(line, "figure", _("not allowed in a drawing: %(piece)s", piece=found[0].strip()[:30]))
