"""YAML as plain values, with the line of each of them.

Only the part of YAML that cannot surprise: mappings with text keys, lists, text, whole and decimal numbers, true,
false and null. No tags, anchors or aliases (so no objects and no expansion), one document per file, no key twice, no
comments (they would not survive the way through the database; `note:` does). Dates, `yes`, `007` and `1.50` stay text.
Read from the parser's events: no YAML loader ever constructs anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from lessons.files.problem import Said as _
from lessons.files.problem import Source, Where

MAX_DEPTH = 20
MAX_VALUES = 200_000

# libyaml is about ten times as fast; both give the same events.
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


class YamlRefused(Exception):
    """The text cannot be read any further."""

    def __init__(self, line: int, code: str, message: str):
        super().__init__(message)
        self.line, self.code, self.message = line, code, message


def plain_value(text: str) -> Any:
    """What an unquoted scalar means. Numbers count as numbers only in their one canonical spelling."""
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text) and text != "-0":
        return int(text)
    if DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def parse(text: str, source: Source, *, first_line: int = 1) -> Any:
    """The value of the document; None with a problem in the source when it cannot be read.

    `source.lines` is filled with the line of every value, counted from `first_line` (front matter starts at 2).
    """
    reader = _Reader(source, first_line)
    try:
        value = reader.document(text)
    except YamlRefused as refused:
        source.error_at(refused.line + first_line, refused.code, refused.message)
        return None
    except yaml.YAMLError as error:
        source.error_at(_line_of(error) + first_line, "yaml", _("not valid YAML: %(reason)s", reason=_words_of(error)))
        return None
    for line in _comment_lines(text, reader.spans):
        message = _("comments are lost when a course is loaded; use a note: key")
        source.error_at(line + first_line, "comment", message)
    return value


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line if mark else 0


def _words_of(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or getattr(error, "reason", None) or _("the structure is broken")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _span(event: yaml.Event) -> tuple[int, int]:
    """Where the event stands in the text."""
    assert event.start_mark
    assert event.end_mark
    return event.start_mark.index, event.end_mark.index


@dataclass
class _Reader:
    """Turns events into values. Line numbers inside start at 0, as the parser counts."""

    source: Source
    first_line: int
    spans: list[tuple[int, int]] = field(default_factory=list)
    lines: dict[Where, int] = field(default_factory=dict)
    count: int = 0

    def document(self, text: str) -> Any:
        self.source.lines = self.lines
        events = yaml.parse(text, Loader=PARSER)
        value, documents = None, 0
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    self._refuse_second_document(event, documents)
                case yaml.NodeEvent():
                    value = self.value(event, events, ())
        return value

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], where: Where) -> Any:
        self._refuse_unsafe(event, where)
        self.lines.setdefault(where, _line(event) + self.first_line)
        match event:
            case yaml.ScalarEvent():
                return self.scalar(event)
            case yaml.SequenceStartEvent():
                return self.sequence(events, where)
            case _:
                return self.mapping(events, where)

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        self.spans.append(_span(event))
        return plain_value(event.value) if event.implicit[0] else event.value

    def sequence(self, events: Iterator[yaml.Event], where: Where) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            values.append(self.value(event, events, (*where, len(values))))
        return values

    def mapping(self, events: Iterator[yaml.Event], where: Where) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key, line = self.key(event, where), _line(event) + self.first_line
            if key in values:
                self.source.error_at(line, "duplicate-key", _('key "%(key)s" appears here twice', key=key))
                self.value(next(events), events, (*where, key, "again"))
                continue
            self.lines[(*where, key)] = line
            values[key] = self.value(next(events), events, (*where, key))
        return values

    def key(self, event: yaml.Event, where: Where) -> str:
        self._refuse_unsafe(event, where)
        if not isinstance(event, yaml.ScalarEvent):
            raise YamlRefused(_line(event), "yaml", _("a key must be a word, not a list or mapping"))
        self.spans.append(_span(event))
        return event.value

    def _refuse_unsafe(self, event: yaml.Event, where: Where) -> None:
        line = _line(event)
        self.count += 1
        if self.count > MAX_VALUES:
            message = _("more than %(limit)d values in one file", limit=MAX_VALUES)
            raise YamlRefused(line, "too-many-values", message)
        if len(where) > MAX_DEPTH:
            raise YamlRefused(line, "too-deep", _("nested more than %(limit)d levels deep", limit=MAX_DEPTH))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise YamlRefused(line, "alias", _("anchors (&) and aliases (*) are not allowed; quote the text"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise YamlRefused(line, "tag", _("tags are not allowed: %(tag)s; quote the text", tag=tag))

    def _refuse_second_document(self, event: yaml.DocumentStartEvent, documents: int) -> None:
        if event.version or event.tags:
            raise YamlRefused(_line(event), "yaml", _("directives (%%) are not allowed"))
        if documents > 1:
            raise YamlRefused(_line(event), "yaml", _("only one document per file (a second --- was found)"))


def _comment_lines(text: str, spans: list[tuple[int, int]]) -> Iterator[int]:
    """Lines (from 0) with a comment: a # outside of every scalar."""
    end = 0
    for start, next_end in [*spans, (len(text), len(text))]:
        gap = text[end:start]
        for found in re.finditer(r"#.*", gap):
            yield text.count("\n", 0, end + found.start())
        end = max(end, next_end)
