"""How does a text of a question become HTML for another tool, and HTML a text of ours?

Only what texts of questions hold is known: paragraphs, lists, emphasis, code, line breaks, links, pictures and words of
another language. Of all else the text stays, and the names of the tags come back, so that somebody can be told.

Both ways take time in proportion to the text: a file is full of them, and whoever wrote it may mean harm.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from quizzes.formats.base import MAX_DEPTH
from quizzes.formats.xml_tree import Element

Parts = list[str | Element]
GAP_SIGN = "\ue000"
"""Stands for a gap while a text is turned over; Unicode keeps this character for private use."""

GAP = re.compile(r"(?:\\?_){3,}")
"""A gap in a text of ours."""

MARKS = {"**": "strong", "__": "strong", "*": "em", "_": "em"}
MAX_NESTED = 10  # emphasis in emphasis
_ESCAPABLE = frozenset("\\`*_{}[]()#+-.!>~|^")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BRACKET = re.compile(
    r"""(?P<image>!?)\[(?P<text>[^\[\]]*)\]
    (?:\((?P<target>[^()\s]*)(?:\s+"(?P<title>[^"]*)")?\) | \{lang=(?P<lang>[A-Za-z-]{1,20})\})""",
    re.VERBOSE,
)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}\.)[ \t]+")


