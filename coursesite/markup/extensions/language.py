"""`[Customer Journey]{lang=en}`: words of another language, so that a screen reader says them rightly."""

from re import Match
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor

# Bounded: without the 300 a page full of "[" costs quadratic time.
_SPAN = r"\[([^\[\]]{1,300})\]\{[ ]*lang=([a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})[ ]*\}"


class LanguageProcessor(InlineProcessor):
    def handleMatch(self, m: Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        span = Element("span", {"lang": m[2]})
        span.text = m[1]
        return span, m.start(), m.end()


class Language(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        # Before links (160), whose text it may be part of.
        md.inlinePatterns.register(LanguageProcessor(_SPAN, md), "language", 165)
