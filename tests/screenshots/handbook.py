"""The pictures of the handbook and of the README: which page states, how much of them, how small.

`make screenshots ARGS=--handbook` takes them in both languages and puts them beside the handbook's texts.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.screenshots.camera import Camera
from tests.screenshots.state import State
from tests.screenshots.variants import Variant

FOLDER = Path(__file__).resolve().parents[2] / "coursesite" / "help" / "pictures"
MOST_BYTES = 60_000  # of each: a text shows two at most
QUALITIES = range(82, 30, -6)  # the best one that is small enough is taken
WIDE, NARROW = 1280, 720


@dataclass(frozen=True)
class HandbookPicture:
    """The part of a state that begins `top` pixels below the page's head and is `height` high."""

    name: str
    state: str
    width: int
    height: int
    top: int = 0


PICTURES = (
    HandbookPicture("lesson", "lesson-open-boxes", WIDE, 800),
    HandbookPicture("question", "question-saved", NARROW, 660),
    HandbookPicture("review", "review-passed", NARROW, 680),
    HandbookPicture("confusion-profile", "profile", WIDE, 1080),
    HandbookPicture("certificate", "certificate", NARROW, 960),
    HandbookPicture("lesson-editor", "admin-editor", WIDE, 800),
    HandbookPicture("question-form", "admin-question", WIDE, 800),
    HandbookPicture("item-analysis", "teach-item", WIDE, 980),
    HandbookPicture("completions", "hr-completions", WIDE, 1040, top=740),
)


def take_pictures(camera: Camera, states: dict[str, tuple[State, str]], folder: Path) -> list[str]:
    """Writes each picture into the folder; gives the names of those that did not come out, with the reason."""
    faults = []
    for wanted in PICTURES:
        state, address = states[wanted.state]
        variant = Variant("handbook", wanted.width, wanted.height)
        [taken] = camera.photograph(state, address, [variant])
        if taken.fault:
            faults.append(f"{wanted.name}: {taken.fault}")
            continue
        box = (0, wanted.top, wanted.width, wanted.top + wanted.height)
        with Image.open(camera.folder / taken.file) as page:
            (folder / f"{wanted.name}.webp").write_bytes(small(page.convert("RGB").crop(box)))
    return faults


def small(picture: Image.Image) -> bytes:
    """WebP in the best quality that fits."""
    for quality in QUALITIES:
        buffer = BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= MOST_BYTES:
            return buffer.getvalue()
    raise ValueError(f"No quality makes it smaller than {MOST_BYTES} bytes: show less of the page.")
