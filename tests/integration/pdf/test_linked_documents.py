"""With a bucket, browsers are led to files that the store gives out itself; nothing else changes."""

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from invoiceflow.entrypoints.wiring import World
from invoiceflow.runtime.aws import GivenCredentials
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.object_store import ObjectStore
from invoiceflow.runtime.s3 import Bucket
from invoiceflow.runtime.sigv4 import Credentials
from product import House, Product, open_changed_product, settings
from services import DatabaseUrls, Services
from stand_ins import Sandbox


@pytest.fixture
async def product(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with its files in the stand-in's bucket, whose clock is the machine's."""
    keys = GivenCredentials(Credentials(sandbox.client_id, sandbox.client_secret))

    def changed(world: World, _: str) -> World:
        return replace(world, files=ObjectStore(sandbox.bucket, keys, SystemClock()))

    async with open_changed_product(settings(database, services.redis_url, tmp_path), changed) as opened:
        yield opened


async def issued(house: House) -> dict[str, str]:
    """Issue an invoice over the API and return it."""
    api = "/api/v1"
    client = await house.api.post(
        f"{api}/clients", json={"name": "Hafen GmbH", "email": "a@hafen.example", "country": "DE"}
    )
    lines = [{"description": "Work", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"}]
    draft = {"client_id": client.json()["id"], "currency": "EUR", "lines": lines}
    invoice_id = (await house.api.post(f"{api}/invoices", json=draft)).json()["id"]
    answer = await house.api.post(f"{api}/invoices/{invoice_id}/issue")
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()
    return found


async def followed(answer: httpx.Response, status: int) -> httpx.Response:
    """Go where an answer leads, without any cookie or key, as from another browser."""
    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
    async with httpx.AsyncClient() as stranger:
        return await stranger.get(answer.headers["location"])


async def test_whoever_may_read_it_is_led_to_the_document(product: Product) -> None:
    """API, page and public page lead to the same stored bytes, made at the first time of asking."""
    house = await product.house()
    invoice = await issued(house)
    public = httpx.URL(invoice["public_url"]).path
    answers = [
        await house.api.get(f"/api/v1/invoices/{invoice['id']}/pdf"),
        await house.browser.get(f"/app/{house.slug}/invoices/{invoice['id']}/pdf"),
        await product.client().get(f"{public}/pdf"),
    ]
    given = [await followed(answer, 302) for answer in answers]
    assert {each.status_code for each in given} == {200}
    assert len({each.content for each in given}) == 1
    assert given[0].content.startswith(b"%PDF-1.7")
    assert given[0].headers["content-disposition"] == f'inline; filename="{invoice["number"]}.pdf"'


async def test_nobody_else_is_led_anywhere(product: Product) -> None:
    """A stranger's key gets the 404 that it gets without a bucket, and a draft has no document."""
    house, other = await product.house(), await product.house()
    invoice = await issued(house)
    assert (await other.api.get(f"/api/v1/invoices/{invoice['id']}/pdf")).status_code == 404
    assert (await product.client().get(f"/i/{'x' * 43}/pdf")).status_code == 404


async def test_what_the_job_stored_is_what_is_led_to(product: Product) -> None:
    """The bytes that a browser gets from the store are those that the product reads itself."""
    house = await product.house()
    invoice = await issued(house)
    await product.work()
    given = await followed(await house.api.get(f"/api/v1/invoices/{invoice['id']}/pdf"), 302)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        (file,) = (await session.execute(text("SELECT file FROM documents"))).scalars()
    assert await product.world.files.get(house.tenant_id, file) == given.content


async def test_an_export_is_written_to_the_bucket_and_led_to(product: Product) -> None:
    """A file of any size goes from worker to browser without passing the web process."""
    house = await product.house()
    await issued(house)
    await house.browser.post(f"/app/{house.slug}/settings/data/export")
    await product.work()
    answer = await house.browser.post(f"/app/{house.slug}/settings/data/export/file")
    assert answer.status_code == 303
    async with httpx.AsyncClient() as stranger:
        given = await stranger.get(answer.headers["location"])
    assert given.headers["content-type"] == "application/zip"
    assert "invoices.csv" in "".join(zipfile.ZipFile(io.BytesIO(given.content)).namelist())


async def test_a_bucket_that_is_away_is_an_outage(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Whoever asks is told to come again; the invoice stays issued."""
    away = Bucket("documents", "eu-central-1", "http://127.0.0.1:1")
    keys = GivenCredentials(Credentials("key", "secret"))

    def changed(world: World, _: str) -> World:
        return replace(world, files=ObjectStore(away, keys, SystemClock()))

    async with open_changed_product(settings(database, services.redis_url, tmp_path), changed) as product:
        house = await product.house()
        invoice = await issued(house)
        answer = await house.api.get(f"/api/v1/invoices/{invoice['id']}/pdf")
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
        shown = await house.api.get(f"/api/v1/invoices/{invoice['id']}")
        assert shown.json()["status"] == "issued"
