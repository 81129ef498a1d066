"""A worker process that is told to stop."""

import asyncio
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

from invoiceflow.entrypoints.worker_end import CUT_OFF, UnderWay, ended
from product import Product
from relays import relayed
from web_process import PATIENCE_SECONDS, worker_process


async def test_a_database_that_is_silent_does_not_hold_up_the_end(product: Product, tmp_path: Path) -> None:
    """Told to stop while its database answers nothing, a worker without a job ends by itself, soon, and says so."""
    is_away, asked, log = False, asyncio.Event(), tmp_path / "worker.log"

    def arrives(sent: bytes) -> bytes:
        if is_away:
            asked.set()
        return b"" if is_away else sent

    async with relayed(product.world.settings.worker_database_url, arrives) as url:
        settings = replace(product.world.settings, worker_database_url=url)
        async with worker_process(settings, log) as process, asyncio.timeout(PATIENCE_SECONDS):
            while b"queue.measured" not in log.read_bytes():  # noqa: ASYNC110  # another process has no event
                await asyncio.sleep(0.05)
            is_away = True
            await asked.wait()
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == CUT_OFF != 0
    assert b"worker.cut_off" in log.read_bytes()


async def test_jobs_are_known_while_they_run() -> None:
    """There are none only once the last of them is over, whatever became of it."""
    jobs, over = UnderWay(), asyncio.Event()
    given: Any = None  # of which nothing is asked

    async def fail() -> None:
        await over.wait()
        raise OSError

    running = [asyncio.create_task(jobs.count(run, given, given)) for run in (over.wait, fail)]
    await asyncio.sleep(0)
    assert not jobs.none.is_set()
    over.set()
    await asyncio.wait(running)
    assert jobs.none.is_set()
    assert isinstance(running[1].exception(), OSError)


async def test_whoever_waits_for_a_worker_can_be_cancelled() -> None:
    """Who is cancelled while waiting for its end learns of that, and is not told that the worker is done."""
    worker = asyncio.create_task(_for_ever())
    waiting = asyncio.create_task(ended(worker))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    assert not worker.done()
    worker.cancel()
    await ended(worker)
    assert worker.cancelled()


async def _for_ever() -> None:
    await asyncio.Event().wait()
