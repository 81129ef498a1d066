"""
How the worker ends: told to stop, it gives what runs STOP_SECONDS, and whatever comes after LAST_SECONDS.

Where the database is away, what comes after would not come to its end: the queue asks for as long as its pool is
patient, and a query that is cancelled waits for the server to agree. So the process ends itself, with a status that
says so. Nothing is lost by it: jobs that it could not hand back are given to the next worker as those of one that died
(``revive``).
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from threading import Timer
from typing import Any, Final

import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker

from invoiceflow.runtime.patience import LAST_SECONDS, STOP_SECONDS

_TOLD_BY = (signal.SIGTERM, signal.SIGINT)
_BEGIN_SECONDS = 1
"""Within which a job has begun that was being fetched when the worker was told."""

CUT_OFF: Final = os.EX_TEMPFAIL
"""The status of a worker that did not come to its own end: nobody who watches is to take it for a good one."""

log = structlog.get_logger()


class UnderWay:
    """The jobs that run."""

    def __init__(self) -> None:
        self._count = 0
        self.none = asyncio.Event()
        self.none.set()

    async def count(self, run: Callable[[], Awaitable[Any]], _context: JobContext, _worker: Worker) -> Any:
        """Run a job, and know of it meanwhile: what the queue calls a middleware of its worker."""
        self._count += 1
        self.none.clear()
        try:
            return await run()
        finally:
            self._count -= 1
            if not self._count:
                self.none.set()


async def run_until_told(
    working: Coroutine[Any, Any, None], jobs: UnderWay, *, stop_seconds: float = STOP_SECONDS
) -> None:
    """
    Run a worker of the queue until the process is told to stop; from then on the process has little time left.

    Of it ``stop_seconds`` are for the jobs, as ``working`` knows, too. Told a second time, it ends at once. Raises what
    ends the worker before it is told.
    """
    worker, told = asyncio.create_task(working), asyncio.create_task(_told())
    await asyncio.wait({worker, told}, return_when=asyncio.FIRST_COMPLETED)
    if told.done():
        worker.cancel()  # by which it is asked to finish
        await _finished(worker, jobs, stop_seconds)
    else:
        told.cancel()
        await worker


async def _told() -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for number in _TOLD_BY:
        loop.add_signal_handler(number, told.set)
    try:
        await told.wait()
    finally:
        for number in _TOLD_BY:
            loop.remove_signal_handler(number)


async def _finished(worker: "asyncio.Task[None]", jobs: UnderWay, stop_seconds: float) -> None:
    await asyncio.wait({worker}, timeout=_BEGIN_SECONDS)
    rest = asyncio.create_task(jobs.none.wait())
    await asyncio.wait({worker, rest}, timeout=stop_seconds, return_when=asyncio.FIRST_COMPLETED)
    rest.cancel()
    # Not by the loop, which may be over while the process still waits for a thread that looks up a name.
    last = Timer(LAST_SECONDS, _cut_off)
    last.daemon = True
    last.start()
    await ended(worker)


async def ended(worker: "asyncio.Task[None]") -> None:
    """
    Return once a worker that was asked to finish is done, signed off or not.

    Raises what else it ended by, and CancelledError only where who waits is cancelled: the worker goes on then.
    """
    await asyncio.wait({worker})
    if worker.cancelled():
        return
    try:
        worker.result()
    except ConnectorException as away:
        log.warning("worker.not_signed_off", why=str(away))


def _cut_off() -> None:
    log.warning("worker.cut_off", after_seconds=LAST_SECONDS)
    os._exit(CUT_OFF)
