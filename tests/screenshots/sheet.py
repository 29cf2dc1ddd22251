"""The contact sheet: all pictures of a run on one plain page, grouped by point, what looks wrong first."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from tests.screenshots.camera import Picture

HEAD = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Screenshots</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem; }
.row { display: flex; gap: 1rem; overflow-x: auto; align-items: flex-start; }
figure { margin: 0 0 1rem; } img { height: 22rem; border: 1px solid #888; object-fit: cover; object-position: top; }
.fault { color: #a00; font-weight: bold; }
</style></head>
<body><h1>Screenshots</h1>
"""


def write_sheet(pictures: Sequence[Picture], folder: Path) -> Path:
    parts = [HEAD, _faults(pictures)]
    for point, of_point in groupby(pictures, key=lambda picture: picture.state.point):
        parts.append(f"<h2>{escape(point)}</h2>\n")
        for name, row in groupby(of_point, key=lambda picture: picture.state.name):
            shown = list(row)
            parts.append(f"<h3>{escape(name)} <small>{escape(shown[0].state.path)}</small></h3>\n")
            parts.append(f'<div class="row">{"".join(map(_figure, shown))}</div>\n')
    sheet = folder / "index.html"
    sheet.write_text("".join([*parts, "</body></html>\n"]), encoding="utf-8")
    return sheet


def _faults(pictures: Sequence[Picture]) -> str:
    rows = [f"<li>{escape(one.file)}: {escape(one.fault)}</li>" for one in pictures if one.fault]
    return f'<p>{len(pictures)} pictures, {len(rows)} with a fault.</p><ul class="fault">{"".join(rows)}</ul>\n'


def _figure(one: Picture) -> str:
    fault = f' <span class="fault">{escape(one.fault)}</span>' if one.fault else ""
    image = f'<a href="{one.file}"><img loading="lazy" src="{one.file}" alt="{escape(one.file)}"></a>'
    return f"<figure>{image}<figcaption>{one.variant.name}{fault}</figcaption></figure>"
