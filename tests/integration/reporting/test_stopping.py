"""A web process that is told to stop while pages are open."""

import asyncio
import signal
from pathlib import Path

import httpx

from invoiceflow.runtime.clock import SystemClock
from product import Product
from web_process import PATIENCE_SECONDS, web_process


async def test_open_streams_do_not_hold_up_the_end(product: Product, tmp_path: Path) -> None:
    """Told to stop, the process ends its streams first: it goes by itself, and nothing has to be killed."""
    log = tmp_path / "web.log"
    product.clock.at = SystemClock().now()
    house = await product.house()
    async with (
        web_process(product.world.settings, log) as (process, url),
        httpx.AsyncClient(base_url=url, cookies=house.browser.cookies, timeout=PATIENCE_SECONDS) as browser,
    ):
        async with browser.stream("GET", f"/app/{house.slug}/live") as stream:
            pieces = stream.aiter_raw()
            assert (await anext(pieces)).startswith(b"retry:")
            process.send_signal(signal.SIGTERM)
            assert [piece async for piece in pieces] == []
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await process.wait() == 0
    assert "Killing" not in log.read_text()
