"""In which shapes is each page state photographed?"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Variant:
    name: str
    width: int
    height: int
    theme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    forced_colors: Literal["active", "none"] = "none"


VARIANTS = (
    Variant("360-light", 360, 640),
    Variant("360-dark", 360, 640, theme="dark"),
    Variant("1280-light", 1280, 800),
    Variant("1280-dark", 1280, 800, theme="dark"),
    Variant("print", 718, 1016, media="print"),  # A4 without margins of 10 mm, at 96 dots per inch
    Variant("zoom-400", 320, 256),  # a window of 1280 x 1024 at 400 %
    Variant("forced-colors", 1280, 800, theme="dark", forced_colors="active"),
)
