"""An address as a picture that a telephone reads: an SVG for pages and for the document."""

from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as ISO 18004 asks


@lru_cache(maxsize=64)
def path_of(text: str) -> tuple[int, str]:
    """How many modules wide with its quiet zone, and the dark ones as an SVG path, a stroke for each run of them."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    return len(matrix), "".join(_row(number, row) for number, row in enumerate(matrix))


def _row(number: int, row: list[bool]) -> str:
    path, start = "", None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            path += f"M{start} {number}h{place - start}v1h-{place - start}z"
            start = None
    return path


def svg_of(text: str) -> str:
    """Dark on white in each theme, or no telephone would read it."""
    size, path = path_of(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )
