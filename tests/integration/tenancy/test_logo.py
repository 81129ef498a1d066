"""Logos: what is taken, what is refused, and what is served."""

import io
import struct
import zlib

import httpx
import pytest
from PIL import Image

from product import House, Product

FOREIGN = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">'
    b"<iframe src='file:///etc/passwd'/></body></foreignObject></svg>"
)
ENTITY = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str, *, size: tuple[int, int] = (300, 200), mode: str = "RGB") -> bytes:
    """Return a picture file; JPEG and WebP carry EXIF with a camera's name and a rotation."""
    made = Image.new(mode, size, "red")
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Secret Camera", 6
    out = io.BytesIO()
    made.save(out, kind, **({"exif": exif} if kind != "GIF" else {}))
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose head promises a picture of that size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def film(frames: int) -> bytes:
    """Return a GIF of many frames."""
    out = io.BytesIO()
    first, *rest = (Image.new("L", (20, 20), shade % 256) for shade in range(frames))
    first.save(out, "GIF", save_all=True, append_images=rest)
    return out.getvalue()


async def upload(house: House, content: bytes, name: str = "logo.png") -> httpx.Response:
    """Send a file as the logo."""
    url = f"/app/{house.slug}/settings/logo"
    return await house.browser.post(url, files={"logo": (name, content, "image/png")})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_logo_is_painted_anew(product: Product, kind: str) -> None:
    """Whatever came, a PNG without any metadata is served, upright, to be kept for ever."""
    house = await product.house()
    assert (await upload(house, picture(kind))).status_code == 303
    answer = await house.browser.get(f"/app/{house.slug}/logo")
    served = Image.open(io.BytesIO(answer.content))
    assert answer.headers["content-type"] == "image/png"
    assert "immutable" in answer.headers["cache-control"]
    assert (served.format, served.size, dict(served.getexif())) == ("PNG", (200, 300), {})
    assert b"Secret" not in answer.content


async def test_a_large_logo_is_made_smaller(product: Product) -> None:
    """No side is over 1200 pixels, and transparency stays."""
    house = await product.house()
    await upload(house, picture("PNG", size=(3000, 1000), mode="RGBA"))
    served = Image.open(io.BytesIO((await house.browser.get(f"/app/{house.slug}/logo")).content))
    assert (max(served.size), served.mode) == (1200, "RGBA")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a picture first."),
        (SVG, "no picture that can be read"),
        (b"%PDF-1.7", "no picture that can be read"),
        (picture("GIF"), "no picture that can be read"),
        (picture("PNG")[:80], "no picture that can be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (2 * 1024 * 1024), "over 2 MB"),
        (picture("PNG", size=(6000, 5000), mode="L"), "over 24 megapixels"),
        (bomb(60_000, 60_000), "picture"),
        (bomb(12_000, 12_000), "over 24 megapixels"),
        (bomb(2_000, 2_000), "no picture that can be read"),
        (FOREIGN, "no picture that can be read"),
        (ENTITY, "no picture that can be read"),
        (film(400), "no picture that can be read"),
        (b"<html><script>alert(1)</script>" + picture("PNG"), "no picture that can be read"),
    ],
    ids=[
        *("nothing", "svg", "pdf", "gif", "cut off", "large file", "large picture"),
        *(
            "bomb",
            "small bomb",
            "less than promised",
            "foreignObject",
            "entity",
            "film",
            "picture after html",
        ),
    ],
)
# Pillow warns by itself from 89 megapixels on, and refuses from twice as many: a net below our own limit.
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
async def test_what_is_no_logo_is_refused(product: Product, content: bytes, words: str) -> None:
    """The page says why, and the old logo stays."""
    house = await product.house()
    await upload(house, picture("PNG"))
    before = (await house.browser.get(f"/app/{house.slug}/logo")).content
    answer = await upload(house, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert (await house.browser.get(f"/app/{house.slug}/logo")).content == before


async def test_a_logo_is_removed(product: Product) -> None:
    """After removing it there is none."""
    house = await product.house()
    await upload(house, picture("PNG"))
    assert (await house.browser.post(f"/app/{house.slug}/settings/logo/remove")).status_code == 303
    answer = await house.browser.get(f"/app/{house.slug}/logo", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (404, "logo.not_found")


async def test_a_logo_is_its_tenant_s_own(product: Product) -> None:
    """Another tenant's member gets nothing, and without the form's token nothing is taken."""
    house, other = await product.house(), await product.house()
    await upload(house, picture("PNG"))
    assert (await other.browser.get(f"/app/{house.slug}/logo")).status_code == 404
    assert (await other.browser.get(f"/app/{other.slug}/logo")).status_code == 404
    del house.browser.headers["X-CSRF-Token"]
    assert (await upload(house, picture("PNG"))).status_code == 403


async def test_what_hangs_on_a_picture_is_left_behind(product: Product) -> None:
    """A picture that is a page or an archive as well is served as the picture alone."""
    house = await product.house()
    hanging = b"<html><script>alert(1)</script></html>PK\x03\x04archive"
    assert (await upload(house, picture("PNG") + hanging)).status_code == 303
    answer = await house.browser.get(f"/app/{house.slug}/logo")
    assert answer.headers["content-type"] == "image/png"
    assert b"script" not in answer.content
    assert b"PK\x03\x04" not in answer.content
