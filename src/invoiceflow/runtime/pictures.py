"""Pictures that people upload, made anew so that nothing hidden in the file travels on."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from invoiceflow.kernel.errors import Invalid

MAX_BYTES = 2 * 1024 * 1024
TOO_LARGE = "The file is over 2 MB. Save the picture smaller."
POSTED_BYTES = 10 * 1024 * 1024
"""What a store takes for a logo: more, so that it is our page that says what is too much of an ordinary picture."""
MAX_PIXELS = 24_000_000
MAX_SIDE = 1200
FORMATS = ("PNG", "JPEG", "WEBP")


def clean_logo(content: bytes, *, pointer: str = "/logo") -> bytes:
    """
    Return an uploaded logo as a PNG of at most 1200 pixels a side, turned upright, without any metadata.

    The same picture gives the same bytes. Takes up to a second of a processor: call it in a thread.

    Raises:
        Invalid: it is empty, over 2 MB or 24 megapixels, or no PNG, JPEG or WebP that can be read. SVG is refused,
        since it can carry scripts and addresses.
    """
    if not content:
        raise Invalid.field(pointer, "logo.missing", "Choose a picture first.")
    if len(content) > MAX_BYTES:
        raise Invalid.field(pointer, "logo.too_large", TOO_LARGE)
    try:
        return _repainted(content, pointer)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        message = "This is no picture that can be read. Use PNG, JPEG or WebP."
        raise Invalid.field(pointer, "logo.format", message) from None


def _repainted(content: bytes, pointer: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        # The size stands in the file's head; nothing is unpacked before it is known to be bearable.
        if opened.width * opened.height > MAX_PIXELS:
            raise Invalid.field(
                pointer, "logo.too_large", "The picture is over 24 megapixels. Save it smaller."
            )
        upright = ImageOps.exif_transpose(opened)
        painted = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    painted.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(painted.mode, painted.size)
    bare.paste(painted)
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()
