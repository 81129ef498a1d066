"""A tenant's logo as the templates take it: always SVG text."""

import base64
import io

from PIL import Image, UnidentifiedImageError

from invoiceflow.pdf.domain.paper import Picture

_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_HREF = 'xmlns="http://www.w3.org/2000/svg"'


def draw_logo(logo: bytes, alt: str) -> Picture | None:
    """Return a logo file (SVG, PNG, JPEG, GIF or WebP) as a picture; None where it is none of these."""
    if not logo:
        return None
    if _is_svg(logo):
        return Picture(logo.decode(errors="replace"), alt)
    try:
        # Reads the header only: the engine decodes the picture, in its own process.
        with Image.open(io.BytesIO(logo), formats=tuple(_MEDIA_TYPES)) as picture:
            (width, height), kind = picture.size, str(picture.format)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    data = f"data:{_MEDIA_TYPES[kind]};base64,{base64.b64encode(logo).decode()}"
    image = f'<image width="{width}" height="{height}" href="{data}"/>'
    return Picture(f'<svg {_HREF} viewBox="0 0 {width} {height}">{image}</svg>', alt)


def _is_svg(logo: bytes) -> bool:
    return b"<svg" in logo[:2000]
