"""What stands on the pages of a PDF, as its reader gets it."""

import io
import re

import pikepdf


def texts(data):
    """Each page's text in the order of the page, by what typst or Chromium notes of its glyphs."""
    return [_page_text(page) for page in pikepdf.open(io.BytesIO(data)).pages]


def _page_text(page):
    shown_text, cmap = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                cmap = _cmap(page.Resources.Font[operands[0]])
            case "Tj":
                shown_text.append(_decoded(bytes(operands[0]), cmap))
            case "TJ":
                shown_text += [_decoded(bytes(part), cmap) for part in operands[0] if isinstance(part, pikepdf.String)]
            case "ET":
                shown_text.append("|")
    return "".join(shown_text)


def _cmap(font):
    """From glyph to characters: the ToUnicode map's bfchar and bfrange lines."""
    found = {}
    for line in font.ToUnicode.read_bytes().decode("latin-1").split("endcodespacerange")[-1].splitlines():
        match re.findall(r"<([0-9A-Fa-f]+)>", line):
            case [glyph, text]:
                found[glyph.upper()] = bytes.fromhex(text).decode("utf-16-be")
            case [first, last, text]:
                for step in range(int(last, 16) - int(first, 16) + 1):
                    found[f"{int(first, 16) + step:0{len(first)}X}"] = chr(int(text, 16) + step)
    return found


def _decoded(codes, cmap):
    """Chromium's own fonts have codes of one byte."""
    width = len(next(iter(cmap), "0000")) // 2
    glyphs = [codes[place : place + width].hex() for place in range(0, len(codes), width)]
    return "".join(cmap.get(glyph.upper(), "?") for glyph in glyphs)
