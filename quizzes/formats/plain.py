"""How does text of other programs become Markdown, the form of all texts here?

Plain text keeps its signs: what Markdown would read as a mark is escaped. Of HTML the few elements are taken that
Markdown has a mark for; the names of all others are given back, so that whoever reads can say what was left out.
"""

import re
from html.parser import HTMLParser

_SIGNS = re.compile(r"[\\*`\[\]]|_+")
_AT_START = re.compile(r"^(\s*)([#>+-]|\d+(?=\.))", re.MULTILINE)
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_HTML = re.compile(r"<[A-Za-z/!?][^>]*>|&#?\w+;")

GAP_LENGTH = 3
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
BLOCKS = frozenset({"p", "div", "ul", "ol"})
SILENT = frozenset({"html", "body", "span", "font", "u"})
"""Elements whose text is all that matters."""
UNSEEN = frozenset({"script", "style", "head", "title"})
"""Elements whose text nobody sees."""


def escaped(text: str) -> str:
    """Plain text as Markdown that shows the same signs. A row of `___`, a gap, stays one."""
    text = _SIGNS.sub(_escaped_sign, text)
    text = _AT_START.sub(_escaped_start, text)
    return _TAG_LIKE.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", text)


def is_html(text: str) -> bool:
    return bool(_HTML.search(text))


def markdown_of(html: str) -> tuple[str, tuple[str, ...]]:
    """(Markdown, names of the elements that were left out, sorted)."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(reader.parts))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), tuple(sorted(reader.left_out))


def _escaped_sign(found: re.Match[str]) -> str:
    if len(found[0]) >= GAP_LENGTH:
        return found[0]
    before, after = found.string[max(0, found.start() - 1) : found.start()], found.string[found.end() : found.end() + 1]
    return found[0] if found[0] == "_" and before.isalnum() and after.isalnum() else "".join(f"\\{c}" for c in found[0])


def _escaped_start(found: re.Match[str]) -> str:
    """A number keeps its digits: the dot behind it makes the list."""
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.left_out: set[str] = set()
        self.hidden = 0
        self.links: list[str] = []
        self.counters: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.hidden += 1
            self.left_out.add(tag)
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.parts.append("[" if self.links[-1] else "")
        elif tag == "li":
            self.parts.append(f"\n{self._bullet()}")
        elif tag in BLOCKS:
            self.parts.append("\n\n")
            self.counters += [0 if tag == "ol" else None] if tag in ("ul", "ol") else []
        elif tag not in SILENT:
            self.left_out.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "a" and self.links:
            target = self.links.pop()
            self.parts.append(f"]({target})" if target else "")
        elif tag in BLOCKS:
            self.parts.append("\n\n")
            if tag in ("ul", "ol") and self.counters:
                self.counters.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(escaped(re.sub(r"\s+", " ", data)))

    def _bullet(self) -> str:
        counter = self.counters[-1] if self.counters else None
        if counter is None:
            return "- "
        self.counters[-1] = counter + 1
        return f"{counter + 1}. "
