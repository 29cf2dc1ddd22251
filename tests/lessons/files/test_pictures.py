"""What an uploaded file becomes: pixels and nothing else, or a refusal with its code."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from lessons.files.pictures import MAX_SIDE, MAX_UPLOAD_BYTES, PictureFault, prepared
from tests.factories.pictures import DRAWING, photo_with_place, picture


def drawing(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def png_of(width: int, height: int) -> bytes:
    """A head that promises so many pixels, and some bytes of them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def moving(kind: str) -> bytes:
    frames, target = [Image.new("RGB", (4, 4), colour) for colour in (0, 255)], BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:])
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (picture("PNG"), (".png", "image/png", 4, 2)),
        (picture("PNG", mode="P"), (".png", "image/png", 4, 2)),
        (picture("PNG", mode="I;16"), (".png", "image/png", 4, 2)),
        (picture("JPEG"), (".jpg", "image/jpeg", 4, 2)),
        (picture("JPEG", mode="CMYK", colour=(9, 9, 9, 9)), (".jpg", "image/jpeg", 4, 2)),
        (picture("WEBP"), (".webp", "image/webp", 4, 2)),
        (DRAWING, (".svg", "image/svg+xml", 40, 20)),
        (b"\xef\xbb\xbf\n" + DRAWING, (".svg", "image/svg+xml", 40, 20)),
        (drawing("", 'viewBox="0 0 1e999 x"'), (".svg", "image/svg+xml", None, None)),
    ],
    ids=["png", "palette", "16 bit", "jpeg", "cmyk", "webp", "svg", "svg with mark", "svg without size"],
)
def test_pictures_are_known_by_their_content(content, told) -> None:
    found = prepared(content)

    assert (found.suffix, found.media_type, found.width, found.height) == told
    if found.suffix != ".svg":
        with Image.open(BytesIO(found.content)) as image:
            assert image.size == (4, 2)


def test_nothing_is_left_of_what_a_camera_writes() -> None:
    photo = photo_with_place()
    assert b"Kamera von Ada" in photo
    assert b"Urlaub" in photo

    found = prepared(photo)

    with Image.open(BytesIO(found.content)) as image:
        assert (dict(image.getexif()), image.size) == ({}, (4, 8))  # upright now
    assert b"Ada" not in found.content


def test_what_hides_behind_a_picture_is_gone() -> None:
    assert b"<script>" not in prepared(picture() + b"<script>alert(1)</script>").content


def test_large_photos_become_smaller() -> None:
    found = prepared(picture("JPEG", (5_000, 2_500)))

    assert (found.width, found.height) == (MAX_SIDE, MAX_SIDE // 2)


def test_a_transparent_picture_stays_so() -> None:
    found = prepared(picture("PNG", mode="RGBA", colour=(1, 2, 3, 0)))

    with Image.open(BytesIO(found.content)) as image:
        assert image.getpixel((0, 0)) == (1, 2, 3, 0)


HOSTILE = {
    "nothing": (b"", "empty"),
    "too many bytes": (b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_UPLOAD_BYTES, "too-large"),
    "a drawing of 2 MB": (drawing("<g/>" * 500_000), "too-large"),
    "a text": (b"Hallo", "no-picture"),
    "a page": (b"<html><script>alert(1)</script></html>", "no-picture"),
    "a GIF": (picture("GIF"), "no-picture"),
    "a TIFF": (picture("TIFF"), "no-picture"),
    "cut off": (picture("PNG", (300, 300))[:100], "no-picture"),
    "only a name": (b"\xff\xd8\xff", "no-picture"),
    "a bomb": (png_of(60_000, 60_000), "too-many-pixels"),
    "a larger bomb": (png_of(2_000_000_000, 2_000_000_000), "too-many-pixels"),
    "pixels that are not there": (png_of(4_000, 4_000), "no-picture"),
    "moving PNG": (moving("PNG"), "moving"),
    "moving WebP": (moving("WEBP"), "moving"),
    "a script": (drawing("<script>alert(1)</script>"), "active"),
    "a script with a prefix": (drawing('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'), "active"),
    "an event": (drawing('<g onload="alert(1)"/>'), "active"),
    "a link": (drawing('<a href="https://example.org/"/>'), "active"),
    "a link in references": (drawing('<a href="&#106;avascript:alert(1)"/>'), "active"),
    "a link that comes later": (drawing('<a><set attributeName="href" to="x"/></a>'), "active"),
    "an outside style": (b'<?xml-stylesheet href="https://example.org/a.css"?>' + DRAWING, "active"),
    "entities": (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "no-picture"),
    "entities inside": (drawing("<!DOCTYPE a>"), "active"),
    "torn": (drawing("<g>"), "no-picture"),
    "deep": (b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 20_000, "no-picture"),
    "UTF-16": (DRAWING.decode().encode("utf-16"), "no-picture"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_picture_of_a_course_is_refused(case) -> None:
    content, code = HOSTILE[case]

    with pytest.raises(PictureFault) as refusal:
        prepared(content)

    assert refusal.value.code == code
