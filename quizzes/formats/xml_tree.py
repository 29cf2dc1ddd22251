"""What does an XML file hold? Elements with their text, attributes and line; nothing else of XML comes through.

Reading counts as it goes: size, depth, elements, questions. What exceeds a limit, declares a document type or is no
XML at all is `Unreadable`, and it ends at that place of the file, not behind it. defusedxml does the parsing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError  # the name of an error; defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from quizzes.formats.base import MAX_BYTES, MAX_DEPTH, MAX_QUESTIONS, Unreadable
from quizzes.formats.decoding import decoded

MAX_ELEMENTS = 100_000  # the whole bank has 20,000
MAX_ATTRIBUTES = 50  # of one element; the richest that any tool writes has some ten
CHUNK = 1 << 16  # characters between two looks at what has been counted
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-1": "cp1252",  # as browsers read it: what calls itself so mostly holds Windows' quotation marks
    "iso-8859-15": "iso8859-15",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has no way to write down."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_NAME_OF_HTML = re.compile(r"\A\s*(<!doctype\s+html|<html)\b", re.IGNORECASE)


@dataclass
class Element:
    """`parts` are texts and elements in their order; `tag` is "{namespace}name" where there is a namespace."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list["str | Element"] = field(default_factory=list)
    line: int = 0

    @property
    def name(self) -> str:
        """The tag without its namespace."""
        return self.tag.rpartition("}")[2]

    @property
    def children(self) -> list["Element"]:
        return [part for part in self.parts if isinstance(part, Element)]

    @property
    def text(self) -> str:
        """All text in it, that of its elements included."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Element | None":
        return next((child for child in self.children if child.name == name), None)

    def within(self) -> Iterator["Element"]:
        """Itself and all elements inside, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.within()

    def add(self, tag: str, text: str = "", /, **attributes: str) -> "Element":
        child = Element(tag, dict(attributes), [text] if text else [])
        self.parts.append(child)
        return child


# --- reading ----
def text_of(content: bytes) -> str:
    """The characters of an XML file, by its mark, its declaration or, where both are silent or wrong, by trial."""
    if len(content) > MAX_BYTES:
        raise Unreadable("file-too-large", str(MAX_BYTES // 1_000_000))
    if not content.strip():
        raise Unreadable("empty-file")
    encoding = _encoding_of(content)
    try:
        text = content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n") if encoding else decoded(content)
    except UnicodeDecodeError:
        text = decoded(content)
    if _NAME_OF_HTML.match(text):
        raise Unreadable("is-html")
    return _DECLARATION.sub(_lines_only, text.removeprefix("\ufeff"), count=1)


def read_tree(text: str, *, unit: str = "", take: Callable[[Element], None] | None = None) -> Element:
    """The root of a document. Elements called `unit` right below it go to `take` instead, one after the other."""
    if text.count("<") > 2 * MAX_ELEMENTS + CHUNK:  # two tags each; some signs of others' texts on top
        raise Unreadable("too-many-elements", str(MAX_ELEMENTS))
    collector = _Collector(unit, take)
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    collector.line = lambda: parser.parser.CurrentLineNumber
    try:
        for start in range(0, len(text), CHUNK):
            parser.feed(text[start : start + CHUNK])
        root: Element = parser.close()
    except ParseError as error:
        raise Unreadable("not-xml", line=error.position[0]) from None
    except DefusedXmlException:
        raise Unreadable("xml-doctype", line=collector.line()) from None
    return root


class _Collector:
    """What the parser tells of: it builds the tree and says no in time."""

    def __init__(self, unit: str, take: Callable[[Element], None] | None) -> None:
        self.unit, self.take = unit, take
        self.line: Callable[[], int] = lambda: 0
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = self._units = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(attributes) > MAX_ATTRIBUTES:
            raise Unreadable("too-many-elements", str(MAX_ELEMENTS), self.line())
        if len(self._open) >= MAX_DEPTH:
            raise Unreadable("too-deep", str(MAX_DEPTH), self.line())
        element = Element(tag, dict(attributes), line=self.line())
        if not self._open:
            self.root = element
        elif not self._is_unit(element):
            self._open[-1].parts.append(element)
        self._open.append(element)

    def end(self, tag: str) -> None:
        element = self._open.pop()
        if self._is_unit(element) and self.take:
            self._units += 1
            if self._units > MAX_QUESTIONS:
                raise Unreadable("too-many-questions", str(MAX_QUESTIONS), element.line)
            self.take(element)

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)

    def close(self) -> Element | None:
        return self.root

    def _is_unit(self, element: Element) -> bool:
        return self.take is not None and len(self._open) == 1 and element.name == self.unit


def _encoding_of(content: bytes) -> str:
    """A codec, or "" where the bytes must be tried. Raises Unreadable for an encoding that is none of ours."""
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return ""
    if content.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if content.startswith(b"<") else "utf-16-be"
    declared = _DECLARED.match(content)
    if not declared:
        return ""
    name = declared[1].decode("ascii").lower()
    if name not in ENCODINGS:
        raise Unreadable("unknown-encoding", name)
    codec = ENCODINGS[name]
    return "" if codec.startswith("utf-16") else codec  # read so far as single bytes, it is not what it says


def _lines_only(found: re.Match[str]) -> str:
    """So that the lines count as they do in the file."""
    return "\n" * found.group().count("\n")


# --- writing ----
def to_text(root: Element) -> str:
    """The element as XML, in one line where it holds text."""
    return "".join(_pieces(root))


def document(root: Element) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_text(root)}\n'.encode()


def escaped(text: str) -> str:
    text = UNWRITABLE.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _pieces(element: Element) -> Iterator[str]:
    attributes = "".join(f' {name}="{_quoted(value)}"' for name, value in element.attributes.items())
    if not element.parts:
        yield f"<{element.tag}{attributes}/>"
        return
    yield f"<{element.tag}{attributes}>"
    for part in element.parts:
        if isinstance(part, str):
            yield escaped(part)
        else:
            yield from _pieces(part)
    yield f"</{element.tag}>"


def _quoted(value: str) -> str:
    return escaped(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
