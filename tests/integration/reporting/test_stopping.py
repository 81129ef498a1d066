"""A web process that is told to stop while pages are open."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from invoiceflow.entrypoints.development.network import LOOPBACK, answers, free_port
from invoiceflow.entrypoints.processes import web_command
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.settings import Settings
from product import Product

PATIENCE_SECONDS = 30


@asynccontextmanager
async def web_process(settings: Settings, log: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Serve the product in a process of its own, as production does; yield it and its address."""
    port = free_port()
    environment = {
        **os.environ,
        "ENVIRONMENT": "test",
        "BASE_URL": settings.base_url,
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "GOOGLE_CLIENT_ID": "tests",
        "GOOGLE_CLIENT_SECRET": "tests",
        "GOOGLE_ISSUER": settings.google_issuer,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "FILES_DIR": str(settings.files_dir),
    }
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *web_command(host=LOOPBACK, port=port), env=environment, stdout=said, stderr=said
        )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not answers(port):  # noqa: ASYNC110  # another process has no event to wait for
                await asyncio.sleep(0.1)
        yield process, f"http://{LOOPBACK}:{port}"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


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
