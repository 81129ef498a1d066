"""Files that a real browser gets from a bucket, and posts to one, by what was signed for it alone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from invoiceflow.entrypoints.development.network import LOOPBACK, free_port
from invoiceflow.entrypoints.outside import files_of
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.files import ShownAs
from looking import Watch, still
from payments_house import an_invoice
from product import GivenClock, House, Product, as_it_is, open_changed_product, settings
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from trespass.things import picture
from web_process import web_process

PDF = ShownAs("application/pdf", "2026-0001.pdf", is_saved=True)


@pytest.fixture
async def product(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with its files in the stand-in's buckets, served at its BASE_URL as production serves it."""
    port = free_port()
    given = replace(
        settings(database, services.redis_url, tmp_path),
        base_url=f"http://{LOOPBACK}:{port}",
        files_bucket=sandbox.bucket.name,
        files_region=sandbox.bucket.region,
        files_endpoint=sandbox.bucket.endpoint,
        uploads_bucket=sandbox.upload_bucket.name,
        aws_access_key_id=sandbox.client_id,
        aws_secret_access_key=sandbox.client_secret,
    )
    async with (
        open_changed_product(given, as_it_is, GivenClock(SystemClock().now())) as opened,
        web_process(given, tmp_path / "web.log", port=port),
    ):
        yield opened


async def signed_in(browser: Browser, product: Product, house: House) -> BrowserContext:
    """Return a browser in the session of the house's owner."""
    context = await still(browser)
    url = product.world.settings.base_url
    held = house.browser.cookies.jar
    await context.add_cookies([{"name": each.name, "value": str(each.value), "url": url} for each in held])
    return context


async def saved(page: Page, url: str) -> bytes:
    """Follow an address whose file a browser saves; return that."""
    async with page.expect_download() as found:
        await page.evaluate("url => { location.href = url }", url)
    where = await (await found.value).path()
    return await asyncio.to_thread(Path(where).read_bytes)


async def test_a_link_to_a_document_works_and_ends(browser: Browser, product: Product) -> None:
    """The browser gets an export and a document by links of the store; a minute later a link gives nothing."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    await house.browser.post(f"/app/{house.slug}/settings/data/export")
    await product.work()
    context = await signed_in(browser, product, house)
    page, url = await context.new_page(), product.world.settings.base_url
    await page.goto(f"{url}/app/{house.slug}/settings/data")
    async with page.expect_download() as export:
        await page.get_by_role("button", name="Download").click()
    assert (await export.value).url.startswith(f"{product.world.settings.files_endpoint}/documents/")
    files = product.world.files
    content = (await house.api.get(f"/api/v1/invoices/{invoice.id}/pdf")).headers["location"]
    name = content.partition("?")[0].rpartition("/")[2]
    assert files.links is not None
    assert (await saved(page, await files.links.link(house.tenant_id, name, PDF))).startswith(b"%PDF-1.7")
    earlier = files_of(product.world.settings, GivenClock(SystemClock().now() - timedelta(seconds=62)))
    assert earlier.links is not None
    answer = await page.goto(await earlier.links.link(house.tenant_id, name, PDF))
    assert answer is not None
    assert (answer.status, "AccessDenied" in await answer.text()) == (403, True)
    await earlier.close()
    await context.close()


async def test_a_logo_is_posted_to_the_store(browser: Browser, product: Product, tmp_path: Path) -> None:
    """Without a script and within the policy of pages; what is no picture is told of on our page."""
    house = await product.house()
    context = await signed_in(browser, product, house)
    watch = Watch()
    page, url = watch.over(await context.new_page()), product.world.settings.base_url
    chosen = tmp_path / "logo.png"
    for content, said in ((picture(), "Logo saved"), (b"MZ of a program", "no picture that can be read")):
        chosen.write_bytes(content)
        await page.goto(f"{url}/app/{house.slug}/settings/documents")
        await page.locator("#logo").set_input_files(chosen)
        async with page.expect_request(lambda asked: asked.url.endswith("/s3/uploads/")):
            await page.get_by_role("button", name="Upload").click()
        await expect(page.get_by_text(said)).to_be_visible()
    assert (await page.get_by_role("img", name="Your logo").count()) == 1
    chosen.write_bytes(bytes(11 * 1024 * 1024))  # the store would refuse it, in words of its own
    await page.goto(f"{url}/app/{house.slug}/settings/documents")
    await page.locator("#logo").set_input_files(chosen)
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("alert")).to_have_text("The file is over 2 MB. Save the picture smaller.")
    assert page.url.endswith("/settings/documents")
    chosen.write_bytes(picture())
    await page.locator("#logo").set_input_files(chosen)
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_text("Logo saved")).to_be_visible()
    assert [each for each in watch.complaints if "422" not in each] == []
    await context.close()
