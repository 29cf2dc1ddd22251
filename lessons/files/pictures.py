"""What does an uploaded picture become before a course shows it? What it says it is counts for nothing.

Photos are made anew from their pixels: so nothing is left of what cameras and programs write beside them (place,
device, names, comments), nor of what a file may hide behind its end, and a picture that only one decoder understands
never reaches a browser. The colour profile goes, too. Drawings are text that can be read; they are kept as they are,
once nothing active is found in them (lessons.files.figures, and here by the names that an XML parser sees).
"""

from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageOps

from lessons.files.figures import MEDIA_TYPES, check_figure
from lessons.files.folder import MAX_FILE_BYTES
from lessons.files.problem import Source

MAX_UPLOAD_BYTES = 8_000_000  # a photo as a telephone makes it
MAX_PIXELS = 50_000_000  # 200 MB while it is decoded; telephones have up to 48 million
MAX_SIDE = 2_000  # shown at most 800 wide, on screens with two dots a pixel; larger ones are made smaller
QUALITY = 85

SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg", "WEBP": ".webp"}  # MPO: a JPEG with a second view behind it
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".webp": "WEBP"}
OPAQUE = frozenset({"L", "RGB"})
SCALABLE = frozenset({"L", "LA", "RGB", "RGBA"})

ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler"})
ANIMATIONS = frozenset({"set", "animate", "animatemotion", "animatetransform"})


@dataclass(frozen=True)
class Picture:
    """As it will be stored. `width` and `height` in pixels, None where a drawing does not say."""

    content: bytes
    suffix: str
    width: int | None = None
    height: int | None = None

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.suffix]


class PictureFault(ValueError):
    """`code`: empty, too-large, no-picture, too-many-pixels, moving, active; `detail`: the piece in question."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def prepared(content: bytes) -> Picture:
    """Raises PictureFault."""
    if not content:
        raise PictureFault("empty")
    if len(content) > MAX_UPLOAD_BYTES:
        raise PictureFault("too-large")
    is_text = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    picture = _drawing(content) if is_text else _photo(content)
    if len(picture.content) > MAX_FILE_BYTES:
        raise PictureFault("too-large")
    return picture


def pixels_of(content: bytes) -> int:
    """What decoding it would cost, by its head alone; 0 for a drawing and for what is no picture."""
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as image:
            return image.width * image.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return MAX_PIXELS
    except Exception:  # as in _photo
        return 0


def _photo(content: bytes) -> Picture:
    try:
        return _made_anew(content)
    except PictureFault:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureFault("too-many-pixels") from None
    except Exception:  # a broken file lets decoders raise anything, and all of it means the same
        raise PictureFault("no-picture") from None


def _made_anew(content: bytes) -> Picture:
    with Image.open(BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as image:
        suffix = SUFFIXES[image.format or ""]
        if image.width * image.height > MAX_PIXELS:  # known from the head, before a pixel is decoded
            raise PictureFault("too-many-pixels")
        if suffix != ".jpg" and getattr(image, "n_frames", 1) > 1:
            raise PictureFault("moving")
        if suffix == ".jpg":
            image.thumbnail((MAX_SIDE, MAX_SIDE))  # before all of it is decoded
        picture = _bare(image, opaque=suffix == ".jpg")
    target = BytesIO()
    picture.save(target, FORMATS[suffix], **({"optimize": True} if suffix == ".png" else {"quality": QUALITY}))
    return Picture(target.getvalue(), suffix, picture.width, picture.height)


def _bare(image: Image.Image, *, opaque: bool) -> Image.Image:
    """Its pixels the right way up, and nothing else."""
    upright = ImageOps.exif_transpose(image)
    upright = upright if upright.mode in SCALABLE else upright.convert("RGBA")
    if opaque and upright.mode not in OPAQUE:
        upright = upright.convert("RGB")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _drawing(content: bytes) -> Picture:
    source = Source("drawing.svg")
    check_figure(content, source)
    if source.problems:
        active = [problem.message for problem in source.problems if "not allowed" in problem.message]
        if len(active) < len(source.problems):
            raise PictureFault("no-picture")
        raise PictureFault("active", active[0].rpartition(": ")[2])
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise PictureFault("no-picture") from None
    for element in root.iter():
        _refuse_active(element)
    return Picture(content, ".svg", *_size_of(root))


def _refuse_active(element: Element) -> None:
    """By the names that a parser sees: prefixes and character references hide nothing from it."""
    tag = _local(str(element.tag))
    if tag in ACTIVE_ELEMENTS:
        raise PictureFault("active", f"<{tag}>")
    for name, value in element.attrib.items():
        key, target = _local(name), value.strip()
        leads_out = key in {"href", "src"} and not target.startswith("#")
        changes_link = tag in ANIMATIONS and key == "attributename" and _local(target) == "href"
        if key.startswith("on") or leads_out or changes_link:
            raise PictureFault("active", f"{key}={target}"[:30])


def _local(name: str) -> str:
    """Without its namespace."""
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _size_of(root: Element) -> tuple[int | None, int | None]:
    """Of the coordinates it is drawn in."""
    parts = root.get("viewBox", "").replace(",", " ").split()
    try:
        width, height = (round(float(part)) for part in parts[2:4])
    except (ValueError, OverflowError):
        return None, None
    return (width, height) if 0 < width <= MAX_PIXELS and 0 < height <= MAX_PIXELS else (None, None)