def plain_entities(text: str) -> str:
    """`&auml;` and `&#228;` as the character they mean."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text)


# --- Markdown to HTML ----
def to_blocks(text: str) -> Parts:
    """Paragraphs and lists, each an element."""
    return [_block(block) for block in _BLANK.split(text.strip("\n")) if block.strip()]


def to_inline(text: str) -> Parts:
    """Without the paragraph, where there is only one."""
    blocks = to_blocks(text)
    only = blocks[0] if len(blocks) == 1 else None
    return only.parts if isinstance(only, Element) and only.tag == "p" else blocks


def _block(block: str) -> Element:
    lines = block.split("\n")
    if not all(_ITEM.match(line) for line in lines):
        return Element("p", parts=_inline(block))
    listed = Element("ol" if lines[0][0].isdigit() else "ul")
    listed.parts = [Element("li", parts=_inline(_ITEM.sub("", line, count=1))) for line in lines]
    return listed


@dataclass
class _Line:
    """One run of text on its way to HTML: `levels` are the emphases that are open, the outermost first."""

    text: str
    levels: list[tuple[str, Parts]] = field(default_factory=lambda: [("", [])])
    unclosed: set[int] = field(default_factory=set)
    at: int = 0

    def put(self, part: str | Element) -> None:
        self.levels[-1][1].append(part)

    def mark(self, mark: str) -> bool:
        """Opens or closes an emphasis; False where the characters are just characters."""
        before, after = self.text[self.at - 1 : self.at], self.text[self.at + len(mark) :][:1]
        inside_word = "_" in mark and before.isalnum() and after.isalnum()
        if before.strip() and not inside_word and self._close(mark):
            return True
        if not after.strip() or inside_word or len(self.levels) > MAX_NESTED:
            return False
        self.levels.append((mark, []))
        return True

    def _close(self, mark: str) -> bool:
        names = [name for name, _parts in self.levels]
        if mark not in names or not self.levels[-1][1]:
            return False
        while self.levels[-1][0] != mark:
            self.give_up()
        _mark, parts = self.levels.pop()
        self.put(Element(MARKS[mark], parts=parts))
        return True

    def give_up(self) -> None:
        """An emphasis that never closes is what it looks like."""
        mark, parts = self.levels.pop()
        self.levels[-1][1].extend([mark, *parts])

    def code(self) -> None:
        """Backticks up to as many again; alone they are themselves."""
        rest = self.text[self.at :]
        length = len(rest) - len(rest.lstrip("`"))
        fence = "`" * length
        start = self.at + length
        end = -1 if length in self.unclosed else self.text.find(fence, start)
        if end < 0:
            self.unclosed.add(length)
            self.put(fence)
            self.at = start
        else:
            self.put(Element("code", parts=[self.text[start:end].strip()]))
            self.at = end + length


def _inline(text: str) -> Parts:
    line = _Line(text)
    while line.at < len(text):
        _step(line, text[line.at])
    while len(line.levels) > 1:
        line.give_up()
    return line.levels[0][1]


def _step(line: _Line, sign: str) -> None:
    """Takes the next thing of the line, whatever it is."""
    text, at = line.text, line.at
    if sign == "`":
        line.code()
    elif sign == "\\" and text[at + 1 : at + 2] in _ESCAPABLE and at + 1 < len(text):
        line.put(text[at + 1])
        line.at += 2
    elif sign in "*_":
        mark = sign * 2 if text.startswith(sign * 2, at) else sign
        if not line.mark(mark):
            line.put(mark)
        line.at += len(mark)
    elif sign in "![" and (found := _BRACKET.match(text, at)):
        line.put(_bracketed(found))
        line.at = found.end()
    elif sign == "&" and (found := _ENTITY.match(text, at)):
        line.put(html.unescape(found.group()))
        line.at = found.end()
    elif text.startswith("  \n", at):
        line.put(Element("br"))
        line.at += 3
    else:
        end = _plain_end(text, at + 1)
        line.put(text[at:end])
        line.at = end


_SPECIAL = re.compile(r"[`\\*_!\[&]|  \n")


def _plain_end(text: str, at: int) -> int:
    found = _SPECIAL.search(text, at)
    return found.start() if found else len(text)


def _bracketed(found: re.Match[str]) -> Element | str:
    text, target = found["text"], found["target"]
    if found["image"] and target is not None:
        title = {"title": found["title"]} if found["title"] else {}
        return Element("img", {"src": target, "alt": _inline_text(text)} | title)
    if found["lang"]:
        return Element("span", {"lang": found["lang"]}, _inline(text)) if not found["image"] else found.group()
    return Element("a", {"href": target or ""}, _inline(text))


def words_of(text: str) -> str:
    """What is left of a text of ours where only characters are allowed."""
    blocks = (part if isinstance(part, str) else part.text for part in to_blocks(text))
    return _SPACE.sub(" ", " ".join(blocks)).strip()


def _inline_text(text: str) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in _inline(text))


# --- HTML to Markdown ----
EMPHASIS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
CODE = frozenset({"code", "tt", "kbd", "samp"})
THROUGH = frozenset({"span", "div", "p", "section", "contentBody", "content-body", "qti-content-body", "body", "html"})
"""What may be left out without a word: it only holds things together."""
_BLOCKS = """p div section article header footer contentBody qti-content-body body html h1 h2 h3 h4 h5 h6 blockquote pre
hr table caption thead tbody tfoot tr figure figcaption dl dt dd center fieldset form"""
BLOCKS = frozenset(_BLOCKS.split())
SILENT = frozenset({"script", "style", "head", "title", "template"})
"""Their text is none for readers."""


@dataclass
class Turned:
    """`lost`: names of the tags of which only the text stayed; `pictures`: the sources of all pictures."""

    lost: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def blocks(self, parts: Iterable[str | Element]) -> Iterator[str]:
        """Paragraphs and lists as Markdown."""
        waiting: list[str | Element] = []
        for part in parts:
            if isinstance(part, str) or part.name not in BLOCKS | {"ul", "ol"}:
                waiting.append(part)
                continue
            yield from self._paragraph(waiting)
            waiting = []
            if part.name in {"ul", "ol"}:
                yield from self._list(part)
            else:
                self._note(part)
                yield from self.blocks(part.parts)
        yield from self._paragraph(waiting)

    def inline(self, parts: Iterable[str | Element]) -> str:
        """Texts side by side are one: where a parser cuts them says nothing."""
        pieces = []
        for is_text, run in groupby(parts, key=lambda part: isinstance(part, str)):
            found = list(run)
            if is_text:
                pieces.append(_escaped("".join(part for part in found if isinstance(part, str))))
            pieces += [self._element(part) for part in found if isinstance(part, Element)]
        return "".join(pieces)

    def _paragraph(self, parts: Sequence[str | Element]) -> Iterator[str]:
        text = _tidy(self.inline(parts))
        if text:
            yield _START.sub(_escaped_start, text)

    def _list(self, listed: Element) -> Iterator[str]:
        items = [child for child in listed.children if child.name == "li"]
        self.lost += [child.name for child in listed.children if child.name != "li"]
        texts = [" ".join(self.blocks(item.parts)).replace("\n", " ") for item in items]
        marks = [f"{number}." if listed.name == "ol" else "-" for number, _item in enumerate(items, start=1)]
        lines = [f"{mark} {text}" for mark, text in zip(marks, texts, strict=True) if text]
        if lines:
            yield "\n".join(lines)

    def _element(self, element: Element) -> str:
        name = element.name
        if name in EMPHASIS:
            return _wrapped(self.inline(element.parts), EMPHASIS[name])
        if name in CODE:
            return _as_code(element.text)
        if name == "br":
            return "  \n"
        if name == "img":
            return self._picture(element)
        if name in SILENT:
            self.lost.append(name)
            return ""
        return self._held(element)

    def _held(self, element: Element) -> str:
        inner = self.inline(element.parts)
        if element.name == "a" and (target := element.get("href")) and not re.search(r"[()\s]", target):
            return f"[{inner}]({target})"
        lang = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
        if element.name == "span" and re.fullmatch(r"[A-Za-z-]{1,20}", lang) and not set(inner) & set("[]"):
            return f"[{inner}]{{lang={lang}}}"
        self._note(element)
        return f" {inner} " if element.name in BLOCKS | {"li", "td", "th"} else inner

    def _picture(self, element: Element) -> str:
        alt, source = re.sub(r"[\[\]\s]+", " ", element.get("alt")), element.get("src")
        if not source or re.search(r"[()\s]", source) or source.startswith("data:"):
            self.lost += ["img"] if source else []
            return _escaped(alt)
        self.pictures.append(source)
        title = element.get("title").replace('"', "”")
        return f'![{_escaped(alt)}]({source} "{title}")' if title else f"![{_escaped(alt)}]({source})"

    def _note(self, element: Element) -> None:
        if element.name not in THROUGH:
            self.lost.append(element.name)


def to_markdown(parts: Iterable[str | Element]) -> tuple[str, Turned]:
    turned = Turned()
    return "\n\n".join(turned.blocks(parts)), turned


def literal(text: str) -> str:
    """Plain text as Markdown that shows exactly this text; its lines stay lines."""
    lines = (_START.sub(_escaped_start, _escaped(line)) for line in text.strip().split("\n"))
    return re.sub(r"(?:  \n){2,}", "\n\n", "  \n".join(lines))


_START = re.compile(r"\A(?:#+|>|[-+](?=\s)|[0-9]{1,9}\.(?=\s))")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TO_ESCAPE = re.compile(
    r"""(?P<sign>[\\`*] | \[(?=[^\[\]]*\](?:\(|\{lang=)) | (?<![^\W_])_ | _(?![^\W_]))
    | (?P<less><(?=[A-Za-z/!?])) | (?P<and>&(?=\#?[A-Za-z0-9]{1,31};))""",
    re.VERBOSE,
)


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(_one_escaped, _SPACE.sub(" ", text))


def _one_escaped(found: re.Match[str]) -> str:
    if found["sign"]:
        return f"\\{found['sign']}"
    return "&lt;" if found["less"] else "&amp;"


def _escaped_start(found: re.Match[str]) -> str:
    """What would be a heading, a quotation or a list at the beginning of a line."""
    text = found.group()
    return f"{text[:-1]}\\." if text.endswith(".") else f"\\{text}"


def _tidy(text: str) -> str:
    lines = [_SPACE.sub(" ", line).strip() for line in text.split("  \n")]
    return re.sub(r"\A(?:  \n)+|(?:  \n)+\Z", "", "  \n".join(lines)).strip()


def _wrapped(inner: str, mark: str) -> str:
    """Spaces inside the tag go outside: `* a*` is no emphasis."""
    core = inner.strip()
    if not core or "\n" in core:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{core}{mark}{after}"


def _as_code(text: str) -> str:
    text = _SPACE.sub(" ", text).strip()
    if not text:
        return ""
    fence = "`"
    while fence in text and len(fence) < MAX_NESTED:
        fence += "`"
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


# --- HTML as text ----
_VOID = "area base br col embed hr img input link meta source track wbr"
VOID = frozenset(_VOID.split())
CLOSES = {"p": {"p"}, "li": {"li"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"}, "th": {"td", "th"}}
_TAG = re.compile(r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,40})(?P<rest>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w:-]*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


def html_parts(text: str) -> Parts:
    """HTML as people's editors write it, well-formed or not."""
    root = Element("")
    open_: list[Element] = [root]
    for token in _tokens(text):
        if isinstance(token, str):
            open_[-1].parts.append(plain_entities(token))
        elif token["close"]:
            _close(open_, token["name"].lower())
        else:
            _open(open_, token)
    return root.parts


def _tokens(text: str) -> Iterator[str | re.Match[str]]:
    """Text and tags; comments are left out."""
    at = 0
    while at < len(text):
        start = text.find("<", at)
        if start != at:
            yield text[at : start if start >= 0 else len(text)]
            at = start if start >= 0 else len(text)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
            at = end + 3 if end >= 0 else len(text)
        elif found := _TAG.match(text, at):
            yield found
            at = found.end()
        else:
            yield "<"
            at += 1


def _open(open_: list[Element], token: re.Match[str]) -> None:
    name = token["name"].lower()
    if open_[-1].tag in CLOSES.get(name, ()):
        open_.pop()
    pairs = _ATTRIBUTE.findall(token["rest"])
    element = Element(name, {key.lower(): plain_entities(a or b or c) for key, a, b, c in pairs})
    open_[-1].parts.append(element)
    if name not in VOID and not token["rest"].endswith("/") and len(open_) < MAX_DEPTH:
        open_.append(element)


def _close(open_: list[Element], name: str) -> None:
    """Closes the innermost of that name with all in it; one that was never opened is nothing."""
    for depth in range(len(open_) - 1, 0, -1):
        if open_[depth].tag == name:
            del open_[depth:]
            return
