"""A logo that the browser posts to the store's own bucket for uploads, and that is looked at before it is one."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from invoiceflow.entrypoints.wiring import World
from invoiceflow.runtime.aws import GivenCredentials
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.object_store import ObjectStore
from invoiceflow.runtime.sigv4 import Credentials
from invoiceflow.runtime.upload_bucket import UploadBucket
from product import House, Product, open_changed_product, settings
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from trespass.things import picture


@pytest.fixture
async def product(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with its files, and what is on its way in, in buckets of the stand-in."""
    keys = GivenCredentials(Credentials(sandbox.client_id, sandbox.client_secret))

    def changed(world: World, _: str) -> World:
        uploads = UploadBucket(sandbox.upload_bucket, keys, SystemClock())
        return replace(world, files=ObjectStore(sandbox.bucket, keys, SystemClock(), uploads=uploads))

    async with open_changed_product(settings(database, services.redis_url, tmp_path), changed) as opened:
        yield opened


async def posted(house: House, content: bytes) -> str:
    """Post a file by the form of the page, as a browser does, and return where the store leads."""
    page = (await house.browser.get(f"/app/{house.slug}/settings/documents")).text
    found = re.search(r'<form [^>]*action="([^"]*)"[^>]*multipart/form-data">(.*?)</form>', page, re.DOTALL)
    assert found is not None
    hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', found[2])
    fields = {name: unescape(value) for name, value in hidden}
    assert "csrf" not in fields  # which is nobody's outside
    async with httpx.AsyncClient() as elsewhere:
        answer = await elsewhere.post(
            unescape(found[1]), data=fields, files={"file": ("logo.png", content, "image/png")}
        )
    assert answer.status_code == 303, answer.text
    onward = urlsplit(answer.headers["location"])
    return f"{onward.path}?{onward.query}"


async def test_a_posted_picture_becomes_the_logo(product: Product) -> None:
    """It is painted anew like any other, and nothing of what was posted stays; asked again, nothing happens."""
    house = await product.house()
    back = await posted(house, picture())
    assert (await house.browser.get(back)).headers["location"].endswith("/settings/documents")
    logo = await house.browser.get(f"/app/{house.slug}/logo")
    assert (logo.status_code, logo.content[:4]) == (200, b"\x89PNG")
    assert (await house.browser.get(back)).status_code == 303
    assert (await house.browser.get(f"/app/{house.slug}/logo")).content == logo.content


async def test_what_is_no_picture_is_refused_by_its_content(product: Product) -> None:
    """Its name and type said that it was one; the page says what is wrong, and the file goes."""
    house = await product.house()
    back = await posted(house, b"<html><script>alert(1)</script>")
    refused = await house.browser.get(back)
    assert (refused.status_code, "no picture that can be read" in refused.text) == (422, True)
    assert (await house.browser.get(back)).status_code == 303
    assert (await house.browser.get(f"/app/{house.slug}/logo")).status_code == 404
    large = await house.browser.get(await posted(house, bytes(3_000_000)))
    assert (large.status_code, "over 2 MB" in large.text) == (422, True)


async def test_another_tenant_takes_nothing(product: Product) -> None:
    """The key of an upload is worth nothing elsewhere, and stays good for whose it is."""
    house, other = await product.house(), await product.house()
    back = await posted(house, picture())
    assert (await other.browser.get(back)).status_code == 404
    assert (await other.browser.get(back.replace(house.slug, other.slug, 1))).status_code == 303
    assert (await other.browser.get(f"/app/{other.slug}/logo")).status_code == 404
    assert (await house.browser.get(back)).status_code == 303
    assert (await house.browser.get(f"/app/{house.slug}/logo")).status_code == 200
