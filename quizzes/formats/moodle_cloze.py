"""How are gaps written inside a text of Moodle? „{1:MULTICHOICE_S:=right#why~wrong#why not}“, its Cloze syntax.

Moodle undoes `\\}` and `\\#` only, and HTML entities once; so everything that means something there is written as an
entity. Its own words: docs.moodle.org, "Embedded Answers (Cloze) question type"; the rules stand in
question/type/multianswer/questiontype.php.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizzes.formats.item import Alternative, Gap
from quizzes.formats.markup import html_parts, plain_entities, to_inline, to_markdown
from quizzes.formats.xml_tree import escaped, to_text

TYPED = frozenset(["SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM"])
CHOSEN = frozenset(
    name
    for stem, short in (("MULTICHOICE", "MC"), ("MULTIRESPONSE", "MR"))
    for end in ("", "V", "H", "S", "VS", "HS")
    for name in (f"{stem}_{end}" if end else stem, short + end)
)
_HEAD = re.compile(r"\{(?:\d{0,3}):([A-Z_]{2,17}):")
_MEANING = re.compile(r"[\\~}#={%]")


@dataclass
class Found:
    """A gap with what of it has no place here."""

    gap: Gap
    lost: list[str] = field(default_factory=list)


# --- writing ----
def written(gap: Gap, *, in_order: bool) -> str:
    """The gap as it stands in the HTML of the text."""
    if not gap.alternatives:
        return f"{{1:SHORTANSWER:{'~'.join(_part(tame(text), gap.feedback, '=') for text in gap.right)}}}"
    kind = "MULTICHOICE" if in_order else "MULTICHOICE_S"
    parts = (_part(_html(a.text), a.feedback, "=" if a.id in gap.right else "") for a in gap.alternatives)
    return f"{{1:{kind}:{'~'.join(parts)}}}"


def _part(text: str, feedback: str, sign: str) -> str:
    said = f"#{_quoted(_html(feedback))}" if feedback else ""
    return f"{sign}{_quoted(text)}{said}"


def _html(text: str) -> str:
    return "".join(escaped(part) if isinstance(part, str) else to_text(part) for part in to_inline(text))


def _quoted(text: str) -> str:
    return _MEANING.sub(lambda found: f"&#{ord(found.group())};", escaped(text))


# --- reading ----
def split(text: str) -> Iterator[str | tuple[str, str]]:
    """What stands around the gaps, and each gap as (kind, body)."""
    at = start = 0
    while head := _HEAD.search(text, start):
        end = _end_of(text, head.end())
        if end < 0:
            break
        if head[1] not in TYPED | CHOSEN:
            start = head.end()
            continue
        yield text[at : head.start()]
        yield head[1], text[head.end() : end]
        at = start = end + 1
    yield text[at:]


def _end_of(text: str, start: int) -> int:
    end = text.find("}", start)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("}", end + 1)
    return end


def gap_from(number: int, kind: str, body: str) -> Found:
    parts = [_read_part(part) for part in re.split(r"(?<!\\)~", body.lstrip("~"))]
    lost = ["fraction"] if any(0 < share < 100 for share, _text, _said in parts) else []
    if kind not in CHOSEN:
        return _typed(number, kind, parts, lost)
    alternatives = [
        Alternative(f"a{place}", _markdown(text), said) for place, (_, text, said) in enumerate(parts, start=1)
    ]
    best = max(share for share, _text, _said in parts)
    is_several = kind.startswith("M") and ("RESPONSE" in kind or kind.startswith("MR"))
    right = [share > 0 if is_several else 0 < share == best for share, _text, _said in parts]
    ids = tuple(a.id for a, is_right in zip(alternatives, right, strict=True) if is_right)
    return Found(Gap(f"g{number}", ids, tuple(alternatives)), lost)


def _typed(number: int, kind: str, parts: list[tuple[float, str, str]], lost: list[str]) -> Found:
    right = [(text.strip(), said) for share, text, said in parts if share >= 100]
    lost += ["*" for text, _said in right if is_wild(text)]
    right = [(tamed(text), said) for text, said in right]
    lost = [*lost, *("answer" for share, text, _said in parts if share <= 0 and text.strip() != "*")]
    said = [feedback for _text, feedback in right if feedback]
    if len(set(said)) > 1:
        lost.append("feedback")
    if kind in {"NUMERICAL", "NM"}:
        lost += ["tolerance" for text, _said in right if ":" in text]
        right = [(text.partition(":")[0], feedback) for text, feedback in right]
    gap = Gap(f"g{number}", tuple(text for text, _said in right), feedback=said[0] if said else "")
    return Found(gap, lost)


def _read_part(part: str) -> tuple[float, str, str]:
    """(percent, answer, feedback as Markdown); the answer is HTML or characters, its entities undone once."""
    share = 0.0
    part = part.strip()
    if part.startswith("="):
        share, part = 100.0, part[1:]
    elif found := re.match(r"%(-?[0-9]{1,3}(?:[.,][0-9]{0,7})?)%", part):
        share, part = float(found[1].replace(",", ".")), part[found.end() :]
    text, _sign, said = _cut(part)
    return share, plain_entities(_plain(text)), _markdown(plain_entities(_plain(said)))


def _cut(part: str) -> tuple[str, str, str]:
    """At the first # that is neither escaped nor part of an entity."""
    found = re.search(r"(?<![\\&])#", part)
    return (part[: found.start()], "#", part[found.end() :]) if found else (part, "", "")


def _plain(text: str) -> str:
    return re.sub(r"\\([}#~=/\"{\\])", r"\1", text)


def _markdown(text: str) -> str:
    return to_markdown(html_parts(text))[0]


# --- * in answers that are typed: any characters, unless a backslash stands before it ----
def tame(text: str) -> str:
    return text.replace("*", "\\*")


def tamed(text: str) -> str:
    return text.replace("\\*", "*")


def is_wild(text: str) -> bool:
    return "*" in text.replace("\\*", "")
