"""A web process that is told to stop while pages are open, or its database is away."""

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import httpx

from database_away import away
from invoiceflow.entrypoints.development.network import answers
from invoiceflow.runtime.clock import SystemClock
from product import Product
from relays import relayed
from services import DatabaseUrls
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


async def test_a_request_that_has_begun_is_answered(product: Product, tmp_path: Path) -> None:
    """Told to stop, the process takes no new connection, answers what it had taken in, and only then ends."""
    house = await product.house()
    body = b'{"name": "Late but here", "country": "DE"}'
    head = (
        f"POST /api/v1/clients HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {house.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    async with web_process(product.world.settings, tmp_path / "web.log") as (process, url):
        port = int(url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + body[:10])
        await writer.drain()
        async with httpx.AsyncClient(base_url=url) as other:
            await other.get("/healthz")  # what was sent before has been read
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while answers(port):  # noqa: ASYNC110  # another process has no event to wait for
                await asyncio.sleep(0.05)
            assert process.returncode is None
            writer.write(body[10:])
            answer = await reader.read()
            writer.close()
            assert await process.wait() == 0
    assert answer.startswith(b"HTTP/1.1 201")


async def test_a_database_that_refuses_does_not_hold_up_the_end(
    product: Product, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Whoever waits for it is told to come back, and the process goes by itself."""
    log, house = tmp_path / "web.log", await product.house()
    async with (
        web_process(product.world.settings, log) as (process, url),
        httpx.AsyncClient(base_url=url, headers=house.api.headers, timeout=PATIENCE_SECONDS) as program,
    ):
        assert (await program.get("/api/v1/clients")).status_code == 200
        with away(database):
            assert (await program.get("/api/v1/clients")).status_code == 503
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert await process.wait() == 0
    assert "Killing" not in log.read_text()


async def test_a_database_that_says_nothing_does_not_hold_up_the_end(
    product: Product, tmp_path: Path
) -> None:
    """A request that waits for it is told to come back after some seconds, also while the process ends."""
    log, house = tmp_path / "web.log", await product.house()
    settings, is_cut, asked = product.world.settings, asyncio.Event(), asyncio.Event()

    def arrives(sent: bytes) -> bytes:
        if not is_cut.is_set():
            return sent
        asked.set()
        return b""

    async with (
        relayed(settings.database_url, arrives) as far,
        web_process(replace(settings, database_url=far), log) as (process, url),
        httpx.AsyncClient(base_url=url, headers=house.api.headers, timeout=PATIENCE_SECONDS) as program,
    ):
        assert (await program.get("/api/v1/clients")).status_code == 200
        is_cut.set()
        waiting = asyncio.create_task(program.get("/api/v1/clients"))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asked.wait()
            process.send_signal(signal.SIGTERM)
            assert (await waiting).status_code == 503
            assert await process.wait() == 0
    assert "Killing" not in log.read_text()
