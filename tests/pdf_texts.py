"""What stands on the pages of a PDF, as its reader gets it."""

import io

import pikepdf


def texts(data):
    """Each page's text in the order of the page, by what typst notes of its glyphs."""
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
    for line in font.ToUnicode.read_bytes().decode("latin-1").splitlines():
        parts = [part.strip("<> ") for part in line.split("> <")]
        if line.startswith("<") and len(parts) == 2:
            found[parts[0]] = bytes.fromhex(parts[1]).decode("utf-16-be")
    return found


def _decoded(codes, cmap):
    pairs = [codes[place : place + 2].hex() for place in range(0, len(codes), 2)]
    return "".join(cmap.get(pair.upper(), cmap.get(pair, "?")) for pair in pairs)
