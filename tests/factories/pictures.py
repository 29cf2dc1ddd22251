"""Picture files, as people upload them."""

from io import BytesIO

from PIL import Image

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><circle cx="5" cy="5" r="4"/></svg>'


def picture(
    kind: str = "PNG", size: tuple[int, int] = (4, 2), mode: str = "RGB", colour: object = 90, **options
) -> bytes:
    target = BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def photo_with_place() -> bytes:
    """Taken upright, so its pixels lie on the side; it tells where, by whom and with what."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right
    exif[0x010F] = "Kamera von Ada"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    return picture("JPEG", (8, 4), exif=exif.tobytes(), comment=b"Aus dem Urlaub von Ada")
